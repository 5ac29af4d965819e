"""Rows of the list: one for each call to make, in parts that are read in order, however many in the same few queries."""

from datetime import timedelta

import pytest

from clinics.models import Membership
from intake.domain.claiming import claim_task
from intake.domain.queries import View
from intake.domain.staff_drafts import save_draft
from intake.domain.worklist import Group, group_of, my_work, queue_rows, task_row
from intake.models import Task
from intake.states import Severity, TaskKind
from tests.factories import NOW, first_task, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db


def rows_of(staff, **options):
    return queue_rows(staff=staff, now=NOW, **options).rows


def test_queue_rows_show_who_and_how_they_may_be_reached() -> None:
    clinic = make_clinic()
    receive(clinic, name="Maria", voicemail="first_name")

    (row,) = rows_of(make_staff(clinic))

    assert row.name == "Maria"
    assert row.ways[0].rules.may_call
    assert row.ways[0].rules.voicemail == "first_name"
    assert (row.inquiries, row.is_held, row.is_mine, row.flags) == (1, False, False, ())
    assert row.shown_id == row.lead.id


def test_queue_rows_join_what_one_call_answers() -> None:
    clinic = make_clinic()
    first = receive(clinic, name="Maria")
    receive(clinic, name="M.")
    receive(clinic, name="Ana", phone="202 555 0111")

    rows = rows_of(make_staff(clinic))

    assert (rows[0].lead.id, rows[0].inquiries) == (first.lead.id, 2)
    assert len(rows) == 2


def test_queue_rows_use_the_strictest_rule_of_a_shared_number() -> None:
    clinic = make_clinic()
    receive(clinic, voicemail="clinic_name")
    receive(clinic, voicemail="none")

    assert {row.ways[0].rules.voicemail for row in rows_of(make_staff(clinic))} == {"none"}


def test_queue_rows_name_each_danger_once_and_the_worst_first() -> None:
    clinic = make_clinic()
    receive(clinic, own_words="I want to kill myself. I am in withdrawal and shaking.")

    row = rows_of(make_staff(clinic))[0]

    assert row.flags[0] == "self_harm"
    assert len(row.flags) == len(set(row.flags))
    assert row.group is Group.EMERGENCY


def test_queue_rows_say_that_the_list_goes_on() -> None:
    clinic = make_clinic()
    for number in range(3):
        receive(clinic, phone=f"202 555 012{number}")
    staff = make_staff(clinic)

    assert queue_rows(staff=staff, now=NOW, limit=2).has_more
    assert len(rows_of(staff, limit=2)) == 2
    assert not queue_rows(staff=staff, now=NOW, limit=3).has_more


@pytest.mark.parametrize(
    ("severity", "minutes", "group"),
    [
        (Severity.EMERGENCY, 120, Group.EMERGENCY),
        (Severity.URGENT, -1, Group.OVERDUE),
        (Severity.ROUTINE, 0, Group.NOW),
        (Severity.ROUTINE, 15, Group.NOW),
        (Severity.ROUTINE, 16, Group.NEXT_HOUR),
        (Severity.ROUTINE, 60, Group.NEXT_HOUR),
        (Severity.URGENT, 61, Group.LATER),
    ],
)
def test_group_of_a_task(severity, minutes, group) -> None:
    assert group_of(Task(severity=severity, due_at=NOW + timedelta(minutes=minutes)), NOW) is group


def test_queue_rows_take_the_same_queries_for_one_row_and_for_three(django_assert_num_queries) -> None:
    clinic = make_clinic()
    staff = make_staff(clinic)
    receive(clinic)
    staff.roles_by_clinic  # noqa: B018  read once a request

    with django_assert_num_queries(4):
        rows_of(staff)
    for number in (1, 2):
        receive(clinic, phone=f"202 555 012{number}")
    with django_assert_num_queries(4) as asked:
        assert len(rows_of(staff)) == 3
    assert not any("OFFSET" in query["sql"] for query in asked)


def test_queue_rows_of_two_clinics_keep_their_own_rules_and_zones() -> None:
    here, there = make_clinic(), make_clinic(zone="America/Los_Angeles")
    staff = make_staff(here)
    Membership.objects.create(staff=staff, clinic=there, role="staff")
    receive(here, voicemail="clinic_name")
    receive(there)

    queue = there.queues.get(code="general")
    (row,) = rows_of(staff, queue_id=queue.id)

    assert row.zone.key == "America/Los_Angeles"
    assert row.ways[0].rules.voicemail == "none"
    (elsewhere,) = rows_of(staff)
    assert elsewhere.task.clinic_id == here.id
    assert task_row(staff=staff, task_id=row.task.id, now=NOW) == row


def test_a_list_goes_on_behind_a_task_and_shows_each_call_once() -> None:
    clinic = make_clinic()
    staff = make_staff(clinic)
    for number in range(5):
        receive(clinic, phone=f"202 555 012{number}")
    again = first_task(receive(clinic, phone="202 555 0120"))

    first = queue_rows(staff=staff, now=NOW, limit=3)
    second = queue_rows(staff=staff, now=NOW, limit=3, after=first.last_id)

    shown = [row.task.id for row in (*first.rows, *second.rows)]
    assert len(set(shown)) == len(shown) == 5
    assert again.id not in shown
    assert (first.has_more, second.has_more) == (True, False)


def test_the_place_in_a_list_outlives_the_task_that_named_it() -> None:
    clinic = make_clinic()
    staff = make_staff(clinic)
    for number in range(4):
        receive(clinic, phone=f"202 555 012{number}")
    whole = [row.task.id for row in rows_of(staff)]
    Task.objects.filter(id=whole[1]).update(state="done", done_at=NOW)

    behind = queue_rows(staff=staff, now=NOW, after=whole[1])

    assert [row.task.id for row in behind.rows] == whole[2:]


def test_a_place_of_another_clinic_begins_the_list_anew() -> None:
    clinic, other = make_clinic(), make_clinic()
    receive(clinic)
    theirs = first_task(receive(other))

    assert len(queue_rows(staff=make_staff(clinic), now=NOW, after=theirs.id).rows) == 1


def test_my_work_holds_claims_promises_details_and_drafts_apart() -> None:
    clinic = make_clinic()
    staff = make_staff(clinic)
    held, given, details = (first_task(receive(clinic, phone=f"202 555 012{n}")) for n in range(3))
    claim_task(task_id=held.id, staff=staff, now=NOW)
    Task.objects.filter(id=given.id).update(assignee=staff)
    Task.objects.filter(id=details.id).update(assignee=staff, kind=TaskKind.NEEDS_DETAILS)
    save_draft(staff=staff, key="note:1", body={"text": "half a sentence"}, now=NOW)

    work = my_work(staff=staff, now=NOW)

    assert [row.task.id for row in work.in_hand] == [held.id]
    assert [row.task.id for row in work.callbacks] == [given.id]
    assert [row.task.id for row in work.needs_details] == [details.id]
    assert [draft.key for draft in work.drafts] == ["note:1"]


def test_a_task_without_a_lead_has_a_row_too() -> None:
    clinic = make_clinic()
    received = receive(clinic)
    Task.objects.update(lead=None, number_hash="", submission=received.submission)

    (row,) = rows_of(make_staff(clinic), view=View.ALL)

    assert (row.name, row.ways, row.shown_id) == ("", (), row.task.id)
