"""The list of human work: its views, its order, and counts that say how many rows can be opened."""

from datetime import timedelta

import pytest

from clinics.models import Membership
from intake.domain.claiming import claim_task
from intake.domain.queries import View, count_rows, count_work, open_work, ordered_work, queue_counts, view_counts
from intake.models import Queue, QueueMembership, Task
from intake.states import Severity, TaskKind, TaskState
from tests.factories import NOW, first_task, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db


def test_open_work_holds_ready_tasks_of_my_clinics_only() -> None:
    here, there = make_clinic(), make_clinic()
    staff = make_staff(here)
    mine = first_task(receive(here))
    receive(there)
    later = first_task(receive(here, phone="202 555 0111", good_time="afternoon"))
    assert later.ready_at > NOW

    assert list(open_work(staff=staff, now=NOW)) == [mine]
    assert list(open_work(staff=staff, now=NOW, view=View.WAITING)) == [later]


def test_open_work_of_somebody_without_a_care_role_is_empty() -> None:
    clinic = make_clinic()
    receive(clinic)

    for role in ("admin", "auditor"):
        assert not open_work(staff=make_staff(clinic, roles=(role,)), now=NOW).exists()


def test_open_work_without_a_queue_means_my_queues() -> None:
    clinic = make_clinic()
    receive(clinic)
    receive(clinic, language="es", phone="202 555 0111")
    spanish_only = make_staff(clinic, queues=None)
    QueueMembership.objects.create(queue=Queue.objects.get(code="spanish"), staff=spanish_only)

    assert [task.language for task in open_work(staff=spanish_only, now=NOW)] == ["es"]


def test_open_work_of_somebody_in_no_queue_is_all_of_it() -> None:
    clinic = make_clinic()
    receive(clinic)
    receive(clinic, language="es", phone="202 555 0111")

    assert open_work(staff=make_staff(clinic, roles=("supervisor",), queues=None), now=NOW).count() == 2


def test_views_hold_what_they_say() -> None:
    clinic = make_clinic()
    dana, sam = make_staff(clinic), make_staff(clinic, name="Sam")
    calm = first_task(receive(clinic, phone="202 555 0111"))
    spanish = first_task(receive(clinic, phone="202 555 0112", language="es"))
    urgent = first_task(receive(clinic, phone="202 555 0113", safe="no"))
    Task.objects.filter(id=calm.id).update(due_at=NOW - timedelta(minutes=1))
    claim_task(task_id=urgent.id, staff=sam, now=NOW)
    Task.objects.filter(id=spanish.id).update(kind=TaskKind.NEEDS_DETAILS, assignee=dana)

    def seen(view: View) -> set[Task]:
        # A lease is a moment of the database's clock, so views are read at its time.
        return set(open_work(staff=dana, now=NOW, view=view))

    assert seen(View.ALL) == {calm, spanish, urgent}
    assert seen(View.MINE) == {spanish}
    assert seen(View.UNCLAIMED) == {calm}
    assert seen(View.URGENT) == {urgent}
    assert seen(View.SPANISH) == {spanish}
    assert seen(View.NEEDS_DETAILS) == {spanish}
    assert seen(View.OVERDUE) == {calm}


def test_mine_holds_what_i_claimed_and_what_is_not_ready() -> None:
    clinic = make_clinic()
    staff = make_staff(clinic, queues=None)
    claimed = first_task(receive(clinic))
    later = first_task(receive(clinic, phone="202 555 0111", good_time="afternoon"))
    Task.objects.filter(id=later.id).update(assignee=staff)
    claim_task(task_id=claimed.id, staff=staff, now=NOW)

    assert set(open_work(staff=staff, now=NOW, view=View.MINE)) == {claimed, later}


def test_ordered_work_puts_a_promised_call_before_soon_from_ten_minutes_before() -> None:
    clinic = make_clinic()
    staff = make_staff(clinic)
    soon, promised = (first_task(receive(clinic, phone=f"202 555 011{n}")) for n in (1, 2))
    Task.objects.filter(id=soon.id).update(severity=Severity.SOON, due_at=NOW)
    Task.objects.filter(id=promised.id).update(is_promised=True, due_at=NOW + timedelta(minutes=10))

    assert list(ordered_work(open_work(staff=staff, now=NOW), now=NOW)) == [promised, soon]
    earlier = NOW - timedelta(minutes=1)
    Task.objects.update(ready_at=earlier)
    assert list(ordered_work(open_work(staff=staff, now=earlier), now=earlier)) == [soon, promised]


def test_inquiries_from_one_number_count_as_one_row() -> None:
    clinic = make_clinic()
    staff = make_staff(clinic)
    for _again in range(2):
        receive(clinic)
    receive(clinic, phone="202 555 0111")

    assert count_rows(open_work(staff=staff, now=NOW)) == 2
    assert view_counts(staff=staff, now=NOW)[View.ALL] == 2
    assert queue_counts(staff=staff, now=NOW).all_mine == 2


def test_every_count_is_the_number_of_its_rows() -> None:
    here, there = make_clinic(discreet_name="A"), make_clinic(discreet_name="B")
    staff = make_staff(here)
    Membership.objects.create(staff=staff, clinic=there, role="staff")
    for number in range(3):
        receive(here, phone=f"202 555 012{number}", language="es" if number else "en")
    receive(there, safe="no")
    Task.objects.filter(language="es").update(due_at=NOW - timedelta(minutes=5))

    for view, count in view_counts(staff=staff, now=NOW).items():
        assert count == open_work(staff=staff, now=NOW, view=view).count(), view
    counts = queue_counts(staff=staff, now=NOW)
    assert [(queue.clinic_name, queue.name, queue.count) for queue in counts.queues] == [
        ("A", "Urgent", 0),
        ("A", "Spanish", 2),
        ("A", "General", 1),
        ("B", "Urgent", 1),
        ("B", "Spanish", 0),
        ("B", "General", 0),
    ]
    assert counts.all_mine == 3
    assert counts.mine == 0


def test_counts_read_open_tasks_only_and_in_a_fixed_number_of_queries(django_assert_num_queries) -> None:
    clinic = make_clinic()
    staff = make_staff(clinic)
    for number in range(3):
        receive(clinic, phone=f"202 555 013{number}")
    staff.roles_by_clinic  # noqa: B018  read once a request

    with django_assert_num_queries(1) as asked:
        counts = count_work(staff=staff, now=NOW)
    assert (counts.rail.all_mine, counts.views[View.ALL]) == (3, 3)
    assert str(TaskState.OPEN.value) in asked[0]["sql"]


def test_a_closed_queue_is_not_listed() -> None:
    clinic = make_clinic()
    staff = make_staff(clinic)
    receive(clinic)
    Queue.objects.filter(code="general").update(is_active=False)

    assert not open_work(staff=staff, now=NOW).exists()
    assert [queue.name for queue in queue_counts(staff=staff, now=NOW).queues] == ["Urgent", "Spanish"]
