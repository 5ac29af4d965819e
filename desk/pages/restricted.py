"""What the pages of restricted inquiries show: codes, times and staff; nobody's name who reached out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from clinics.models import Staff
from clinics.states import Role
from desk.forms.restricted import ReviewForm
from desk.pages.audit import WATCHERS
from desk.wording import clock_text, due_text
from intake.domain.restricted import broken_glasses, hidden_work, standing_restrictions
from intake.models import BreakGlass


@dataclass(frozen=True)
class HiddenLine:
    """Work that waits on a lead restricted to others."""

    lead_id: UUID
    severity: int
    due: str
    is_late: bool


@dataclass(frozen=True)
class StandingLine:
    """One restriction."""

    clinic_id: UUID
    lead_id: UUID
    clinic: str
    since: str
    by: str
    count: int


@dataclass(frozen=True)
class GlassLine:
    """One opening. `reason` and `review` are empty for those who read no free text."""

    id: UUID
    clinic_id: UUID
    lead_id: UUID
    who: str
    clinic: str
    at: str
    reason: str
    reviewed: str
    was_right: bool | None
    review: str
    form: ReviewForm | None


def hidden_lines(*, staff: Staff, now: datetime) -> tuple[HiddenLine, ...]:
    """Restricted work this person may open by breaking the glass, most urgent first."""
    return tuple(
        HiddenLine(task.lead_id, task.severity, due_text(task.due_at, zone=ZoneInfo(task.clinic.time_zone), now=now), task.due_at < now)
        for task in hidden_work(staff=staff, now=now)
        if task.lead_id
    )


def restricted_page(*, staff: Staff, now: datetime, sent_back: tuple[UUID, ReviewForm] | None = None) -> dict[str, Any]:
    """Everything restricted and every opening in the clinics this person watches."""
    clinics = staff.clinics_with_role(*WATCHERS) if staff.is_active else []
    standing = tuple(
        StandingLine(
            row.clinic_id,
            row.lead_id,
            row.clinic.discreet_name,
            _clock(row.placed_at, row, now),
            row.placed_by.name,
            vars(row)["count"],
        )
        for row in standing_restrictions(clinic_ids=clinics)
    )
    glasses = tuple(_glass_line(glass, staff, now, sent_back) for glass in broken_glasses(clinic_ids=clinics))
    return {"standing": standing, "glasses": glasses}


def shown_on(page: dict[str, Any]) -> list[tuple[UUID, UUID]]:
    """What the audit says was shown: (clinic id, lead id)."""
    return list(dict.fromkeys((line.clinic_id, line.lead_id) for line in (*page["glasses"], *page["standing"])))


def _glass_line(glass: BreakGlass, staff: Staff, now: datetime, sent_back: tuple[UUID, ReviewForm] | None) -> GlassLine:
    reads = glass.clinic_id in staff.clinics_with_role(Role.SUPERVISOR)
    form = None
    if reads and glass.reviewed_at is None and glass.staff_id != staff.id:
        form = sent_back[1] if sent_back and sent_back[0] == glass.id else ReviewForm(auto_id=f"review_{glass.id}_%s")
    by = glass.reviewed_by.name if glass.reviewed_by else ""
    at = _clock(glass.reviewed_at, glass, now) if glass.reviewed_at else ""
    return GlassLine(
        id=glass.id,
        clinic_id=glass.clinic_id,
        lead_id=glass.lead_id,
        who=glass.staff.name,
        clinic=glass.clinic.discreet_name,
        at=_clock(glass.broken_at, glass, now),
        reason=glass.reason if reads else "",
        reviewed=_("%(name)s, %(at)s") % {"name": by, "at": at} if by else "",
        was_right=glass.was_right,
        review=glass.review if reads else "",
        form=form,
    )


def _clock(at: datetime, row: Any, now: datetime) -> str:
    return clock_text(at, zone=ZoneInfo(row.clinic.time_zone), now=now)
