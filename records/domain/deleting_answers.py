"""Deleting answers: a person asked for it by their own link; a member of staff decides, and a legal hold goes before."""

from datetime import datetime
from uuid import UUID

from clinics.models import Staff
from core.audit import Actor
from core.sql import whole
from followup.access import aftercares_visible_to, may_read_answers
from followup.models import Aftercare, Answer, Flag
from followup.states import FlagKind
from intake.domain.tasking import end_task
from intake.models import Task
from intake.states import TaskState
from records.domain.holding import HeldError, is_held
from records.domain.noting import note_on_file

OUTCOME = "deleted"


@whole
def delete_answers(*, aftercare_id: UUID, staff: Staff, now: datetime) -> int:
    """Empty every answer of one person's check-ins and the words their flags kept; how many answers were emptied.

    That they were asked, and when they answered, stays. Raises HeldError; Aftercare.DoesNotExist for whoever may not read
    answers, or not see this person.
    """
    rows = aftercares_visible_to(staff).select_for_update(of=("self",)).select_related("person", "lead")
    aftercare = rows.get(id=aftercare_id)
    if not may_read_answers(staff, aftercare.clinic_id):
        raise Aftercare.DoesNotExist
    if is_held(aftercare.person):
        raise HeldError
    emptied = [_empty(answer) for answer in Answer.objects.filter(check_in__aftercare=aftercare)]
    for flag in Flag.objects.filter(aftercare=aftercare):
        flag.words = ""
        flag.save(update_fields=["words"])
    _end_request(aftercare, staff, now)
    facts = {"aftercare": str(aftercare.id), "answers": sum(emptied)}
    note_on_file(person=aftercare.person, kind="answers.deleted", actor=Actor.of(staff), now=now, facts=facts)
    return sum(emptied)


def _empty(answer: Answer) -> bool:
    if not answer.values:
        return False
    answer.values = {}
    answer.save(update_fields=["values"])
    return True


def _end_request(aftercare: Aftercare, staff: Staff, now: datetime) -> None:
    asked = Flag.objects.filter(aftercare=aftercare, kind=FlagKind.DELETE_ASKED, ended_at=None)
    for task in Task.objects.select_related("lead").filter(id__in=asked.values("task_id"), state=TaskState.OPEN):
        end_task(task=task, outcome=OUTCOME, staff=staff, actor=Actor.of(staff), now=now)
    asked.update(ended_at=now, outcome=OUTCOME)
