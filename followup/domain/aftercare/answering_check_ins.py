"""Answering: one path for what somebody answers, whoever typed it. Kept first, then scored, then acted on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from clinics.models import Staff
from core.audit import PERSON, Actor
from core.ids import new_id
from core.sql import whole
from followup.access import aftercares_visible_to
from followup.domain.aftercare.flagging import raise_flag
from followup.domain.aftercare.going_on import replan_or_ask
from followup.domain.aftercare.instruments import WORDS_MOST, Item, Questions, read_questions
from followup.domain.aftercare.linking import open_link, takes_answers
from followup.domain.aftercare.mailing import withdraw_asking
from followup.domain.aftercare.moving import move_check_in
from followup.domain.aftercare.scoring import Asked, Found, flags_in
from followup.domain.aftercare.tolerance import is_grave_time
from followup.models import Aftercare, AftercareContact, Answer, CheckIn, Flag
from followup.states import AnswerSource, AskedBy, CheckInPage, CheckInState, FlagKind
from intake.domain.recording import write_event
from intake.domain.tasking import end_task, open_tasks_of
from intake.states import Severity, TaskKind, TaskState


class EndedLinkError(Exception):
    """The link has ended, is used up or was never ours; all look alike to whoever holds it."""


class BadAnswerError(ValueError):
    """A required question has no answer, or one that is not offered; `item` is its key."""

    def __init__(self, item: str) -> None:
        super().__init__(f"The question '{item}' needs one of its answers.")
        self.item = item


@dataclass(frozen=True)
class Given:
    """What came of an answer: the row, and the kinds of flags this answer asks for.

    Nothing of an earlier answer is in it: the page that thanks would else tell whoever holds the link.
    """

    answer: Answer
    kinds: frozenset[str]

    @property
    def needs_help_now(self) -> bool:
        """Whether the person is in danger by their own word or words."""
        return bool(self.kinds & {FlagKind.HELP_NOW, FlagKind.DANGER})


def read_values(questions: Questions, typed: Mapping[str, str]) -> dict[str, str]:
    """The answers out of what was typed; raises BadAnswerError. What was left open is not there, never zero.

    Whoever needs help now is asked for nothing else.
    """
    needs_help = any(typed.get(item.key) == option.key for item in questions.items for option in item.options if option.is_now)
    values = {item.key: _value(item, typed, may_be_open=needs_help) for item in questions.items}
    return {key: value for key, value in values.items() if value}


def _value(item: Item, typed: Mapping[str, str], *, may_be_open: bool) -> str:
    value = str(typed.get(item.key) or "").strip()
    if item.options:
        if (value and item.position_of(value) is None) or (item.is_required and not value and not may_be_open):
            raise BadAnswerError(item.key)
        return value
    return value[:WORDS_MOST]


def questions_of(check_in: CheckIn) -> Questions:
    """The questions of this check-in, in the version it was planned with."""
    return read_questions(check_in.instrument_version.content)


@whole
def answer_by_link(*, token: str, typed: Mapping[str, str], language: str, now: datetime) -> Given:
    """Take an answer by the person's own link; raises EndedLinkError or BadAnswerError. The same answer twice is one."""
    link = open_link(token=token, page=CheckInPage.ANSWER, now=now)
    if link is None:
        raise EndedLinkError
    check_in = _locked(link.check_in_id)
    # Looked at again under the lock: another page may have used the last minute of the link.
    if not takes_answers(link, check_in, now=now):
        raise EndedLinkError
    given = _Given(read_values(questions_of(check_in), typed), AnswerSource.SELF, None, language)
    return _take(check_in, given, PERSON, now)


@whole
def answer_by_phone(*, aftercare_id: UUID, typed: Mapping[str, str], staff: Staff, now: datetime) -> Given:
    """Take the check-in while talking with the person; raises BadAnswerError, Aftercare.DoesNotExist out of sight.

    It answers the one that was asked and not answered, otherwise the one that is planned next.
    """
    aftercare = aftercares_visible_to(staff).select_for_update(of=("self",)).get(id=aftercare_id)
    check_in = _locked(open_check_in(aftercare).id)
    given = _Given(read_values(questions_of(check_in), typed), AnswerSource.PHONE, staff, aftercare.language)
    return _take(check_in, given, Actor.of(staff), now)


def open_check_in(aftercare: Aftercare) -> CheckIn:
    """The check-in that a call answers; raises CheckIn.DoesNotExist when nothing is open, as after the end."""
    rows = CheckIn.objects.filter(aftercare=aftercare, state__in=[CheckInState.SENT, CheckInState.MISSED, CheckInState.PLANNED])
    newest = rows.exclude(state=CheckInState.PLANNED).order_by("-sequence").first()
    if newest is not None and not CheckIn.objects.filter(aftercare=aftercare, sequence__gt=newest.sequence, state="answered").exists():
        return newest
    return rows.filter(state=CheckInState.PLANNED).select_related("instrument_version")[:1].get()


@dataclass(frozen=True)
class _Given:
    values: dict[str, str]
    source: AnswerSource
    staff: Staff | None
    language: str


def _locked(check_in_id: UUID) -> CheckIn:
    """The check-in with its aftercare, the aftercare locked first: every verb takes them in this order."""
    Aftercare.objects.select_for_update(of=("self",)).only("id").get(check_ins=check_in_id)
    rows = CheckIn.objects.select_for_update(of=("self",))
    return rows.select_related("aftercare__lead__clinic", "aftercare__clinic", "instrument_version__instrument").get(id=check_in_id)


def _take(check_in: CheckIn, given: _Given, actor: Actor, now: datetime) -> Given:
    found = _found_in(check_in, given, now)
    kinds = frozenset(str(one.kind) for one in found)
    standing = Answer.objects.filter(check_in=check_in, replaced_by=None).first()
    if standing is not None and standing.values == given.values and standing.source == given.source:
        # A call for help that comes again after the first was looked after is a new one.
        _raise_flags(check_in, [one for one in found if one.severity == Severity.EMERGENCY], actor, now)
        return Given(standing, kinds)
    answer = _keep(check_in, given, standing, now)
    aftercare = check_in.aftercare
    facts = {"check_in": str(check_in.id), "answer": str(answer.id), "by": given.source}
    write_event(lead=aftercare.lead, kind="check_in.answered", actor=actor, now=now, facts=facts)
    _note_heard(check_in, given, actor, now)
    if given.staff is not None:
        _note_talk(answer, given.staff, now)
    _raise_flags(check_in, found, actor, now)
    replan_or_ask(aftercare=Aftercare.objects.select_related("lead", "clinic").get(id=aftercare.id), actor=actor, now=now)
    return Given(answer, kinds)


def _keep(check_in: CheckIn, given: _Given, standing: Answer | None, now: datetime) -> Answer:
    answer_id = new_id()
    if standing is not None:
        # Before the new row, so that one answer counts at every moment; the reference is checked on commit.
        Answer.objects.filter(id=standing.id).update(replaced_by=answer_id)
    return Answer.objects.create(
        id=answer_id,
        clinic_id=check_in.clinic_id,
        check_in=check_in,
        values=given.values,
        source=given.source,
        staff=given.staff,
        language=given.language,
        at=now,
    )


def _note_heard(check_in: CheckIn, given: _Given, actor: Actor, now: datetime) -> None:
    """They were heard from: silence starts at nothing again, and a call that only asked for the answer is done."""
    aftercare = check_in.aftercare
    if check_in.state != CheckInState.ANSWERED:
        changes = {"asked_by": AskedBy.PHONE} if given.source == AnswerSource.PHONE else {}
        move_check_in(check_in, to=CheckInState.ANSWERED, answered_at=now, remind_at=None, missed_at=None, **changes)
    withdraw_asking(check_in=check_in)
    Aftercare.objects.filter(id=aftercare.id).update(unanswered=0, last_heard_at=now)
    silence = Flag.objects.filter(aftercare=aftercare, kind=FlagKind.SILENCE, ended_at=None)
    silence.update(ended_at=now, outcome="answered")
    if Flag.objects.filter(aftercare=aftercare, ended_at=None, task__kind=TaskKind.CHECK_IN_CALL).exists():
        return
    key = f"aftercare_call:{aftercare.id}"
    for task in open_tasks_of(aftercare.lead, [TaskKind.CHECK_IN_CALL]).filter(dedupe_key=key):
        end_task(task=task, outcome="answered", staff=given.staff, actor=actor, now=now)


def _note_talk(answer: Answer, staff: Staff, now: datetime) -> None:
    """The questions were asked by a person: whatever waited for one has met one. What it asks for stays until it is done."""
    check_in = answer.check_in
    Flag.objects.filter(aftercare_id=check_in.aftercare_id, ended_at=None, met_at=None).update(met_at=now)
    AftercareContact.objects.create(
        clinic_id=check_in.clinic_id,
        aftercare_id=check_in.aftercare_id,
        staff=staff,
        outcome="reached",
        idempotency_key=f"answer:{answer.id}",
        at=now,
    )


def _found_in(check_in: CheckIn, given: _Given, now: datetime) -> list[Found]:
    aftercare, instrument = check_in.aftercare, check_in.instrument_version
    asked = Asked(read_questions(instrument.content), f"{instrument.instrument.code}-{instrument.number}", given.language)
    return flags_in(
        asked=asked,
        values=given.values,
        before=_values_before(check_in),
        is_grave=is_grave_time(person_id=aftercare.person_id, now=now),
    )


def _raise_flags(check_in: CheckIn, found: Iterable[Found], actor: Actor, now: datetime) -> None:
    for one in found:
        raise_flag(aftercare_id=check_in.aftercare_id, found=one, dedupe_key=_key_of(check_in, one), actor=actor, now=now)


def _key_of(check_in: CheckIn, found: Found) -> str:
    """The flag's key: the same while it is open, and a new one for somebody who says it again after it was looked after.

    The rule belongs to it: whoever changes "this week" to "today" has said something new.
    """
    key = f"{check_in.id}:{found.kind}:{found.rule}"[:112]
    again = Q(dedupe_key=key) | Q(dedupe_key__startswith=f"{key}:")
    flags = Flag.objects.filter(again, aftercare_id=check_in.aftercare_id)
    # A task that was just ended has not ended its flags yet: the sweep does.
    over = flags.exclude(ended_at=None, task__state=TaskState.OPEN).count()
    return f"{key}:{over}" if over else key


def _values_before(check_in: CheckIn) -> dict[str, str]:
    """What counts of the answered check-in before this one."""
    answers = Answer.objects.filter(
        check_in__aftercare_id=check_in.aftercare_id, check_in__sequence__lt=check_in.sequence, replaced_by=None
    )
    newest = answers.order_by("-check_in__sequence").first()
    return dict(newest.values) if newest else {}
