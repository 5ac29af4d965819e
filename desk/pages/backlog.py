"""Late e-mails after an outage, in numbers: what would go, what is too late, and for whom a call is better."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from clinics.models import Staff
from desk.wording import clock_text
from followup.domain.backlog import Pile, pile_of, standing_backlogs
from followup.models import Backlog


@dataclass(frozen=True)
class LateMail:
    """One clinic's late e-mails."""

    backlog: Backlog
    pile: Pile
    found: str


def late_mails(*, staff: Staff, now: datetime) -> list[LateMail]:
    """What waits for a word in the clinics of this person."""
    return [
        LateMail(one, pile_of(backlog=one, now=now), clock_text(one.found_at, zone=ZoneInfo(one.clinic.time_zone), now=now))
        for one in standing_backlogs(staff)
    ]
