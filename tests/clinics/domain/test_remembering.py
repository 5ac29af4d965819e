"""Remembered settings: read once while nothing changes, read again at the first change, whoever makes it."""

import pytest
from django.db import connection, transaction

from clinics.domain.remembering import WATCHED, clinic_at, forget_settings, remembered
from clinics.models import Clinic, Holiday, PhoneLine, StaffedPeriod
from intake.models import Queue, Rulebook
from tests.factories import NOW, make_clinic

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


class Reader:
    """Counts how often it had to read."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, clinic: Clinic) -> list[str]:
        self.times += 1
        return sorted(clinic.queues.values_list("name", flat=True))


@pytest.fixture
def clinic():
    forget_settings()
    return Clinic.objects.get(id=make_clinic().id)


def test_nothing_is_read_twice_while_nothing_changes(clinic):
    read = Reader()
    assert remembered(clinic, "names", read) == remembered(Clinic.objects.get(id=clinic.id), "names", read)
    assert read.times == 1


def change_queue(clinic):
    Queue.objects.filter(clinic=clinic, code="general").update(name="Other")


def add_rulebook(clinic):
    Rulebook.objects.create(clinic=clinic, version=9, rules=[], published_at=NOW)


def remove_hours(clinic):
    StaffedPeriod.objects.filter(clinic=clinic).delete()


def add_holiday(clinic):
    Holiday.objects.bulk_create([Holiday(clinic=clinic, day=NOW.date(), name="A day off")])


def change_line(clinic):
    PhoneLine.objects.filter(clinic=clinic).update(number="+12025550999")


def rename_clinic(clinic):
    Clinic.objects.filter(id=clinic.id).update(discreet_name="Other")


@pytest.mark.parametrize("change", [change_queue, add_rulebook, remove_hours, add_holiday, change_line, rename_clinic])
def test_every_change_is_seen_by_whoever_reads_the_clinic_next(clinic, change):
    other = Clinic.objects.get(id=make_clinic().id)
    read, read_other = Reader(), Reader()
    remembered(clinic, "names", read)
    remembered(other, "names", read_other)

    change(clinic)

    again = Clinic.objects.get(id=clinic.id)
    assert remembered(again, "names", read) == sorted(again.queues.values_list("name", flat=True))
    assert read.times == 2
    remembered(Clinic.objects.get(id=other.id), "names", read_other)
    assert read_other.times == 1


def test_saving_a_clinic_that_was_read_long_ago_brings_no_old_stamp_back(clinic):
    read = Reader()
    remembered(clinic, "names", read)
    change_queue(clinic)
    clinic.save()

    assert remembered(Clinic.objects.get(id=clinic.id), "names", read) == ["Other", "Spanish", "Urgent"]


def test_a_change_that_is_taken_back_leaves_nothing_behind(clinic):
    read = Reader()
    with transaction.atomic():
        change_queue(clinic)
        assert "Other" in remembered(Clinic.objects.get(id=clinic.id), "names", read)
        transaction.set_rollback(True)

    assert remembered(Clinic.objects.get(id=clinic.id), "names", read) == ["General", "Spanish", "Urgent"]


def test_every_watched_table_has_its_trigger():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%%_stamp'")
        assert {row[0] for row in cursor.fetchall()} == {*WATCHED, "clinics_clinic"}


def test_a_clinic_is_read_whole_once_and_again_when_it_changes(clinic, django_assert_num_queries):
    known = clinic_at(clinic.slug)
    with django_assert_num_queries(1):
        assert clinic_at(clinic.slug) is known

    rename_clinic(clinic)
    assert clinic_at(clinic.slug).discreet_name == "Other"
    Clinic.objects.filter(id=clinic.id).update(slug="elsewhere")
    assert clinic_at(clinic.slug) is None
