"""Two who press at the same moment, on PostgreSQL: both get an answer of the product's own, and nothing is done twice or lost."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from clinics.models import Clinic, Staff
from core.audit import COMMAND
from core.sql import whole
from intake.domain.calling import record_attempt
from intake.domain.claiming import TakenError, assign_task, claim_task
from intake.domain.consenting import change_safe_contact
from intake.domain.handing_over import give_back_strays, let_go
from intake.domain.leading import acknowledge, finish_task
from intake.domain.staff_drafts import draft_body, save_draft
from intake.domain.tasking import TaskWish, default_queue, open_task
from intake.models import Call, ContactPoint, StaffDraft, Task
from intake.states import Severity, TaskKind
from tests.factories import NOW, first_task, make_clinic, make_staff, receive
from tests.followup.builders import make_emergency
from tests.together import at_once, errors_in

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 6


@pytest.fixture
def clinic():
    return make_clinic()


def attempt(task: Task, staff: Staff, key: str, **changes):
    given = {"outcome": "no_answer", "note": "", "next_step_at": None, "is_mine": False, "danger_reason": "nobody knows"} | changes
    return record_attempt(task_id=task.id, staff=staff, idempotency_key=key, now=NOW, **given)


def test_one_takes_an_emergency_while_another_writes_down_a_call(clinic):
    dana, sam = make_staff(clinic), make_staff(clinic)
    for number in range(ROUNDS):
        emergency = make_emergency(clinic)
        first = Task.objects.get(dedupe_key=f"first_contact:{emergency.lead_id}")
        found = at_once(
            lambda task=emergency: acknowledge(task_id=task.id, staff=dana, now=NOW),
            lambda task=first, key=f"call-{number}": attempt(task, sam, key),
        )
        assert errors_in(found) == []
        emergency.refresh_from_db()
        assert emergency.acknowledged_by == dana
    assert Call.objects.count() == ROUNDS


def test_work_that_is_taken_ended_and_tried_at_once_answers_everybody(clinic):
    dana, sam = make_staff(clinic), make_staff(clinic)
    for number in range(ROUNDS):
        task = first_task(receive(clinic))
        found = at_once(
            lambda task=task, key=f"call-{number}": attempt(task, sam, key),
            lambda task=task: finish_task(task_id=task.id, staff=sam, outcome="done", now=NOW),
            lambda task=task: claim_task(task_id=task.id, staff=dana, now=NOW),
        )
        # The third may come when it is over, and learns so.
        assert errors_in(found[:2]) == []
        assert Task.objects.get(id=task.id).state == "done"


def test_of_four_who_take_the_inquiries_of_one_number_one_by_one_one_gets_all(clinic):
    people = [make_staff(clinic) for _person in range(4)]
    for number in range(3):
        tasks = [first_task(receive(clinic, phone=f"(202) 555-01{number}0")) for _inquiry in range(4)]
        found = at_once(
            *[lambda task=task, who=who: claim_task(task_id=task.id, staff=who, now=NOW) for task, who in zip(tasks, people, strict=True)]
        )
        assert {type(error) for error in errors_in(found)} == {TakenError}
        holders = set(Task.objects.filter(id__in=[task.id for task in tasks]).values_list("claimed_by", flat=True))
        assert len(holders) == 1
        assert None not in holders


def test_three_who_speak_with_people_that_share_a_number(clinic):
    staff = make_staff(clinic)
    for number in range(ROUNDS):
        for _person in range(3):
            receive(clinic, phone=f"(202) 555-01{number}1")
        points = list(ContactPoint.objects.order_by("-created_at", "-id")[:3])
        acts = [
            lambda point=point: change_safe_contact(
                contact_point_id=point.id, changes={"may_text": True}, staff=staff, spoke_with_person=True, now=NOW
            )
            for point in points
        ]
        assert errors_in(at_once(*acts)) == []
        assert ContactPoint.objects.filter(id__in=[point.id for point in points], may_text=True).count() == 3


def test_one_fact_opens_one_task_also_where_nothing_is_locked(clinic):
    for number in range(ROUNDS):
        wish = TaskWish(
            kind=TaskKind.REVIEW,
            dedupe_key=f"fact:{number}",
            queue=default_queue(clinic),
            reason="",
            severity=Severity.SOON,
            ready_at=NOW,
            due_at=NOW + timedelta(hours=1),
        )
        found = at_once(*[lambda wish=wish: whole(open_task)(wish=wish, clinic_id=clinic.id, lead=None, actor=COMMAND, now=NOW)] * 4)
        assert errors_in(found) == []
        assert len({task.id for task in found}) == 1
    assert Task.objects.count() == ROUNDS


def test_half_typed_words_are_kept_when_two_saves_are_under_way(clinic):
    staff = make_staff(clinic)
    for number in range(ROUNDS):
        key = f"note:{number}"
        found = at_once(*[lambda key=key, word=word: save_draft(staff=staff, key=key, body={"text": word}, now=NOW) for word in "abc"])
        assert errors_in(found) == []
        assert draft_body(staff=staff, key=key)["text"] in set("abc")
    assert StaffDraft.objects.count() == ROUNDS


def test_work_given_to_somebody_at_the_moment_they_leave_is_offered_to_all_again(clinic):
    boss = make_staff(clinic, roles=("supervisor", "admin"))
    for _round in range(3):
        leaver = make_staff(clinic)
        refused = errors_in(leave_while_work_comes(clinic, leaver, boss))
        assert {type(error).__name__ for error in refused} <= {"CannotDoError", "DoesNotExist"}
        give_back_strays(now=NOW)
        assert not Task.objects.filter(state="open", assignee=leaver).exists()


def leave_while_work_comes(clinic: Clinic, leaver: Staff, boss: Staff) -> list[object]:
    given, mine = first_task(receive(clinic)), first_task(receive(clinic, phone="(202) 555-0163"))

    def themselves() -> Staff:
        """Each request reads its own."""
        return Staff.objects.get(pk=leaver.pk)

    next_step = {"outcome": "info_given", "next_step_at": NOW + timedelta(days=2), "is_mine": True}
    return at_once(
        lambda: let_go(staff=themselves(), to=None, actor=COMMAND, now=NOW),
        lambda: assign_task(task_id=given.id, staff=boss, to=themselves(), now=NOW),
        lambda: attempt(mine, themselves(), f"call-{mine.id}", **next_step),
    )


def test_a_verb_that_lost_a_deadlock_is_begun_anew_and_no_other_fault_is():
    asked = []

    class EndedError(Exception):
        sqlstate = "40P01"

    @whole
    def verb(*, loses: int) -> int:
        asked.append(loses)
        if len(asked) <= loses:
            raise OperationalError from EndedError()
        return len(asked)

    assert verb(loses=2) == 3
    asked.clear()
    EndedError.sqlstate = "57P01"
    with pytest.raises(OperationalError):
        verb(loses=2)
    assert len(asked) == 1
