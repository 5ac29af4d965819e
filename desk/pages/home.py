"""My work now: what I hold, what I promised, what I left half-written, and where else people wait."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from clinics.models import Staff
from clinics.states import Availability
from desk.pages.nights import Night, nights_with_nobody
from desk.pages.rows import Row, rows_of
from desk.wording import ago_text
from intake.domain.queries import WorkCounts, count_work
from intake.domain.worklist import MyWork, TaskRow, my_work
from intake.models import StaffDraft


@dataclass(frozen=True)
class DraftLine:
    """One half-written thing and where it goes on."""

    label: str
    url: str
    saved: str


@dataclass(frozen=True)
class Presence:
    """One choice of the switch with its effect."""

    value: str
    label: str
    effect: str
    is_current: bool


@dataclass(frozen=True)
class HomePage:
    """Everything the page shows."""

    in_hand: tuple[Row, ...]
    callbacks: tuple[Row, ...]
    needs_details: tuple[Row, ...]
    drafts: tuple[DraftLine, ...]
    presences: tuple[Presence, ...]
    counts: WorkCounts
    work: MyWork
    nights: tuple[Night, ...]

    @property
    def shown(self) -> list[TaskRow]:
        """Every row on the page, for the audit."""
        return [*self.work.in_hand, *self.work.callbacks, *self.work.needs_details]

    @property
    def waiting(self) -> int:
        """Work in my queues, mine or not."""
        return self.counts.rail.all_mine


def home_page(*, staff: Staff, now: datetime) -> HomePage:
    """The page of one member of staff."""
    work = my_work(staff=staff, now=now)

    def words(rows: tuple[TaskRow, ...]) -> tuple[Row, ...]:
        return rows_of(rows, staff_id=staff.id, now=now)

    return HomePage(
        in_hand=words(work.in_hand),
        callbacks=words(work.callbacks),
        needs_details=words(work.needs_details),
        drafts=tuple(line for draft in work.drafts if (line := _draft_line(draft, now))),
        presences=presences_of(staff),
        counts=count_work(staff=staff, now=now),
        work=work,
        nights=tuple(nights_with_nobody(staff=staff, now=now)),
    )


def presences_of(staff: Staff) -> tuple[Presence, ...]:
    """The choices of the switch, each with what it does."""
    effects = {
        Availability.AVAILABLE: _("“Take next” gives you work."),
        Availability.ON_CALL: _("Colleagues see that you are talking. “Take next” still works."),
        Availability.WRAP_UP: _("Colleagues see that you are finishing a call. “Take next” still works."),
        Availability.AWAY: _("“Take next” gives you nothing until you are back."),
    }
    return tuple(Presence(one.value, str(one.label), effects[one], staff.availability == one.value) for one in Availability)


def _draft_line(draft: StaffDraft, now: datetime) -> DraftLine | None:
    kind, _sep, rest = draft.key.partition(":")
    saved = _("saved %(ago)s") % {"ago": ago_text(draft.saved_at, now=now)}
    if kind == "call":
        return DraftLine(_("A call you were logging"), f"{reverse('desk:call-log')}?draft={rest}", saved)
    if kind == "held":
        return DraftLine(_("What you were sending when you were signed out"), reverse("desk:held", args=[rest]), saved)
    labels = {"note": _("A note"), "email": _("An e-mail"), "reply": _("What they replied")}
    if kind not in labels:
        return None
    return DraftLine(labels[kind], f"{reverse('desk:lead', args=[rest])}#{kind}", saved)
