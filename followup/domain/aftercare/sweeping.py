"""Sweeping: everything aftercare has to find by itself, in one turn that may run twice, at once, or late."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from core.audit import SYSTEM
from core.due_rows import IsOver, due_ids, never_over
from core.sql import whole
from followup.domain.aftercare.changing import resume_due
from followup.domain.aftercare.entering import enter_who_started
from followup.domain.aftercare.flagging import CALL_KEY, end_flags
from followup.domain.aftercare.issuing import issue_due, remind_due
from followup.domain.aftercare.leaving_check_ins import pause_who_left
from followup.domain.aftercare.linking import forget_old_links
from followup.domain.aftercare.silence import miss_due
from followup.domain.aftercare.supporting import write_to_supporters
from followup.domain.attempting import attempt_each
from followup.models import Aftercare, Flag
from intake.domain.tasking import end_task
from intake.models import LeadEvent, Task
from intake.states import TaskKind, TaskState


def sweep_aftercare(*, now: datetime, is_over: IsOver = never_over) -> None:
    """Stops first, so that nothing goes to somebody who has left. `is_over` ends a turn that takes too long."""
    pause_who_left(now=now)
    end_reached_calls(now=now)
    end_answered_flags(now=now)
    enter_who_started(now=now)
    resume_due(now=now)
    issue_due(now=now, is_over=is_over)
    remind_due(now=now, is_over=is_over)
    miss_due(now=now, is_over=is_over)
    write_to_supporters(now=now)
    forget_old_links(now=now)


def end_reached_calls(*, now: datetime) -> int:
    """A call that was logged on the inquiry's own page reached them as well; how many calls it answered."""
    made = LeadEvent.objects.filter(lead=OuterRef("lead"), kind="contact.made", actor_kind="staff", at__gt=OuterRef("created_at"))
    waiting = Task.objects.filter(kind=TaskKind.CHECK_IN_CALL, state=TaskState.OPEN, dedupe_key__startswith=CALL_KEY)
    return attempt_each(due_ids(waiting.filter(Exists(made)), by="created_at"), lambda found: _end_reached(found, now))


@whole
def _end_reached(task_id: UUID, now: datetime) -> bool:
    task = Task.objects.select_related("lead").get(id=task_id)
    aftercare_id = UUID(task.dedupe_key.removeprefix(CALL_KEY))
    Aftercare.objects.select_for_update().get(id=aftercare_id)
    Aftercare.objects.filter(id=aftercare_id).update(unanswered=0, last_heard_at=now)
    end_flags(aftercare_id=aftercare_id, outcome="reached", met=True, actor=SYSTEM, now=now)
    return end_task(task=task, outcome="reached", staff=None, actor=SYSTEM, now=now)


def end_answered_flags(*, now: datetime) -> int:
    """A flag whose task somebody ended from the queue has ended with it; how many."""
    over = Flag.objects.filter(ended_at=None, task__isnull=False).exclude(task__state=TaskState.OPEN)
    return attempt_each(due_ids(over, by="raised_at"), _end_with_task)


@whole
def _end_with_task(flag_id: UUID) -> bool:
    flag = Flag.objects.select_for_update(of=("self",)).select_related("task").get(id=flag_id)
    task = flag.task
    if flag.ended_at is not None or task is None or task.state == TaskState.OPEN:
        return False
    flag.ended_at, flag.outcome = task.done_at, task.outcome[:24]
    if task.state == TaskState.DONE and flag.met_at is None and _was_met(task):
        flag.met_at = task.done_at
    flag.save(update_fields=["ended_at", "outcome", "met_at"])
    return True


def _was_met(task: Task) -> bool:
    """Whether somebody spoke with the person: an unreached try ends a task as well."""
    return task.outcome not in {"no_answer", "left_message", "not_reached"}
