"""Promising: what happens next and when, computed from staffed hours. Nothing is promised that nobody is there to keep."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from clinics.domain.hours import closes_at, hours_of, is_staffed, next_opening
from clinics.domain.rota import somebody_is_told
from clinics.domain.switching import is_practice_mode
from clinics.models import Clinic
from core.contact import format_phone
from intake.domain.reading import read_inquiry
from intake.domain.safe_contact import SafeContact, rules_for_lead
from intake.models import Lead, Submission
from intake.states import Severity, Voicemail

NEUTRAL_AFTER = timedelta(minutes=60)
CHANGE_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Waiting:
    """What a person who writes now can expect; times are aware, in the clinic's zone."""

    is_open_now: bool
    opens_at: datetime | None
    closes_at: datetime | None
    # Somebody is told of emergencies at any hour: never in practice mode, which holds alerts too.
    has_on_call: bool


@dataclass(frozen=True)
class NextSteps:
    """What the confirmation page says; times are aware, in the clinic's zone."""

    reach: str
    ask_for: str
    voicemail: str
    is_private: bool
    code: str
    severity: Severity
    waiting: Waiting
    answer_by: datetime | None
    is_neutral: bool
    can_change: bool
    is_understood: bool
    line_numbers: list[str] = field(default_factory=list)
    email: str = ""
    phone: str = ""


def waiting_promise(*, clinic: Clinic, now: datetime) -> Waiting:
    """Whether people answer now, and if not when they do."""
    hours, zone = hours_of(clinic), ZoneInfo(clinic.time_zone)
    opens, closes = next_opening(hours, now), closes_at(hours, now)
    return Waiting(
        is_open_now=is_staffed(hours, now),
        opens_at=opens.astimezone(zone) if opens else None,
        closes_at=closes.astimezone(zone) if closes else None,
        has_on_call=not is_practice_mode() and somebody_is_told(clinic, now=now),
    )


def next_steps(*, submission: Submission, now: datetime) -> NextSteps:
    """What happens after this arrival, by what was decided about it, or by what it says while that is not yet known.

    The newest amendment speaks for the sender: it is what they typed last.
    """
    clinic = submission.clinic
    newest = submission.amendments.order_by("-received_at", "-id").first() or submission
    inquiry = read_inquiry(newest.payload, region=clinic.phone_region)
    lead, waiting = submission.lead, waiting_promise(clinic=clinic, now=now)
    rules = _rules(lead)
    return NextSteps(
        reach=inquiry.reach,
        ask_for=inquiry.name,
        voicemail=rules.voicemail if rules else Voicemail.NONE,
        is_private=rules.is_private if rules else True,
        code=lead.code if lead else "",
        severity=Severity(lead.severity) if lead else Severity.ROUTINE,
        waiting=waiting,
        answer_by=answer_promise(lead=lead, waiting=lambda: waiting) if lead else None,
        is_neutral=now - submission.received_at >= NEUTRAL_AFTER,
        can_change=lead is not None and now - submission.received_at < CHANGE_FOR,
        is_understood=lead is not None,
        line_numbers=public_numbers(clinic),
        email=inquiry.email_typed,
        phone=inquiry.phone_typed,
    )


def public_numbers(clinic: Clinic) -> list[str]:
    """The clinic's published numbers as people write them, in their order."""
    numbers = clinic.phone_lines.filter(is_public=True).order_by("position", "number").values_list("number", flat=True)
    return [format_phone(number, region=clinic.phone_region) for number in numbers]


def _rules(lead: Lead | None) -> SafeContact | None:
    if lead is None:
        return None
    ways = rules_for_lead(lead)
    return ways[0].rules if ways else None


def answer_promise(*, lead: Lead, waiting: Callable[[], Waiting]) -> datetime | None:
    """By when the sender may be told that somebody tries to reach them, in the clinic's zone; None where nobody can keep it.

    The clock of an emergency runs day and night, so at night it is a promise only if somebody is woken by it: only then
    `waiting` is asked, which takes half a dozen queries.
    """
    if lead.first_attempt_due_at is None:
        return None
    if lead.severity == Severity.EMERGENCY and not _is_kept(waiting()):
        return None
    return lead.first_attempt_due_at.astimezone(ZoneInfo(lead.clinic.time_zone))


def _is_kept(waiting: Waiting) -> bool:
    return waiting.is_open_now or waiting.has_on_call
