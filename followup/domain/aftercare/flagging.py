"""Flagging: what asks for a person becomes a flag, and a flag becomes work with an owner's place and a time.

`raise_flag` is the one way. New evidence joins the task that is open, and makes it no less urgent and no later.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from clinics.domain.hours import Hours, closes_at, hours_of, next_opening
from core.audit import Actor
from core.doorbell import ring
from core.sql import whole
from followup.domain.aftercare.planning import replan
from followup.domain.aftercare.rhythm import local_day
from followup.domain.aftercare.rules import rules_of
from followup.domain.aftercare.scoring import Found
from followup.models import Aftercare, Flag
from followup.states import FlagKind
from intake.domain.recording import write_event
from intake.domain.tasking import TaskWish, open_task, queue_of
from intake.models import Task
from intake.states import Severity, SkillNeeded, TaskKind

# Not about how somebody is: they leave the rhythm alone and are no matter for a call about a hard day.
ABOUT_MESSAGES = frozenset({FlagKind.ADDRESS, FlagKind.STOPPED, FlagKind.DELETE_ASKED, FlagKind.END_OF_TIME})
_KEEP_RHYTHM = ABOUT_MESSAGES | {FlagKind.SILENCE, FlagKind.WORDS, FlagKind.UNANSWERED, FlagKind.ASKED_CALL}
# Urgent things that can't wait for the morning: due in the night, so that the ladder climbs in the night.
_WAKES_ON_CALL = frozenset({FlagKind.USE, FlagKind.MEDICINE, FlagKind.DOSE, FlagKind.DANGER})
# The rule of somebody who asked for a new link while no mail may go to them.
ASKED_FOR_LINK = "asked-for-a-link"
# What the dedupe key of the one call about how somebody is begins with; the aftercare's id follows.
CALL_KEY = "aftercare_call:"
_SAME_HOUR = timedelta(minutes=60)
_AT_NIGHT = timedelta(minutes=30)
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Work:
    """The task a flag asks for."""

    kind: TaskKind
    dedupe_key: str
    skill: str = SkillNeeded.NONE


@whole
def raise_flag(*, aftercare_id: UUID, found: Found, dedupe_key: str, actor: Actor, now: datetime) -> Flag:
    """Write the flag down and open, or hurry, the work it asks for. The same key twice is one flag."""
    aftercare = Aftercare.objects.select_for_update(of=("self",)).select_related("clinic", "lead__clinic").get(id=aftercare_id)
    standing = Flag.objects.filter(aftercare=aftercare, dedupe_key=dedupe_key).first()
    if standing is not None:
        return standing
    flag = Flag(
        clinic_id=aftercare.clinic_id,
        aftercare=aftercare,
        kind=found.kind,
        severity=found.severity,
        dedupe_key=dedupe_key,
        item=found.item,
        rule=found.rule,
        rule_version=found.rule_version,
        words=found.words,
        raised_at=now,
    )
    flag.task = _open_work(aftercare, found, actor, now)
    flag.save(force_insert=True)
    facts = {"flag": str(flag.id), "aftercare": str(aftercare.id)}
    write_event(lead=aftercare.lead, kind="check_in.flagged", actor=actor, now=now, facts=facts)
    _step_up(aftercare, found, actor, now)
    return flag


def work_for(aftercare: Aftercare, found: Found) -> Work:
    """Which task a flag belongs to: one call for how somebody is, one for a nurse, one for each matter of messages."""
    if found.kind in ABOUT_MESSAGES:
        kind = TaskKind.VERIFY_ADDRESS if found.kind == FlagKind.ADDRESS else TaskKind.REVIEW
        return Work(kind, f"aftercare_{found.kind}:{aftercare.id}")
    if found.needs_clinician:
        return Work(TaskKind.NURSE_CALL, f"aftercare_nurse:{aftercare.id}", SkillNeeded.CLINICIAN)
    return Work(TaskKind.CHECK_IN_CALL, f"{CALL_KEY}{aftercare.id}")


def due_for(found: Found, *, hours: Hours, now: datetime) -> datetime:
    """By when a person acts: at once, within the hour, on the next working day, within the week.

    Urgent work that need not wake anybody, and a call they asked for today, waits for the next staffed time.
    """
    if found.severity == Severity.EMERGENCY:
        return now
    if found.severity == Severity.URGENT:
        return _urgent_due(found, hours, now)
    return _next_working_day(hours, now) if found.severity == Severity.SOON else now + _A_WEEK


def _urgent_due(found: Found, hours: Hours, now: datetime) -> datetime:
    closes = closes_at(hours, now)
    if closes is None:
        opens = next_opening(hours, now)
        return opens + _SAME_HOUR if opens and found.kind not in _WAKES_ON_CALL else now + _AT_NIGHT
    return closes if found.kind == FlagKind.ASKED_CALL else now + _SAME_HOUR


def _next_working_day(hours: Hours, now: datetime) -> datetime:
    tomorrow = datetime.combine(now.astimezone(hours.zone).date() + timedelta(days=1), time(), tzinfo=hours.zone)
    opens = next_opening(hours, tomorrow)
    return (closes_at(hours, opens) or opens) if opens else now + timedelta(days=1)


def _open_work(aftercare: Aftercare, found: Found, actor: Actor, now: datetime) -> Task:
    if found.severity == Severity.EMERGENCY:
        return _escalate(aftercare, actor, now)
    hours = hours_of(aftercare.clinic)
    work = work_for(aftercare, found)
    wish = TaskWish(
        kind=work.kind,
        dedupe_key=work.dedupe_key,
        queue=queue_of(aftercare.lead),
        reason="",
        severity=found.severity,
        ready_at=now,
        due_at=due_for(found, hours=hours, now=now),
        language=aftercare.language,
        skill=work.skill,
        # What is urgent is for whoever is there.
        assignee=aftercare.counselor if found.severity > Severity.URGENT else None,
    )
    return open_task(wish=wish, clinic_id=aftercare.clinic_id, lead=aftercare.lead, actor=actor, now=now)


def _escalate(aftercare: Aftercare, actor: Actor, now: datetime) -> Task:
    """Tell on-call people until one of them takes it by name; it joins the person's escalation that is open."""
    wish = TaskWish(
        kind=TaskKind.ESCALATION,
        dedupe_key=f"escalation:{aftercare.lead_id}",
        queue=queue_of(aftercare.lead),
        reason="",
        severity=Severity.EMERGENCY,
        ready_at=now,
        due_at=now,
        rank=0,
        language=aftercare.language,
        next_alert_at=now,
    )
    task = open_task(wish=wish, clinic_id=aftercare.clinic_id, lead=aftercare.lead, actor=actor, now=now)
    ring("followup.alert", task.id)
    return task


def _step_up(aftercare: Aftercare, found: Found, actor: Actor, now: datetime) -> None:
    """Ask more often for a while after a flag about how somebody is. It steps down by itself when the days are over."""
    if found.severity > Severity.SOON or found.kind in _KEEP_RHYTHM:
        return
    until = local_day(now, zone=aftercare.zone) + timedelta(days=rules_of(aftercare).step_up_days)
    if aftercare.stepped_up_until is not None and aftercare.stepped_up_until >= until:
        return
    aftercare.stepped_up_until, aftercare.stepped_up_for = until, found.kind
    aftercare.save(update_fields=["stepped_up_until", "stepped_up_for"])
    facts = {"aftercare": str(aftercare.id), "until": until.isoformat()}
    write_event(lead=aftercare.lead, kind="aftercare.stepped_up", actor=actor, now=now, facts=facts)
    replan(aftercare=aftercare, actor=actor, now=now)


def is_stepped_up(aftercare: Aftercare, *, on: date) -> bool:
    """Whether check-ins are closer together on this day because of a flag."""
    return aftercare.stepped_up_until is not None and on < aftercare.stepped_up_until


@whole
def end_flags(*, aftercare_id: UUID, outcome: str, met: bool, actor: Actor, now: datetime) -> int:
    """End the open flags of one person; `met` says that somebody spoke with them, which stops their clock."""
    aftercare = Aftercare.objects.select_for_update(of=("self",)).select_related("lead").get(id=aftercare_id)
    open_flags = Flag.objects.filter(aftercare=aftercare, ended_at=None)
    if met:
        open_flags.filter(met_at=None).update(met_at=now)
    return open_flags.update(ended_at=now, outcome=outcome)
