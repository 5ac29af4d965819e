"""Messages held since a restore, in words: for whom, by which id the provider's log knows them, and until when they may go."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.domain.switching import is_practice_mode
from clinics.models import Staff
from desk.wording import clock_text
from followup.domain.restored import MOST_AT_ONCE, Decision, restored_messages
from followup.models import Message
from intake.models import Lead


@dataclass(frozen=True)
class RestoredLine:
    """One message as the provider's log would show it."""

    id: UUID
    clinic_id: UUID
    lead_id: UUID
    person: str
    clinic: str
    address: str
    subject: str
    language: str
    message_id: str
    due: str
    expires: str
    is_over: bool


@dataclass(frozen=True)
class RestoredPage:
    """What waits for a word, soonest to expire first."""

    lines: tuple[RestoredLine, ...]
    is_cut: bool
    is_practice: bool

    @property
    def shown(self) -> list[tuple[UUID, UUID]]:
        """Clinic and lead of each line, for the audit log."""
        return [(line.clinic_id, line.lead_id) for line in self.lines]


def restored_page(*, staff: Staff, now: datetime) -> RestoredPage:
    """Read and word it."""
    found = list(restored_messages(staff)[: MOST_AT_ONCE + 1])
    lines = tuple(_line(one, now) for one in found[:MOST_AT_ONCE])
    return RestoredPage(lines, is_cut=len(found) > MOST_AT_ONCE, is_practice=is_practice_mode())


def _line(message: Message, now: datetime) -> RestoredLine:
    lead, zone = cast("Lead", message.lead), ZoneInfo(message.clinic.time_zone)
    return RestoredLine(
        id=message.id,
        clinic_id=message.clinic_id,
        lead_id=lead.id,
        person=lead.contact_person.name or _("No name"),
        clinic=message.clinic.discreet_name,
        address=message.to_address,
        subject=message.subject,
        language=message.language,
        message_id=message.message_id.strip("<>"),
        due=clock_text(message.due_at, zone=zone, now=now),
        expires=clock_text(message.expires_at, zone=zone, now=now),
        is_over=message.expires_at <= now,
    )


def decided_words(*, asked: int, done: int, decision: Decision) -> str:
    """What came of a press."""
    if not done:
        return _("Nothing changed: somebody decided before you, the provider told us meanwhile, or it was too late.")
    sentences = {
        Decision.WENT_OUT: ngettext("%(count)d message is marked as sent.", "%(count)d messages are marked as sent.", done),
        Decision.SEND: ngettext(
            "%(count)d message may go, in the hours in which messages may arrive.",
            "%(count)d messages may go, in the hours in which messages may arrive.",
            done,
        ),
        Decision.NEVER: ngettext("%(count)d message stays unsent.", "%(count)d messages stay unsent.", done),
    }
    words, rest = sentences[decision] % {"count": done}, asked - done
    left = ngettext("%(count)d was decided before you or was too late.", "%(count)d were decided before you or were too late.", rest)
    return f"{words} {left % {'count': rest}}" if rest else words
