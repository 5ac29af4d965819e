"""The pages of aftercare in words: who needs what, and one person's weeks. Words, never a score."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from clinics.models import Staff
from desk.forms.aftercare import ContactForm, CounselorForm, EndForm, PauseForm, RhythmForm
from desk.pages.ahead import ahead_words, late_words
from desk.pages.reaching import Mark, Way, marks_for, way_of
from desk.wording import ago_text, clock_text, day_text, due_text
from followup.domain.aftercare.flagging import ASKED_FOR_LINK, is_stepped_up
from followup.domain.aftercare.queries import AftercareFile, CheckInLine, Need, PersonRow, Spoken, aftercare_file, people_by_need
from followup.models import Aftercare, CheckIn, Flag
from followup.states import AftercareState, AskedBy, CheckInState, FlagKind
from intake.domain.lead_file import colleagues_of
from intake.states import TaskState

_WEEK = 7


@dataclass(frozen=True)
class Chip:
    """A flag in one or two words."""

    label: str
    severity: int


@dataclass(frozen=True)
class Row:
    """One line of the page."""

    id: UUID
    name: str
    clinic: str
    since: str
    heard: str
    next: str
    chips: tuple[Chip, ...]
    spoken: tuple[Spoken, ...]
    # What to do about a late dose or visit; empty for everybody else.
    late: tuple[str, ...]
    due: str
    is_late: bool
    marks: tuple[Mark, ...]
    counselor: str


@dataclass(frozen=True)
class Section:
    """One need with its people."""

    code: str
    title: str
    rows: tuple[Row, ...]
    is_folded: bool


@dataclass(frozen=True)
class AftercarePage:
    """The whole list."""

    sections: tuple[Section, ...]
    shown: tuple[tuple[UUID, UUID], ...]
    has_more: bool


def aftercare_page(*, staff: Staff, now: datetime) -> AftercarePage:
    """Everybody by need; needs without anybody are left out, so that the page says what there is to do."""
    found = people_by_need(staff=staff, language=_language(), now=now)
    many = len(staff.care_clinics) > 1
    sections = tuple(
        Section(
            code=need.value,
            title=need_words(need),
            rows=tuple(_row(row, now, many) for row in found.rows if row.need is need),
            is_folded=need in {Need.GOOD, Need.PAUSED},
        )
        for need in Need
        if any(row.need is need for row in found.rows)
    )
    shown = tuple((row.aftercare.clinic_id, row.aftercare.lead_id) for row in found.rows)
    return AftercarePage(sections, shown, found.has_more)


def need_words(need: Need) -> str:
    """The heading of a part of the page."""
    words = {
        Need.ASKED_CALL: _("Asked for a call"),
        Need.HARD_TIME: _("Having a hard time"),
        Need.LATE: _("Dose or visit late"),
        Need.SILENT: _("Not heard from"),
        Need.MESSAGES: _("Something to settle"),
        Need.DUE_TODAY: _("Asked, or due today"),
        Need.GOOD: _("All good"),
        Need.PAUSED: _("Paused"),
    }
    return words[need]


def _language() -> str:
    return "es" if (get_language() or "en").startswith("es") else "en"


def _row(row: PersonRow, now: datetime, many_clinics: bool) -> Row:  # noqa: FBT001  one caller, one line
    aftercare = row.aftercare
    zone = ZoneInfo(aftercare.zone)
    due_at = min((flag.task.due_at for flag in row.flags if flag.task and flag.task.state == TaskState.OPEN), default=None)
    return Row(
        id=aftercare.id,
        name=aftercare.person.name or _("No name"),
        clinic=aftercare.clinic.discreet_name if many_clinics else "",
        since=weeks_text(aftercare.started_on, now.astimezone(zone).date()),
        heard=_("last heard %(ago)s") % {"ago": ago_text(aftercare.last_heard_at, now=now)}
        if aftercare.last_heard_at
        else _("not heard yet"),
        next=next_text(row, now),
        chips=tuple(chip_of(flag) for flag in row.flags),
        spoken=row.spoken,
        late=late_words(row.expected),
        due=due_text(due_at, zone=zone, now=now) if due_at else "",
        is_late=due_at is not None and due_at < now,
        marks=marks_for(row.ways, preferred=aftercare.lead.preferred_channel),
        counselor=aftercare.counselor.name if aftercare.counselor else "",
    )


def weeks_text(started_on: date, today: date) -> str:
    """How long somebody has been looked after."""
    weeks = max((today - started_on).days, 0) // _WEEK
    return ngettext("%(weeks)d week", "%(weeks)d weeks", weeks) % {"weeks": weeks} if weeks else _("this week")


def next_text(row: PersonRow, now: datetime) -> str:
    """When somebody is asked next, or that an answer is waited for, and what else is ahead of them."""
    return ", ".join(filter(None, (_asked_next(row.check_in), *ahead_words(row.expected, row.aftercare, now=now, may_read=row.may_read))))


def _asked_next(check_in: CheckIn | None) -> str:
    if check_in is None:
        return ""
    words = _("asked on %(day)s") if check_in.state == CheckInState.SENT else _("next on %(day)s")
    return words % {"day": day_text(check_in.due_on)}


def chip_of(flag: Flag) -> Chip:
    """A flag in words. Whoever asks for a link that may not be sent need not have an address that fails."""
    is_wish = flag.rule == ASKED_FOR_LINK
    return Chip(_("Asked for a new link") if is_wish else str(FlagKind(flag.kind).label), flag.severity)


@dataclass(frozen=True)
class Line:
    """One check-in of the history in words."""

    title: str
    state: str
    note: str
    answers: tuple[tuple[str, tuple[Spoken, ...]], ...]
    chips: tuple[Chip, ...]


@dataclass(frozen=True)
class PersonPage:
    """One person's aftercare."""

    file: AftercareFile
    name: str
    since: str
    rhythm: str
    asked: str
    ways: tuple[Way, ...]
    late: tuple[str, ...]
    visit: str
    flags: tuple[tuple[Chip, str, str], ...]
    lines: tuple[Line, ...]
    contacts: tuple[tuple[str, str, str], ...]
    forms: dict[str, forms.Form]
    is_active: bool
    is_paused: bool
    wants_deletion: bool
    zone: ZoneInfo
    now: datetime


def person_page(*, staff: Staff, aftercare_id: UUID, now: datetime, sent_back: dict[str, forms.Form] | None = None) -> PersonPage:
    """The page; `sent_back` holds forms with errors by name. Raises Aftercare.DoesNotExist out of sight."""
    file = aftercare_file(staff=staff, aftercare_id=aftercare_id, language=_language(), now=now)
    aftercare = file.aftercare
    zone = ZoneInfo(aftercare.zone)
    region = aftercare.clinic.phone_region
    colleagues = colleagues_of(staff=staff, clinic_id=aftercare.clinic_id)
    return PersonPage(
        file=file,
        name=aftercare.person.name or _("No name"),
        since=weeks_text(aftercare.started_on, file.today),
        rhythm=rhythm_text(file),
        asked=str(AskedBy(aftercare.asked_by).label),
        ways=tuple(way_of(way, region=region) for way in file.ways),
        late=late_words(file.expected),
        visit="".join(ahead_words(file.expected, aftercare, now=now, may_read=False)),
        flags=tuple(_flag_line(flag, zone, now) for flag in file.open_flags),
        lines=tuple(_line(line, zone, now) for line in file.lines),
        contacts=tuple((clock_text(one.at, zone=zone, now=now), one.staff.name, _outcome(one.outcome)) for one in file.contacts),
        forms=_forms(aftercare, colleagues) | (sent_back or {}),
        is_active=aftercare.state == AftercareState.ACTIVE,
        is_paused=aftercare.state == AftercareState.PAUSED,
        wants_deletion=any(flag.kind == FlagKind.DELETE_ASKED for flag in file.open_flags),
        zone=zone,
        now=now,
    )


def _forms(aftercare: Aftercare, colleagues: list[Staff]) -> dict[str, Any]:
    rhythm = {"every_days": aftercare.own_every_days or 0, "asked_by": aftercare.asked_by}
    return {
        "contact": ContactForm(auto_id="contact_%s", initial={"key": str(uuid4())}),
        "rhythm": RhythmForm(auto_id="rhythm_%s", initial=rhythm),
        "pause": PauseForm(auto_id="pause_%s"),
        "end": EndForm(auto_id="end_%s"),
        "counselor": CounselorForm(auto_id="counselor_%s", colleagues=colleagues, initial={"to": aftercare.counselor_id or ""}),
    }


def rhythm_text(file: AftercareFile) -> str:
    """How often somebody is asked now, and why."""
    aftercare = file.aftercare
    if file.following is None:
        return _("Nobody is asked at the moment.")
    every = _every_text(file.following.every_days)
    if is_stepped_up(aftercare, on=file.today) and aftercare.stepped_up_until:
        values = {"why": FlagKind(aftercare.stepped_up_for).label, "day": date_format(aftercare.stepped_up_until, "DATE_FORMAT")}
        return _("%(every)s until %(day)s, because of: %(why)s.") % {"every": every, **values}
    if aftercare.own_every_days:
        return _("%(every)s, set by hand: %(reason)s") % {"every": every, "reason": aftercare.own_rhythm_reason}
    return _("%(every)s, by the clinic's plan.") % {"every": every}


def _every_text(days: int) -> str:
    if days % _WEEK:
        return ngettext("Every %(days)d day", "Every %(days)d days", days) % {"days": days}
    weeks = days // _WEEK
    return _("Every week") if weeks == 1 else _("Every %(weeks)d weeks") % {"weeks": weeks}


def _flag_line(flag: Flag, zone: ZoneInfo, now: datetime) -> tuple[Chip, str, str]:
    due = due_text(flag.task.due_at, zone=zone, now=now) if flag.task and flag.task.state == TaskState.OPEN else ""
    return chip_of(flag), clock_text(flag.raised_at, zone=zone, now=now), due


def _line(line: CheckInLine, zone: ZoneInfo, now: datetime) -> Line:
    check_in = line.check_in
    answers = tuple((_by_whom(answer, clock_text(answer.at, zone=zone, now=now)), spoken) for answer, spoken in line.answers)
    return Line(
        title=date_format(check_in.due_on, "DATE_FORMAT"),
        state=str(CheckInState(check_in.state).label),
        note=_asked_text(check_in.asked_by, check_in.reason),
        answers=answers,
        chips=tuple(chip_of(flag) for flag in line.flags),
    )


def _by_whom(answer: Any, when: str) -> str:
    if answer.staff_id:
        return _("%(when)s, by phone with %(name)s") % {"when": when, "name": answer.staff.name}
    return _("%(when)s, by themselves") % {"when": when}


def _asked_text(asked_by: str, reason: str) -> str:
    words = {
        "too_late": _("left out: the day had passed"),
        "paused": _("left out: messages were paused"),
        "by_staff": _("taken back by staff"),
        "stopped_by_person": _("taken back: they stopped the messages"),
        "not_agreed": _("by phone: they had not agreed to e-mail"),
        "email_not_safe": _("by phone: e-mail is not safe for them"),
        "suppressed": _("by phone: the address asked for none or does not work"),
        "no_address": _("by phone: there is no e-mail address"),
    }
    return words.get(reason, str(AskedBy(asked_by).label))


def _outcome(outcome: str) -> str:
    words = {"reached": _("We talked"), "no_answer": _("No answer"), "left_message": _("Left a message")}
    return words.get(outcome, outcome)
