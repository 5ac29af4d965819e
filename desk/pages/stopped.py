"""Addresses that get no messages, in words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from clinics.models import Staff
from desk.wording import clock_text
from followup.domain.lifting import AT_ONCE, StoppedAddress, stopped_addresses
from intake.states import Purpose


@dataclass(frozen=True)
class StoppedRow:
    """One address. Without an inquiry nobody on file has it any more, and it stays closed."""

    id: UUID
    clinic_id: UUID
    clinic: str
    address: str
    lead_id: UUID | None
    why: str
    what: str
    since: str


@dataclass(frozen=True)
class StoppedPage:
    """The newest, and where the older ones begin."""

    rows: tuple[StoppedRow, ...]
    older: UUID | None


def page_of_stopped(*, staff: Staff, before: UUID | None, now: datetime) -> StoppedPage:
    """One page of the list."""
    found = stopped_addresses(staff=staff, before=before)
    rows = tuple(_row(one, now) for one in found[:AT_ONCE])
    return StoppedPage(rows, rows[-1].id if len(found) > AT_ONCE else None)


def _row(one: StoppedAddress, now: datetime) -> StoppedRow:
    row = one.suppression
    reasons = {
        "unsubscribed": _("They asked for no more"),
        "bounced": _("The address does not work"),
        "complained": _("Reported as unwanted"),
        "staff": _("A member of staff closed it"),
    }
    return StoppedRow(
        id=row.id,
        clinic_id=row.clinic_id,
        clinic=row.clinic.discreet_name,
        address=one.point.value if one.point is not None and one.lead is not None else "",
        lead_id=one.lead.id if one.lead is not None else None,
        why=reasons.get(row.reason, _("Everything was stopped for this person")),
        what=str(Purpose(row.purpose).label) if row.purpose else _("All e-mails"),
        since=clock_text(row.created_at, zone=ZoneInfo(row.clinic.time_zone), now=now),
    )
