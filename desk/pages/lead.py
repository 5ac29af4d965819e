"""A lead's page in words: safe contact, the next step, why it is here, the clocks, and what may be done."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _

from clinics.models import Staff
from core.sentences import in_words
from desk.forms.attempt import AttemptForm
from desk.forms.lead import EmailForm, MoveForm, RulesForm, TextForm
from desk.pages.followup import planned_words
from desk.pages.reaching import Button, Way, buttons_for, way_of
from desk.pages.row_words import flag_word, what_of, why_of
from desk.pages.same_person import SamePerson, same_person_of
from desk.pages.timeline import Entry, timeline
from desk.wording import clock_text, due_text, span_text
from followup.domain.queries import messages_of_lead
from intake.domain.asking_nurse import is_clinician_for
from intake.domain.clocks import Waited
from intake.domain.consenting import WORDINGS
from intake.domain.lead_file import LeadFile, colleagues_of, lead_page
from intake.domain.restricted import Guard, guard_of
from intake.domain.routing import sentence_for
from intake.domain.safe_contact import ReachableAt
from intake.domain.seen_now import colleagues_here
from intake.domain.staff_drafts import draft_body
from intake.models import ContactConsent, Task
from intake.states import ContactKind, Purpose, TaskKind, shown_name


@dataclass(frozen=True)
class Flag:
    """One danger with the words that showed it."""

    word: str
    severity: int
    words: str
    rule: str
    version: str


@dataclass(frozen=True)
class Step:
    """One piece of open work on this lead."""

    task_id: UUID
    what: str
    why: str
    due: str
    is_late: bool
    owner: str
    is_mine: bool
    is_held_by_other: bool
    is_escalation: bool
    acknowledged_by: str
    severity: int
    reason: str


@dataclass(frozen=True)
class Consent:
    """One answer with the very words that were shown."""

    label: str
    granted: bool
    clock: str
    wording: str
    language: str
    source: str


@dataclass(frozen=True)
class Forms:
    """The forms of the page; a view puts in the one that was sent back."""

    attempt: AttemptForm | None
    note: TextForm
    reply: TextForm
    email: EmailForm | None
    move: MoveForm


@dataclass(frozen=True)
class LeadPage:
    """Everything the page shows."""

    file: LeadFile
    forms: Forms
    ways: tuple[Way, ...]
    rules_forms: tuple[tuple[Way, RulesForm], ...]
    buttons: tuple[Button, ...]
    call_refusal: str
    flags: tuple[Flag, ...]
    steps: tuple[Step, ...]
    sentence: str
    trace: tuple[dict[str, Any], ...]
    topics: tuple[str, ...]
    clocks: tuple[tuple[str, str, bool], ...]
    entries: tuple[Entry, ...]
    consents: tuple[Consent, ...]
    same: SamePerson
    colleagues: tuple[Staff, ...]
    paused: str
    guard: Guard
    first_reply_due: str
    is_clinician: bool
    planned: tuple[tuple[str, str], ...]
    # Names of colleagues who opened this a moment ago.
    others: str
    now: datetime
    key: str = field(default_factory=lambda: str(uuid4()))


def page_of_lead(*, staff: Staff, lead_id: UUID, now: datetime, sent_back: dict[str, forms.Form] | None = None) -> LeadPage:
    """The page; `sent_back` holds forms with errors by name. Raises Lead.DoesNotExist for a lead out of sight."""
    file = lead_page(staff=staff, lead_id=lead_id, now=now)
    lead, region = file.lead, file.lead.clinic.phone_region
    buttons = buttons_for(file.ways)
    ways = tuple(way_of(way, region=region) for way in file.ways)
    return LeadPage(
        file=file,
        forms=_forms(file, staff, now, sent_back or {}),
        ways=ways,
        rules_forms=tuple((way, _rules_form(one, sent_back or {})) for way, one in zip(ways, file.ways, strict=True)),
        buttons=buttons,
        call_refusal=buttons[0].why_not,
        flags=tuple(Flag(flag_word(one.code), one.severity, one.words, one.rule, one.rule_version) for one in file.flags),
        steps=tuple(_step(task, file, staff, now) for task in file.tasks),
        sentence=sentence_for(file.decision.facts) if file.decision and file.decision.facts else "",
        trace=tuple(_seen(rule) for rule in file.decision.facts.get("seen", ())) if file.decision else (),
        topics=tuple(topic_word(topic) for topic in lead.topics),
        clocks=_clocks(file),
        entries=timeline(file, messages_of_lead(lead), now=now),
        consents=tuple(_consents(file, now)),
        same=same_person_of(file, staff=staff, now=now),
        colleagues=tuple(colleagues_of(staff=staff, clinic_id=lead.clinic_id)),
        paused=clock_text(lead.messages_paused_at, zone=file.zone, now=now) if lead.messages_paused_at else "",
        guard=guard_of(lead=lead, staff=staff),
        first_reply_due=due_text(lead.first_attempt_due_at, zone=file.zone, now=now) if lead.first_attempt_due_at else "",
        is_clinician=is_clinician_for(staff=staff, lead=lead),
        planned=tuple(planned_words(lead, now)),
        others=", ".join(one.name for one in colleagues_here(lead=lead, staff=staff, now=now)),
        now=now,
    )


def addresses_of(file: LeadFile) -> list[tuple[str, str]]:
    """The addresses that may be written to, as choices."""
    return [
        (str(way.contact_point.id), way.contact_point.value)
        for way in file.ways
        if way.contact_point.kind == ContactKind.EMAIL and way.rules.may_email and way.rules.is_usable
    ]


def _seen(rule: dict[str, Any]) -> dict[str, Any]:
    """What a rule saw, its conditions in words."""
    words = {"severity": _("Severity"), "language": _("Language"), "channel": _("It came by")}
    unmet = [words.get(name, name) for name in rule.get("unmet", ())]
    return rule | {"shown_name": shown_name(rule.get("name", "")), "unmet": unmet}


def topic_word(topic: str) -> str:
    """What an inquiry is about, as staff read it."""
    words = {
        "starting": _("Starting care"),
        "cost": _("Cost"),
        "medicine": _("Medicine"),
        "family": _("Family support"),
        "before": _("Was here before"),
        "alcohol": _("Alcohol"),
        "opioids": _("Opioids"),
        "substance": _("Other substance"),
        "nurse": _("Ask a nurse"),
        "not_said": _("Not said"),
        "other": _("Something else"),
    }
    return words.get(topic, topic)


def _forms(file: LeadFile, staff: Staff, now: datetime, sent_back: dict[str, Any]) -> Forms:
    lead, key, addresses = file.lead, str(uuid4()), addresses_of(file)
    task = file.next_task
    attempt = None
    if task is not None:
        answerable = next((one for one in file.tasks if one.kind != TaskKind.ESCALATION), task)
        attempt = AttemptForm(zone=file.zone, now=now, initial={"key": key, "task": answerable.id, "step": "", "owner": "queue"})
    email = _draft(staff, f"email:{lead.id}") | {"key": key, "seen_version": lead.version}
    return Forms(
        attempt=sent_back.get("attempt", attempt),
        note=sent_back.get("note") or _text_form(staff, f"note:{lead.id}", key, _("Note")),
        reply=sent_back.get("reply") or _text_form(staff, f"reply:{lead.id}", key, _("What they said")),
        email=sent_back.get("email") or (EmailForm(addresses=addresses, initial=email, auto_id="email_%s") if addresses else None),
        move=sent_back.get("move") or MoveForm(status=lead.status, initial={"key": key}, auto_id="move_%s"),
    )


def _text_form(staff: Staff, draft_key: str, key: str, label: str) -> TextForm:
    name = draft_key.partition(":")[0]
    return TextForm(label=label, initial=_draft(staff, draft_key) | {"key": key}, auto_id=f"{name}_%s")


def _rules_form(way: ReachableAt, sent_back: dict[str, Any]) -> RulesForm:
    point = way.contact_point
    return sent_back.get(f"rules:{point.id}") or RulesForm(point=point, auto_id=f"rules_{point.id}_%s")


def _draft(staff: Staff, key: str) -> dict[str, Any]:
    return draft_body(staff=staff, key=key) or {}


def _step(task: Task, file: LeadFile, staff: Staff, now: datetime) -> Step:
    is_held = task.claimed_until is not None and task.claimed_until > now
    return Step(
        task_id=task.id,
        what=what_of(task),
        why=why_of(task, file.lead, now),
        due=due_text(task.due_at, zone=file.zone, now=now),
        is_late=task.due_at < now,
        owner=_owner(task, file, staff, now, is_held=is_held),
        is_mine=is_held and task.claimed_by_id == staff.id,
        is_held_by_other=is_held and task.claimed_by_id != staff.id,
        is_escalation=task.kind == TaskKind.ESCALATION,
        acknowledged_by=task.acknowledged_by.name if task.acknowledged_by else "",
        severity=task.severity,
        # The sentence of the routing decision stands below, under its own heading.
        reason="" if file.decision and task.reason == file.decision.sentence else in_words(task.reason),
    )


def _owner(task: Task, file: LeadFile, staff: Staff, now: datetime, *, is_held: bool) -> str:
    if is_held and task.claimed_by and task.claimed_until:
        until = {"time": clock_text(task.claimed_until, zone=file.zone, now=now), "name": task.claimed_by.name}
        return (_("Yours until %(time)s") if task.claimed_by_id == staff.id else _("%(name)s has it until %(time)s")) % until
    if task.assignee:
        return _("For %(name)s") % {"name": task.assignee.name}
    return _("Nobody has it yet")


def _clocks(file: LeadFile) -> tuple[tuple[str, str, bool], ...]:
    return (
        (_("First attempt"), _waited_text(file.first_attempt), file.first_attempt.is_running),
        (_("First live contact"), _waited_text(file.first_live_contact), file.first_live_contact.is_running),
    )


def _waited_text(waited: Waited) -> str:
    spans = {"wall": span_text(waited.wall_minutes), "staffed": span_text(waited.staffed_minutes)}
    if waited.is_running:
        return _("waiting %(wall)s (%(staffed)s staffed)") % spans
    return _("after %(wall)s (%(staffed)s staffed)") % spans


def _source(row: ContactConsent) -> str:
    """Where an answer came from: the evidence of the ledger, in words."""
    if row.recorded_by is not None:
        return _("said to %(name)s") % {"name": row.recorded_by.name}
    sources = {
        "submission": _("in what they sent us"),
        "call": _("in a call"),
        "link": _("by the link in an e-mail"),
        "message": _("told by the mail provider"),
    }
    return sources.get(row.evidence_kind, row.evidence_kind)


def _consents(file: LeadFile, now: datetime) -> list[Consent]:
    channels = {"email": _("by e-mail"), "text": _("by text"), "call": _("by phone")}
    return [
        Consent(
            label=_("%(purpose)s, %(channel)s")
            % {"purpose": Purpose(row.purpose).label, "channel": channels.get(row.channel, row.channel)},
            granted=row.granted,
            clock=clock_text(row.at, zone=file.zone, now=now),
            wording=WORDINGS.get(row.wording, {}).get(row.language, row.wording),
            language=row.language,
            source=_source(row),
        )
        for row in file.consents
    ]
