"""Somebody who reads more than a desk needs is looked at by another supervisor; nobody is stopped."""

from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest
from django.urls import reverse

from core.audit import Actor, record
from core.models import AuditEntry
from desk.edges import note_list, note_read
from followup.domain.telling_of_reading import tell_of_reading
from followup.models import Message
from intake.access import tasks_visible_to
from intake.domain.leading import finish_task
from intake.domain.watching_reads import LISTED_MOST, OPENED_MOST, WINDOW, Seen, burst_in, reader_of, watch_reading
from intake.models import Task
from tests.desk.conftest import signed_in
from tests.factories import NOW, make_clinic, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return make_clinic()


@pytest.fixture
def dana(clinic):
    return make_staff(clinic, name="Dana")


@pytest.fixture
def boss(clinic):
    return make_staff(clinic, roles=("supervisor",), name="Kim")


def read(staff, clinic, times, *, over=timedelta(minutes=5), end=NOW):
    """Open so many different records, evenly over a time that ends at `end`."""
    for number in range(times):
        at = end - over + over * (number + 1) / times
        note_read(staff=staff, object_type="lead", object_id=uuid4(), clinic_id=clinic.id, now=at)


def looks():
    return list(Task.objects.filter(kind="reading_review").order_by("created_at", "id"))


@pytest.mark.parametrize("seed", range(100))
def test_the_hundred_and_first_record_within_ten_minutes_is_the_one_that_counts(seed):
    random = Random(seed)
    moments = sorted(random.uniform(0, WINDOW.total_seconds() - 1) for _record in range(OPENED_MOST + 1))
    clinic = uuid4()
    seen = [Seen(NOW + timedelta(seconds=at), clinic, str(number)) for number, at in enumerate(moments)]
    again = [one for one in seen for _twice in range(2)]
    assert burst_in(again, most=OPENED_MOST) == seen[-1]
    assert burst_in(again[:-2], most=OPENED_MOST) is None


def test_what_is_spread_over_more_than_ten_minutes_is_no_burst():
    step = WINDOW / OPENED_MOST
    seen = [Seen(NOW + step * number, uuid4(), str(number)) for number in range(1000)]
    assert burst_in(seen, most=OPENED_MOST) is None


def test_one_hundred_raise_nothing_and_one_more_asks_for_a_look_once(clinic, dana):
    read(dana, clinic, OPENED_MOST)
    assert watch_reading(now=NOW) == 0
    read(dana, clinic, 1)
    assert [watch_reading(now=NOW + timedelta(seconds=30 * turn)) for turn in range(4)] == [1, 0, 0, 0]
    [task] = looks()
    assert (reader_of(task), task.clinic_id, task.lead) == (dana.id, clinic.id, None)
    assert AuditEntry.objects.get(action="reading.alarm").object_id == dana.id


def test_whoever_takes_files_away_without_opening_them_has_read_them(clinic, dana):
    read(dana, clinic, OPENED_MOST)
    record(actor=Actor.of(dana), action="record.exported", object_type="person", object_id=uuid4(), clinic_id=clinic.id, now=NOW)
    assert watch_reading(now=NOW) == 1


def test_the_same_records_over_and_over_are_no_burst(clinic, dana):
    same = uuid4()
    for second in range(300):
        note_read(staff=dana, object_type="lead", object_id=same, clinic_id=clinic.id, now=NOW - timedelta(seconds=second))
    assert watch_reading(now=NOW) == 0


def test_scrolling_through_lists_counts_rows_and_the_same_page_again_does_not(clinic, dana):
    page = [uuid4() for _row in range(50)]
    for second in range(40):
        note_list(staff=dana, action="work.listed", shown=[(clinic.id, row) for row in page], now=NOW - timedelta(seconds=second + 60))
    assert watch_reading(now=NOW) == 0
    for second in range(LISTED_MOST // 50):
        fresh = [(clinic.id, uuid4()) for _row in range(50)]
        note_list(staff=dana, action="aftercare.listed", shown=fresh, now=NOW - timedelta(seconds=second))
    assert watch_reading(now=NOW) == 1


def test_a_new_burst_after_the_look_asks_again(clinic, dana, boss):
    read(dana, clinic, OPENED_MOST + 1)
    watch_reading(now=NOW)
    finish_task(task_id=looks()[0].id, staff=boss, outcome="handled", now=NOW + timedelta(minutes=1))
    assert watch_reading(now=NOW + timedelta(minutes=2)) == 0
    later = NOW + timedelta(minutes=40)
    read(dana, clinic, OPENED_MOST + 1, end=later)
    assert watch_reading(now=later) == 1
    assert [task.state for task in looks()] == ["done", "open"]


def test_what_was_read_while_no_sweep_ran_is_found_afterwards(clinic, dana):
    read(dana, clinic, OPENED_MOST + 1, end=NOW - timedelta(minutes=45))
    assert watch_reading(now=NOW) == 1


def test_the_machine_and_sign_ins_are_no_readers(clinic, dana):
    for _each in range(OPENED_MOST + 1):
        record(actor=Actor("system"), action="lead.read", object_type="lead", object_id=uuid4(), clinic_id=clinic.id, now=NOW)
        record(actor=Actor.of(dana), action="lead.moved", object_type="lead", object_id=uuid4(), clinic_id=clinic.id, now=NOW)
    assert watch_reading(now=NOW) == 0


def test_each_clinic_looks_at_its_own_part(clinic, dana):
    other = make_clinic()
    read(dana, clinic, OPENED_MOST)
    read(dana, other, 1)
    assert watch_reading(now=NOW) == 2
    assert {task.clinic_id for task in looks()} == {clinic.id, other.id}


def test_supervisors_see_it_and_the_reader_never_does(clinic, boss, dana):
    other = make_staff(clinic, roles=("supervisor",), name="Ola")
    read(boss, clinic, OPENED_MOST + 1)
    watch_reading(now=NOW)
    [task] = looks()
    assert [staff.name for staff in (boss, other, dana) if task in tasks_visible_to(staff)] == ["Ola"]
    assert signed_in(boss).get(reverse("desk:task", args=[task.id])).status_code == 404


def test_the_page_names_the_reader_and_leads_to_their_part_of_the_audit(clinic, boss, dana, time_machine):
    time_machine.move_to(NOW, tick=False)
    read(dana, clinic, OPENED_MOST + 1)
    watch_reading(now=NOW)
    page = signed_in(boss).get(reverse("desk:task", args=[looks()[0].id])).content.decode()
    assert "Dana opened or listed very many records" in page
    assert f"staff={dana.id}" in page
    assert signed_in(boss).get(reverse("desk:audit"), {"clinic": clinic.id, "staff": dana.id}).status_code == 200


def test_the_other_supervisors_are_written_to_once_and_auditors_where_there_is_none(clinic, boss):
    auditor = make_staff(clinic, roles=("auditor",), name="Ari")
    read(boss, clinic, OPENED_MOST + 1)
    watch_reading(now=NOW)
    assert [tell_of_reading(now=NOW) for _twice in range(2)] == [1, 1]
    [mail] = Message.objects.all()
    assert mail.staff == auditor
    assert "/desk/audit/" in mail.body
    assert "Kim" not in mail.body + mail.subject

    ola = make_staff(clinic, roles=("supervisor",), name="Ola", interface_language="es")
    tell_of_reading(now=NOW)
    assert (Message.objects.get(staff=ola).language, str(looks()[0].id) in Message.objects.get(staff=ola).body) == ("es", True)


def test_looking_for_bursts_takes_as_many_queries_with_many_readers(clinic, django_assert_num_queries):
    for count in (1, 3):
        for _each in range(count):
            read(make_staff(clinic), clinic, 3)
        with django_assert_num_queries(4):
            watch_reading(now=NOW)
