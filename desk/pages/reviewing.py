"""Messages that a person looks at before they go, in words: for whom, of which plan, until when, and what else is held."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.models import Staff
from desk.wording import clock_text
from followup.domain.purposes import purposes_of_texts
from followup.domain.queries import shown_body
from followup.domain.restored import restored_count
from followup.domain.reviewing import MOST_AT_ONCE, KeptBack, kept_back, messages_for_review
from followup.models import Message
from intake.models import Lead
from intake.states import Purpose


@dataclass(frozen=True)
class ReviewLine:
    """One message with its full words. `text_for`: what its text is for, where that is not what its plan is for."""

    id: UUID
    clinic_id: UUID
    lead_id: UUID
    person: str
    clinic: str
    plan: str
    subject: str
    body: str
    language: str
    expires: str
    is_over: bool
    text_for: str
    plan_for: str


@dataclass(frozen=True)
class ReviewPage:
    """What waits, soonest to expire first, and what else is held."""

    lines: tuple[ReviewLine, ...]
    others: tuple[str, ...]
    is_cut: bool
    # Held since a restore, on a page of their own.
    restored: int

    @property
    def waiting(self) -> int:
        """How many of them may be decided together."""
        return sum(not line.is_over and not line.text_for for line in self.lines)

    @property
    def shown(self) -> list[tuple[UUID, UUID]]:
        """Clinic and lead of each line, for the audit log."""
        return [(line.clinic_id, line.lead_id) for line in self.lines]


def review_page(*, staff: Staff, now: datetime) -> ReviewPage:
    """Read and word it, in five queries."""
    found = list(messages_for_review(staff)[: MOST_AT_ONCE + 1])
    others = purposes_of_texts(found[:MOST_AT_ONCE])
    lines = tuple(_line(one, others.get(one.id, ""), now) for one in found[:MOST_AT_ONCE])
    return ReviewPage(
        lines, tuple(_others(kept_back(staff=staff, now=now))), is_cut=len(found) > MOST_AT_ONCE, restored=restored_count(staff=staff)
    )


def _line(message: Message, text_for: str, now: datetime) -> ReviewLine:
    # What waits for review is always about a lead; the query joins them.
    lead, occurrence = cast("Lead", message.lead), getattr(message, "occurrence", None)
    return ReviewLine(
        id=message.id,
        clinic_id=message.clinic_id,
        lead_id=lead.id,
        person=lead.contact_person.name or _("No name"),
        clinic=message.clinic.discreet_name,
        plan=occurrence.enrolment.plan.shown_name if occurrence is not None else "",
        subject=message.subject,
        body=shown_body(message),
        language=message.language,
        expires=clock_text(message.expires_at, zone=ZoneInfo(message.clinic.time_zone), now=now),
        is_over=message.expires_at <= now,
        text_for=str(Purpose(text_for).label) if text_for else "",
        plan_for=str(Purpose(message.purpose).label) if text_for else "",
    )


def _others(kept: KeptBack) -> list[str]:
    """One sentence for each other reason, with its number."""
    sentences = (
        (kept.by_practice, _practice_words(kept.by_practice)),
        (kept.by_test, _test_words(kept.by_test)),
        (kept.by_team, _team_words(kept.by_team)),
        (kept.ran_out, _late_words(kept.ran_out)),
    )
    return [words % {"count": count} for count, words in sentences if count]


def _practice_words(count: int) -> str:
    return ngettext(
        "%(count)d message is held by practice mode. It ends unsent, also after going live.",
        "%(count)d messages are held by practice mode. They end unsent, also after going live.",
        count,
    )


def _test_words(count: int) -> str:
    return ngettext(
        "%(count)d message is held because its plan is being tested. It ends unsent.",
        "%(count)d messages are held because their plans are being tested. They end unsent.",
        count,
    )


def _team_words(count: int) -> str:
    return ngettext(
        "%(count)d message is held because its plan writes to the team only. It ends unsent.",
        "%(count)d messages are held because their plans write to the team only. They end unsent.",
        count,
    )


def _late_words(count: int) -> str:
    return ngettext(
        "%(count)d message of a plan that is held for review was not sent in time, in the last seven days.",
        "%(count)d messages of plans that are held for review were not sent in time, in the last seven days.",
        count,
    )


def decided_words(*, asked: int, done: int, is_approved: bool, is_practice: bool) -> str:
    """What came of a press."""
    if not done:
        return _("Nothing changed: somebody decided before you, or it was too late.")
    if not is_approved:
        words = ngettext("%(count)d message stays unsent.", "%(count)d messages stay unsent.", done)
    elif is_practice:
        words = ngettext(
            "%(count)d message is approved. Practice mode holds it.", "%(count)d messages are approved. Practice mode holds them.", done
        )
    else:
        words = ngettext(
            "%(count)d message is approved. It goes in the hours in which messages may arrive.",
            "%(count)d messages are approved. They go in the hours in which messages may arrive.",
            done,
        )
    rest = asked - done
    left = ngettext("%(count)d was decided before you or was too late.", "%(count)d were decided before you or were too late.", rest)
    return f"{words % {'count': done}} {left % {'count': rest}}" if rest else words % {"count": done}
