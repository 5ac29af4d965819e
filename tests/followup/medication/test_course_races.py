"""Workers side by side over courses, on real connections. SQLite serialises writers, so these need PostgreSQL."""

from datetime import UTC, datetime, timedelta

import pytest

from followup.domain.medication.dosing import Given, NewCourse, plan_course, record_dose
from followup.domain.medication.watching import watch_courses
from followup.models import Dose, LabDue
from followup.states.medicine import Medicine
from intake.models import Task
from tests.factories import NOW, make_staff
from tests.followup.builders import go_live, make_lead, make_mailing_clinic
from tests.followup.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_workers_that_meet_over_a_test_open_one_task_and_none_of_them_fails(caplog: pytest.LogCaptureFixture) -> None:
    go_live()
    clinic = make_mailing_clinic()
    nurse = make_staff(clinic, roles=("clinician",))
    for number in range(8):
        lead = make_lead(clinic, email=f"p{number}@example.org")
        course = plan_course(lead_id=lead.id, new=NewCourse(Medicine.INJECTION), staff=nurse, now=NOW)
        given = Given(NOW.date(), reversal_talk=True, opioid_free_checked=True)
        record_dose(course_id=course.id, given=given, staff=nurse, now=NOW)
    due = LabDue.objects.order_by("due_on")[0].due_on
    # Only the tests are due that day.
    Dose.objects.filter(state="scheduled").update(due_on=due + timedelta(days=60), look_at=NOW + timedelta(days=300))

    at_once(lambda: watch_courses(now=datetime(due.year, due.month, due.day, 15, tzinfo=UTC)))

    assert Task.objects.filter(kind="lab_due").count() == 8
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
