"""Changing: staff set another rhythm, pause, go on, end with a kind word, or hand somebody to a counselor."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from clinics.models import Staff
from core.audit import SYSTEM, Actor
from core.due_rows import due_ids
from core.sql import whole
from followup.access import aftercares_visible_to
from followup.domain.aftercare.going_on import plan_or_ask, replan_or_ask
from followup.domain.aftercare.mailing import Words, withdraw_mail, write_aftercare_mail
from followup.domain.aftercare.planning import cancel_planned
from followup.domain.aftercare.ready_words import GOODBYE
from followup.domain.aftercare.rhythm import local_day
from followup.domain.aftercare.supporting import end_supporters_of_person
from followup.domain.attempting import attempt_each
from followup.domain.reaching import email_place
from followup.models import Aftercare, Flag, Supporter
from followup.states import AftercareState, AskedBy
from intake.domain.lead_file import colleagues_of
from intake.domain.leading import ReasonNeededError, write_note
from intake.domain.recording import write_event
from intake.domain.tasking import end_task
from intake.models import Task
from intake.states import Purpose, TaskKind, TaskState

# What staff may choose between check-ins; 0 goes back to the clinic's own rhythm.
OWN_DAYS = (0, 7, 14, 28, 91)


class EndedError(Exception):
    """The aftercare has ended; nothing about it changes any more."""


@whole
def change_rhythm(*, aftercare_id: UUID, every_days: int, asked_by: str, reason: str, staff: Staff, now: datetime) -> Aftercare:
    """Ask this person so often and in this way from now on, or by the clinic's rhythm again (0); raises ReasonNeededError.

    A hand-set rhythm also ends the step up after a flag: staff have looked.
    """
    aftercare = _open(aftercare_id, staff)
    if every_days not in OWN_DAYS:
        raise ValueError(f"Days between check-ins are one of: {OWN_DAYS}.")
    if not reason.strip():
        raise ReasonNeededError
    aftercare.own_every_days, aftercare.own_rhythm_reason = every_days or None, reason.strip()
    aftercare.stepped_up_until, aftercare.stepped_up_for = None, ""
    aftercare.asked_by = AskedBy(asked_by)
    aftercare.save(update_fields=["own_every_days", "own_rhythm_reason", "stepped_up_until", "stepped_up_for", "asked_by"])
    _tell(aftercare, "aftercare.rhythm_changed", Actor.of(staff), now, days=every_days, by=asked_by)
    replan_or_ask(aftercare=aftercare, actor=Actor.of(staff), now=now)
    return aftercare


@whole
def pause(*, aftercare_id: UUID, until: date | None, reason: str, staff: Staff, now: datetime) -> Aftercare:
    """Ask nothing for a while; raises ReasonNeededError. Flags and calls that stand go on: somebody may need them."""
    aftercare = _open(aftercare_id, staff)
    if not reason.strip():
        raise ReasonNeededError
    write_note(lead=aftercare.lead, staff=staff, text=reason.strip(), kind="note", now=now)
    return pause_for(aftercare=aftercare, reason="by_staff", until=until, actor=Actor.of(staff), now=now)


def pause_for(*, aftercare: Aftercare, reason: str, until: date | None, actor: Actor, now: datetime) -> Aftercare:
    """`pause` for a caller that holds the aftercare's lock and its transaction. Pausing twice keeps the first reason."""
    if aftercare.state == AftercareState.ACTIVE:
        _set_state(aftercare, AftercareState.PAUSED, reason, now)
        aftercare.paused_until = until
        aftercare.save(update_fields=["paused_until"])
        cancel_planned(aftercare=aftercare, reason=reason)
        withdraw_mail(aftercare=aftercare)
        _tell(aftercare, "aftercare.paused", actor, now, why=reason)
    return aftercare


@whole
def resume(*, aftercare_id: UUID, staff: Staff, now: datetime) -> Aftercare:
    """Go on from today; nothing that fell into the pause is made up for."""
    return _resume(_open(aftercare_id, staff), Actor.of(staff), now)


def resume_due(*, now: datetime) -> int:
    """Go on with everybody whose pause is over; how many."""
    # The person's own day may be ahead of the world's.
    paused = Aftercare.objects.filter(state=AftercareState.PAUSED, paused_until__lte=now.date() + timedelta(days=1))
    return attempt_each(due_ids(paused, by="paused_until"), lambda found: _resume_when_over(found, now))


@whole
def _resume_when_over(aftercare_id: UUID, now: datetime) -> bool:
    aftercare = _locked(Aftercare.objects.all()).get(id=aftercare_id)
    until = aftercare.paused_until
    if aftercare.state != AftercareState.PAUSED or until is None or until > local_day(now, zone=aftercare.zone):
        return False
    _resume(aftercare, SYSTEM, now)
    return True


def _resume(aftercare: Aftercare, actor: Actor, now: datetime) -> Aftercare:
    if aftercare.state == AftercareState.PAUSED:
        _set_state(aftercare, AftercareState.ACTIVE, "", now)
        aftercare.paused_until, aftercare.unanswered = None, 0
        aftercare.save(update_fields=["paused_until", "unanswered"])
        _tell(aftercare, "aftercare.resumed", actor, now)
        plan_or_ask(aftercare=aftercare, last=local_day(now, zone=aftercare.zone), now=now)
    return aftercare


@whole
def end_kindly(*, aftercare_id: UUID, reason: str, say_goodbye: bool, staff: Staff, now: datetime) -> Aftercare:
    """End by a person's decision, with a kind mail where that is safe; raises ReasonNeededError. The door stays open."""
    aftercare = _open(aftercare_id, staff)
    if not reason.strip():
        raise ReasonNeededError
    write_note(lead=aftercare.lead, staff=staff, text=reason.strip(), kind="note", now=now)
    place = email_place(person=aftercare.person, purpose=Purpose.CHECK_INS, lead=aftercare.lead)
    if say_goodbye and place.point is not None:
        write_aftercare_mail(aftercare=aftercare, place=place, words=Words(GOODBYE, f"goodbye:{aftercare.id}"), now=now)
    return end_for(aftercare=aftercare, reason="by_staff", staff=staff, actor=Actor.of(staff), now=now)


def end_for(*, aftercare: Aftercare, reason: str, staff: Staff | None, actor: Actor, now: datetime) -> Aftercare:
    """End an aftercare and all that hung on it, escalations aside. The caller holds the lock. Ended twice is ended once."""
    if aftercare.state == AftercareState.ENDED:
        return aftercare
    _set_state(aftercare, AftercareState.ENDED, reason, now)
    cancel_planned(aftercare=aftercare, reason=reason)
    withdraw_mail(aftercare=aftercare)
    flags = Flag.objects.filter(aftercare=aftercare, ended_at=None).exclude(task__kind=TaskKind.ESCALATION)
    flags.update(ended_at=now, outcome="ended")
    Supporter.objects.filter(aftercare=aftercare, ended_at=None).update(ended_at=now, end_reason="aftercare_ended")
    for task in Task.objects.filter(lead_id=aftercare.lead_id, state=TaskState.OPEN, dedupe_key__endswith=f":{aftercare.id}"):
        end_task(task=task, outcome="aftercare_ended", staff=staff, actor=actor, now=now, state=TaskState.CANCELLED)
    _tell(aftercare, "aftercare.ended", actor, now, why=reason)
    return aftercare


@whole
def hand_to(*, aftercare_id: UUID, to: UUID | None, staff: Staff, now: datetime) -> Aftercare:
    """Make a colleague of the clinic this person's counselor, or nobody; raises Staff.DoesNotExist for anybody else."""
    aftercare = _open(aftercare_id, staff)
    colleagues = {colleague.id: colleague for colleague in colleagues_of(staff=staff, clinic_id=aftercare.clinic_id)}
    if to is not None and to not in colleagues:
        raise Staff.DoesNotExist
    aftercare.counselor = colleagues[to] if to else None
    aftercare.save(update_fields=["counselor"])
    _tell(aftercare, "aftercare.handed", Actor.of(staff), now, to=str(to or ""))
    return aftercare


def end_for_person(*, person_id: UUID, reason: str, actor: Actor, now: datetime) -> int:
    """End whatever aftercare a person has: part of stopping everything. The caller's transaction."""
    end_supporters_of_person(person_id=person_id, reason=reason, actor=actor, now=now)
    rows = _locked(Aftercare.objects.exclude(state=AftercareState.ENDED)).filter(person_id=person_id)
    return len([end_for(aftercare=row, reason=reason[:24], staff=None, actor=actor, now=now) for row in rows])


def hold_aftercare(*, person_id: UUID) -> None:
    """Lock what `end_for_person` will end, for a caller that must hold it before addresses and leads."""
    list(
        Aftercare.objects.exclude(state=AftercareState.ENDED)
        .filter(person_id=person_id)
        .select_for_update()
        .order_by("id")
        .values_list("id")
    )


def _locked(rows: QuerySet[Aftercare]) -> QuerySet[Aftercare]:
    return rows.select_for_update(of=("self",)).select_related("clinic", "lead__clinic", "person")


def _open(aftercare_id: UUID, staff: Staff) -> Aftercare:
    aftercare = _locked(aftercares_visible_to(staff)).get(id=aftercare_id)
    if aftercare.state == AftercareState.ENDED:
        raise EndedError
    return aftercare


def _set_state(aftercare: Aftercare, state: AftercareState, reason: str, now: datetime) -> None:
    aftercare.state, aftercare.state_reason, aftercare.state_at = state, reason, now
    aftercare.save(update_fields=["state", "state_reason", "state_at"])


def _tell(aftercare: Aftercare, kind: str, actor: Actor, now: datetime, **facts: object) -> None:
    write_event(lead=aftercare.lead, kind=kind, actor=actor, now=now, facts={"aftercare": str(aftercare.id), **facts})
