"""Reading aftercare: who needs what now, and one person's file. Answers are for clinicians; others read that there are some."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery

from clinics.models import Staff
from followup.access import aftercares_visible_to, may_read_answers
from followup.domain.aftercare.alumni import wants_news
from followup.domain.aftercare.expecting import Expected, expected_of
from followup.domain.aftercare.instruments import read_questions
from followup.domain.aftercare.planning import next_of
from followup.domain.aftercare.rhythm import Next, local_day
from followup.domain.aftercare.rules import rules_of
from followup.domain.medication.queries import doses_of_person
from followup.models import Aftercare, AftercareContact, Answer, CheckIn, Course, Dose, Flag, Supporter
from followup.states import AftercareState, CheckInState, FlagKind
from intake.domain.safe_contact import ReachableAt, rules_for_points
from intake.models import ContactPoint

# What one page holds; the page says when there are more.
MOST_PEOPLE = 500
MOST_LINES = 100
_MANY_SILENT = 2


class Need(StrEnum):
    """The parts of the page, in the order they are read."""

    ASKED_CALL = "asked-call"
    HARD_TIME = "hard-time"
    LATE = "late"
    SILENT = "silent"
    MESSAGES = "messages"
    DUE_TODAY = "due-today"
    GOOD = "good"
    PAUSED = "paused"


_BY_KIND = {
    FlagKind.HELP_NOW: Need.ASKED_CALL,
    FlagKind.ASKED_CALL: Need.ASKED_CALL,
    FlagKind.DOSE: Need.LATE,
    FlagKind.SILENCE: Need.SILENT,
    FlagKind.ADDRESS: Need.MESSAGES,
    FlagKind.STOPPED: Need.MESSAGES,
    FlagKind.DELETE_ASKED: Need.MESSAGES,
    FlagKind.END_OF_TIME: Need.MESSAGES,
}


@dataclass(frozen=True)
class Spoken:
    """One question and its answer in words, in the order they were asked. `brief` is the question for a list, in a word or two."""

    ask: str
    answer: str
    brief: str


@dataclass(frozen=True)
class PersonRow:
    """One line of the page. `spoken` is empty for whoever may not read answers."""

    aftercare: Aftercare
    need: Need
    flags: tuple[Flag, ...]
    spoken: tuple[Spoken, ...]
    check_in: CheckIn | None
    ways: tuple[ReachableAt, ...]
    expected: Expected
    # Whether this member of staff may read what is clinical: answers, and the day of a dose.
    may_read: bool


@dataclass(frozen=True)
class AftercareList:
    """Everybody in aftercare, by need; `has_more` when there are more than the page holds."""

    rows: tuple[PersonRow, ...]
    has_more: bool


def need_of(aftercare: Aftercare, flags: Sequence[Flag], check_in: CheckIn | None, *, today: date, is_late: bool = False) -> Need:
    """The first need that holds; `is_late`: for a dose or a visit. A flag nobody has another place for is a hard time. Pure."""
    found = {_BY_KIND.get(FlagKind(flag.kind), Need.HARD_TIME) for flag in flags} | ({Need.LATE} if is_late else set())
    needs = sorted(found, key=list(Need).index)
    if needs:
        return needs[0]
    if aftercare.state == AftercareState.PAUSED:
        return Need.PAUSED
    if aftercare.unanswered >= _MANY_SILENT:
        return Need.SILENT
    is_due = check_in is not None and (check_in.state == CheckInState.SENT or check_in.due_on <= today)
    return Need.DUE_TODAY if is_due else Need.GOOD


def people_by_need(*, staff: Staff, language: str, now: datetime) -> AftercareList:
    """Everybody this member of staff looks after: by need, then by severity, then by who waits longest."""
    found = list(_open_aftercares(staff)[: MOST_PEOPLE + 1])
    people = found[:MOST_PEOPLE]
    ids = [aftercare.id for aftercare in people]
    flags, check_ins, ways = _flags_of(ids), _check_ins_of(ids), _ways_of(people)
    spoken = _spoken_of(people, staff, language)
    expected = expected_of(people, now=now)
    rows = [
        PersonRow(
            aftercare=one,
            need=need_of(
                one,
                flags[one.id],
                check_ins.get(one.id),
                today=local_day(now, zone=one.zone),
                is_late=expected[one.id].is_dose_late or expected[one.id].is_visit_late,
            ),
            flags=tuple(flags[one.id]),
            spoken=spoken.get(one.id, ()),
            check_in=check_ins.get(one.id),
            ways=tuple(ways[one.person_id]),
            expected=expected[one.id],
            may_read=may_read_answers(staff, one.clinic_id),
        )
        for one in people
    ]
    return AftercareList(tuple(sorted(rows, key=_order)), len(found) > MOST_PEOPLE)


def _open_aftercares(staff: Staff) -> QuerySet[Aftercare]:
    """Whoever has an open flag stands before the cut."""
    flagged = Flag.objects.filter(aftercare=OuterRef("pk"), ended_at=None).order_by("severity")
    newest = Answer.objects.filter(check_in__aftercare=OuterRef("pk"), replaced_by=None).order_by("-at", "-id")
    rows = aftercares_visible_to(staff).exclude(state=AftercareState.ENDED).select_related("clinic", "person", "lead", "counselor")
    marked = rows.annotate(worst=Subquery(flagged.values("severity")[:1]), newest_answer=Subquery(newest.values("id")[:1]))
    return marked.order_by(F("worst").asc(nulls_last=True), "-unanswered", "id")


def _order(row: PersonRow) -> tuple[int, int, datetime, str]:
    severity = min((flag.severity for flag in row.flags), default=9)
    since = min((flag.raised_at for flag in row.flags), default=row.aftercare.last_heard_at or row.aftercare.entered_at)
    return (list(Need).index(row.need), severity, since, str(row.aftercare.id))


def _flags_of(ids: Iterable[UUID]) -> dict[UUID, list[Flag]]:
    found: dict[UUID, list[Flag]] = defaultdict(list)
    for flag in Flag.objects.filter(aftercare__in=ids, ended_at=None).select_related("task").order_by("severity", "raised_at", "id"):
        found[flag.aftercare_id].append(flag)
    return found


def _check_ins_of(ids: Iterable[UUID]) -> dict[UUID, CheckIn]:
    """The one that waits for an answer, otherwise the one that is planned."""
    open_ones = CheckIn.objects.filter(aftercare__in=ids, state__in=[CheckInState.SENT, CheckInState.PLANNED])
    found: dict[UUID, CheckIn] = {}
    for check_in in open_ones.order_by("-sequence"):
        if check_in.state == CheckInState.SENT or check_in.aftercare_id not in found:
            found[check_in.aftercare_id] = check_in
    return found


def _ways_of(people: Sequence[Aftercare]) -> dict[UUID, list[ReachableAt]]:
    points = ContactPoint.objects.filter(person__in={one.person_id for one in people}, replaced_by=None)
    rows = list(points.order_by("-created_at", "-id"))
    rules = rules_for_points(rows)
    found: dict[UUID, list[ReachableAt]] = defaultdict(list)
    for point in rows:
        found[point.person_id].append(ReachableAt(point, rules[point.id]))
    return found


def _spoken_of(people: Sequence[Aftercare], staff: Staff, language: str) -> dict[UUID, tuple[Spoken, ...]]:
    """The newest answers in words, for the clinics in which this member of staff may read them."""
    newest = {vars(one)["newest_answer"] for one in people if may_read_answers(staff, one.clinic_id)} - {None}
    rows = Answer.objects.filter(id__in=newest).select_related("check_in__instrument_version")
    return {row.check_in.aftercare_id: spoken_words(row, language=language) for row in rows}


def spoken_words(answer: Answer, *, language: str) -> tuple[Spoken, ...]:
    """An answer as question and words; what was left open is not there."""
    questions = read_questions(answer.check_in.instrument_version.content)
    return tuple(
        Spoken(item.ask[language], item.words_for(answer.values[item.key], language=language), (item.brief or item.ask)[language])
        for item in questions.items
        if answer.values.get(item.key)
    )


@dataclass(frozen=True)
class CheckInLine:
    """One check-in of the history; `answers` newest first, empty for whoever may not read them."""

    check_in: CheckIn
    answers: tuple[tuple[Answer, tuple[Spoken, ...]], ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True)
class AftercareFile:
    """One person's aftercare as its page shows it. Lists are newest first."""

    aftercare: Aftercare
    may_read: bool
    lines: tuple[CheckInLine, ...]
    open_flags: tuple[Flag, ...]
    contacts: tuple[AftercareContact, ...]
    supporters: tuple[Supporter, ...]
    ways: tuple[ReachableAt, ...]
    following: Next | None
    wants_news: bool
    today: date
    expected: Expected
    # For clinicians only; None and nothing for everybody else.
    course: Course | None
    doses: tuple[Dose, ...]


def aftercare_file(*, staff: Staff, aftercare_id: UUID, language: str, now: datetime) -> AftercareFile:
    """The file; raises Aftercare.DoesNotExist when this member of staff may not see it."""
    rows = aftercares_visible_to(staff).select_related("clinic", "person", "lead", "counselor", "entered_by")
    aftercare = rows.get(id=aftercare_id)
    may_read = may_read_answers(staff, aftercare.clinic_id)
    flags = list(Flag.objects.filter(aftercare=aftercare).select_related("task").order_by("severity", "-raised_at", "id"))
    check_ins = list(CheckIn.objects.filter(aftercare=aftercare).select_related("instrument_version").order_by("-sequence")[:MOST_LINES])
    answers = _answers_of(check_ins, language) if may_read else {}
    planned = next((one for one in check_ins if one.state == CheckInState.PLANNED), None)
    course, doses = doses_of_person(staff=staff, person_id=aftercare.person_id)
    following = next_of(aftercare, last=_day_before(check_ins, aftercare), rules=rules_of(aftercare)) if planned else None
    return AftercareFile(
        aftercare=aftercare,
        may_read=may_read,
        lines=tuple(CheckInLine(one, answers.get(one.id, ()), _raised_by(one, flags)) for one in check_ins),
        open_flags=tuple(flag for flag in flags if flag.ended_at is None),
        contacts=tuple(aftercare.contacts.select_related("staff").order_by("-at", "-id")[:MOST_LINES]),
        supporters=tuple(aftercare.supporters.select_related("person", "contact_point").order_by("-added_at", "-id")),
        ways=tuple(_ways_of([aftercare])[aftercare.person_id]),
        following=following,
        wants_news=wants_news(aftercare.person_id),
        today=local_day(now, zone=aftercare.zone),
        expected=expected_of([aftercare], now=now)[aftercare.id],
        course=course,
        doses=doses,
    )


def _day_before(check_ins: Sequence[CheckIn], aftercare: Aftercare) -> date:
    asked = [one.due_on for one in check_ins if one.state not in {CheckInState.PLANNED, CheckInState.CANCELLED}]
    return max(asked, default=aftercare.started_on)


def _answers_of(check_ins: Sequence[CheckIn], language: str) -> dict[UUID, tuple[tuple[Answer, tuple[Spoken, ...]], ...]]:
    found: dict[UUID, list[tuple[Answer, tuple[Spoken, ...]]]] = defaultdict(list)
    rows = Answer.objects.filter(check_in__in=check_ins).select_related("check_in__instrument_version", "staff")
    for row in rows.order_by("-at", "-id"):
        found[row.check_in_id].append((row, spoken_words(row, language=language)))
    return {check_in: tuple(lines) for check_in, lines in found.items()}


def _raised_by(check_in: CheckIn, flags: Sequence[Flag]) -> tuple[Flag, ...]:
    return tuple(flag for flag in flags if flag.dedupe_key.startswith(f"{check_in.id}:"))


def aftercare_of_lead(*, staff: Staff, lead_id: UUID) -> Aftercare | None:
    """The aftercare that goes on for a lead, if any and if it may be seen."""
    rows = aftercares_visible_to(staff).filter(lead_id=lead_id)
    return rows.exclude(state=AftercareState.ENDED).order_by("-entered_at").first()
