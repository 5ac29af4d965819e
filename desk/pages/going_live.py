"""The way to going live in words: what is missing and where to mend it, and what would happen then."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.domain.switching import Gap, Lack, going_live_gaps, is_practice_mode, runs_every_clinic
from clinics.models import Clinic, Staff
from clinics.states import Role
from desk.findings import GREEN, Finding, Scope
from desk.findings_machine import backups, restored
from desk.findings_mail import events, tracking
from desk.wording import clock_text
from followup.channels.mail import is_set_up
from followup.domain.going_live import Foresight, PlanAhead, foresee_going_live
from followup.domain.purposes import plans_with_other_texts
from followup.states import PlanMode
from intake.access import clinics_run_by

_MENDED_AT = {
    Lack.ON_CALL: "desk:settings-on-call",
    Lack.CRISIS_TEXT: "desk:settings-clinic",
    Lack.PUBLIC_LINE: "desk:settings-lines",
    Lack.HOURS: "desk:settings-hours",
}
# What does not stand in the way and should be looked at before. Without events nobody hears of a bounce.
_REMINDERS = (backups, restored, events, tracking)
# Each line of a clinic's list, in the order in which it is set up.
_LINES = {
    Lack.HOURS: gettext_lazy("Staffed hours"),
    Lack.PUBLIC_LINE: gettext_lazy("A public phone line"),
    Lack.CRISIS_TEXT: gettext_lazy("Crisis texts with an approver and date"),
    Lack.ON_CALL: gettext_lazy("Somebody on call"),
}


@dataclass(frozen=True)
class CheckLine:
    """One line of a clinic's list."""

    label: str
    url: str
    is_done: bool
    sentence: str


@dataclass(frozen=True)
class PlanLine:
    """One plan whose messages would leave or wait for a person."""

    name: str
    clinic: str
    url: str
    mode: str
    people: int
    emails: int
    first: str
    sends_other_texts: bool


@dataclass(frozen=True)
class GoingLivePage:
    """The page. `others` counts what is missing in clinics that this person does not run."""

    is_practice: bool
    runs_all: bool
    of_all: tuple[str, ...]
    clinics: tuple[tuple[Clinic, tuple[CheckLine, ...]], ...]
    others: int
    foresight: Foresight
    plans: tuple[PlanLine, ...]
    reminders: tuple[Finding, ...]

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing anywhere."""
        return not self.of_all and not self.others and all(line.is_done for _clinic, lines in self.clinics for line in lines)

    @property
    def may_switch(self) -> bool:
        """Whether this person may switch now; the way back is always open to them."""
        return self.runs_all and (self.is_ready or not self.is_practice)


def going_live_page(*, staff: Staff, now: datetime) -> GoingLivePage:
    """Read and word it; gaps of clinics that this person does not run are a number only."""
    mine = list(clinics_run_by(staff, Role.ADMIN).order_by("discreet_name", "id"))
    gaps = going_live_gaps()
    by_clinic: dict[object, list[Gap]] = defaultdict(list)
    for gap in gaps:
        by_clinic[gap.clinic.id if gap.clinic else None].append(gap)
    foresight = foresee_going_live(clinic_ids=[clinic.id for clinic in mine], now=now)
    odd = set(plans_with_other_texts().filter(clinic__in=mine).values_list("id", flat=True))
    real = [clinic for clinic in mine if not clinic.is_sample]
    shown = {None, *(clinic.id for clinic in real)}
    return GoingLivePage(
        is_practice=is_practice_mode(),
        runs_all=runs_every_clinic(staff),
        of_all=(*([] if is_set_up() else [_no_mail()]), *(gap.sentence for gap in by_clinic[None])),
        clinics=tuple((clinic, _lines(clinic, by_clinic[clinic.id])) for clinic in real),
        others=sum(len(found) for clinic_id, found in by_clinic.items() if clinic_id not in shown),
        foresight=foresight,
        plans=tuple(_plan(one, now, odd) for one in foresight.plans),
        reminders=tuple(one for check in _REMINDERS for one in check(Scope(now)) if one.level != GREEN),
    )


def _no_mail() -> str:
    return _("No mail server or provider is set, so nothing could be sent. Set EMAIL_URL, see docs/install.md.")


def _lines(clinic: Clinic, gaps: list[Gap]) -> tuple[CheckLine, ...]:
    missing = {gap.lack: gap.sentence for gap in gaps}
    return tuple(
        CheckLine(str(label), reverse(_MENDED_AT[lack], args=[clinic.slug]), lack not in missing, missing.get(lack, ""))
        for lack, label in _LINES.items()
    )


def _plan(one: PlanAhead, now: datetime, odd: Collection[UUID]) -> PlanLine:
    clinic = one.plan.clinic
    return PlanLine(
        name=one.plan.shown_name,
        clinic=clinic.discreet_name,
        url=reverse("desk:settings-plan", args=[clinic.slug, one.plan.code]),
        mode=str(PlanMode(one.plan.mode).label),
        people=one.people,
        emails=one.emails,
        first=clock_text(one.first_at, zone=ZoneInfo(clinic.time_zone), now=now) if one.first_at else "",
        sends_other_texts=one.plan.id in odd,
    )
