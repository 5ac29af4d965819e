"""Late e-mails after an outage, in numbers: what would go, what is too late, and for whom a call is better."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import ngettext

from clinics.models import Staff
from desk.wording import clock_text
from followup.domain.backlog import Pile, pile_of, standing_backlogs
from followup.domain.late_mail import Kind
from followup.models import Backlog


@dataclass(frozen=True)
class LateMail:
    """One clinic's late e-mails."""

    backlog: Backlog
    pile: Pile
    found: str

    @property
    def kinds(self) -> list[str]:
        """What would go, kind by kind."""
        return [_kind_words(kind, count) for kind, count in self.pile.kinds.items()]


def late_mails(*, staff: Staff, now: datetime) -> list[LateMail]:
    """What waits for a word in the clinics of this person."""
    return [
        LateMail(one, pile_of(backlog=one, now=now), clock_text(one.found_at, zone=ZoneInfo(one.clinic.time_zone), now=now))
        for one in standing_backlogs(staff)
    ]


def _kind_words(kind: Kind, count: int) -> str:
    words = {
        Kind.MESSAGES: ngettext("%(count)d written e-mail", "%(count)d written e-mails", count),
        Kind.STEPS: ngettext("%(count)d step of a plan", "%(count)d steps of plans", count),
        Kind.CHECK_INS: ngettext("%(count)d check-in", "%(count)d check-ins", count),
        Kind.REMINDERS: ngettext("%(count)d reminder of a check-in", "%(count)d reminders of check-ins", count),
        Kind.DOSES: ngettext("%(count)d reminder of a dose", "%(count)d reminders of doses", count),
    }
    return words[kind] % {"count": count}
