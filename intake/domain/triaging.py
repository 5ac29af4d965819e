"""How urgent an inquiry is: the answer about safety and the crisis check of every word. Both only ever raise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.audit import Actor
from core.rows import new_row
from intake.domain import crisis
from intake.domain.recording import write_event
from intake.models import Lead, TriageFlag
from intake.states import Severity

# The answer to "Are you safe right now?": only a clear yes, or no answer, leaves the severity alone.
_UNSAFE_ANSWERS = frozenset({"no", "not_sure"})


@dataclass(frozen=True)
class FoundFlag:
    """One danger, with the words that showed it and the rule that read them."""

    code: str
    words: str
    rule: str
    version: str
    severity: Severity


@dataclass(frozen=True)
class Triage:
    """What the words and the answer come to."""

    severity: Severity
    flags: tuple[FoundFlag, ...]


def triage_words(*, text: str, language: str, safe_answer: str = "") -> Triage:
    """Severity and flags of a text and of the answer to "Are you safe right now?" ("yes", "no", "not_sure", "skip")."""
    flags = tuple(
        FoundFlag(found.code, found.words, found.rule, found.version, Severity(found.severity))
        for found in crisis.check_text(text, language)
    )
    answered = Severity.URGENT if safe_answer in _UNSAFE_ANSWERS else Severity.ROUTINE
    return Triage(severity=min([answered, *(flag.severity for flag in flags)]), flags=flags)


def keep_triage(*, lead: Lead, triage: Triage, source_kind: str, source_id: UUID, actor: Actor, now: datetime) -> bool:
    """Store new flags and raise the lead's severity; True when it rose. The caller holds the lead's lock."""
    known = set(lead.flags.filter(source_id=source_id).values_list("code", flat=True)) if triage.flags else set()
    fresh = [flag for flag in triage.flags if flag.code not in known]
    TriageFlag.objects.bulk_create(flags_of(lead=lead, found=fresh, source_kind=source_kind, source_id=source_id, now=now))
    has_risen = triage.severity < lead.severity
    if has_risen:
        lead.severity = triage.severity
        lead.save(update_fields=["severity"])
    if fresh or has_risen:
        facts = {"severity": Severity(lead.severity).word, "flags": [flag.code for flag in fresh]}
        write_event(lead=lead, kind="lead.triaged", actor=actor, now=now, facts=facts)
    return has_risen


def flags_of(*, lead: Lead, found: Iterable[FoundFlag], source_kind: str, source_id: UUID, now: datetime) -> list[TriageFlag]:
    """The rows of what was found, not written yet."""
    return [
        new_row(
            TriageFlag,
            clinic_id=lead.clinic_id,
            lead=lead,
            code=flag.code,
            severity=flag.severity,
            words=flag.words,
            rule=flag.rule,
            rule_version=flag.version,
            source_kind=source_kind,
            source_id=source_id,
            at=now,
        )
        for flag in found
    ]
