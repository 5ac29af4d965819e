"""Questions compiled once: the same rows as the query set they were made from, whoever asks and with whatever values."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinics.models import Membership, Staff
from core.compiled import compiled
from core.fields import open_value
from intake.access import tasks_visible_to
from intake.models import Person, Task
from tests.factories import NOW, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db
BUILT: list[str] = []


@compiled()
def _tasks(*, staff, due_before, kind):
    BUILT.append(kind)
    return tasks_visible_to(staff).filter(due_at__lt=due_before, kind=kind).order_by("id").values_list("id", "clinic_id", "due_at")


@compiled()
def _people(*, ids):
    return Person.objects.filter(id__in=ids).order_by("id").sealed_values("id", "name")


@compiled(around="SELECT (SELECT COUNT(*) FROM ({second}) AS s), (SELECT COUNT(*) FROM ({first}) AS f)")
def _two(*, staff, at):
    """The parts are named in another order than they stand in the statement."""
    seen = tasks_visible_to(staff)
    return {"first": seen.filter(due_at__lt=at).values("id"), "second": seen.filter(due_at__gte=at).values("id")}


def plain(staff, due_before, kind="first_contact"):
    rows = tasks_visible_to(staff).filter(due_at__lt=due_before, kind=kind).order_by("id")
    return list(rows.values_list("id", "clinic_id", "due_at"))


def test_everybody_gets_their_own_rows_from_one_statement() -> None:
    here, there = make_clinic(), make_clinic()
    receive(here)
    receive(there)
    later = NOW + timedelta(days=30)
    BUILT.clear()

    for staff in (make_staff(here), make_staff(there)):
        found = _tasks(staff=staff, due_before=later, kind="first_contact")
        assert found == plain(staff, later)
        assert len(found) == 1
        assert _tasks(staff=staff, due_before=NOW - timedelta(days=30), kind="first_contact") == []

    assert BUILT in ([], ["first_contact"]), "built once at most, whoever asks"


def test_other_roles_and_other_codes_are_another_statement() -> None:
    clinic = make_clinic()
    receive(clinic)
    Task.objects.update(kind="access_review")
    later = NOW + timedelta(days=30)

    supervisor, colleague = make_staff(clinic, roles=("supervisor",)), make_staff(clinic)

    assert len(_tasks(staff=supervisor, due_before=later, kind="access_review")) == 1
    assert _tasks(staff=colleague, due_before=later, kind="access_review") == []


def test_somebody_of_two_clinics_sees_both_and_somebody_of_none_nothing() -> None:
    here, there = make_clinic(), make_clinic()
    receive(here)
    receive(there)
    staff, outsider = make_staff(here), make_staff(here)
    Membership.objects.create(staff=staff, clinic=there, role="clinician")
    outsider.memberships.all().delete()
    later = NOW + timedelta(days=30)

    assert len(_tasks(staff=Staff.objects.get(id=staff.id), due_before=later, kind="first_contact")) == 2
    assert _tasks(staff=Staff.objects.get(id=outsider.id), due_before=later, kind="first_contact") == []


@pytest.mark.parametrize("count", [0, 1, 2, 8, 9])
def test_lists_of_any_length_find_exactly_theirs(count: int) -> None:
    clinic = make_clinic()
    people = [Person.objects.create(clinic=clinic, name=f"Ada {number}", created_at=NOW) for number in range(10)]
    wanted = sorted(person.id for person in people[:count])

    found = _people(ids=wanted)

    assert [row[0] for row in found] == wanted
    assert [open_value(Person, "name", sealed, row_id=row_id) for row_id, sealed in found] == [f"Ada {number}" for number in range(count)]


def test_parts_of_a_statement_get_the_values_of_their_own_places() -> None:
    clinic = make_clinic()
    staff = make_staff(clinic)
    for number in range(3):
        receive(clinic, phone=f"202 555 012{number}")
    Task.objects.filter(id=Task.objects.order_by("id")[0].id).update(due_at=NOW - timedelta(days=1))

    assert _two(staff=staff, at=NOW) == [(2, 1)]


def test_constants_are_part_of_the_statement_on_postgresql() -> None:
    staff = make_staff(make_clinic())
    _tasks(staff=staff, due_before=NOW, kind="first_contact")

    with CaptureQueriesContext(connection) as asked:
        _tasks(staff=staff, due_before=NOW, kind="first_contact")

    assert len(asked) == 1
    assert "first_contact" in asked[0]["sql"]
