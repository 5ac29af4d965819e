"""Who sees and changes which plans, with two clinics that both have rows."""

from datetime import timedelta

import pytest

from followup.access import enrolments_visible_to, plans_run_by, plans_visible_to
from followup.domain.plan_file import plans_of_lead
from tests.factories import NOW, make_staff
from tests.followup.plan_builders import email, enrol, make_live_clinic, make_plan, tick

pytestmark = pytest.mark.django_db


def test_plans_are_seen_in_ones_own_clinics_and_changed_by_admins() -> None:
    oak, elm = make_live_clinic(), make_live_clinic()
    mine, theirs = enrol(make_plan(oak)), enrol(make_plan(elm))
    staff, admin = make_staff(oak), make_staff(oak, roles=("admin",))
    gone = make_staff(oak, roles=("admin", "staff"), is_active=False)
    assert list(plans_visible_to(staff)) == list(plans_visible_to(admin)) == [mine.plan]
    assert (list(plans_run_by(staff)), list(plans_run_by(admin))) == ([], [mine.plan])
    assert (list(enrolments_visible_to(staff)), list(enrolments_visible_to(admin))) == ([mine], [])
    assert [list(rows(gone)) for rows in (plans_visible_to, plans_run_by, enrolments_visible_to)] == [[], [], []]
    assert theirs.plan not in plans_visible_to(staff)


@pytest.mark.parametrize("steps", [1, 3])
def test_a_leads_plans_take_two_queries(steps: int, django_assert_num_queries) -> None:
    enrolment = enrol(make_plan(make_live_clinic(), *[email(f"d{day}", day, guards=("reached",)) for day in range(1, steps + 1)]))
    tick(NOW + timedelta(hours=23))
    with django_assert_num_queries(2):
        (found,) = plans_of_lead(enrolment.lead)
        lines = [(line.occurrence.step.key, line.is_ahead, line.why) for line in found.steps]
    assert lines[0] == ("d1", False, "Its condition is not true")
    assert len(lines) == steps
