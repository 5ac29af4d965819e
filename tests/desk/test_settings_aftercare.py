"""The clinic's own rhythm and questions: who may set them, what does not fit, and a clinician's name under clinical words."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.models import AuditEntry
from followup.domain.aftercare.answering_check_ins import questions_of
from followup.models import AftercareRules, InstrumentVersion
from intake.models import Task
from tests.desk.conftest import signed_in
from tests.factories import make_clinic, make_staff
from tests.followup.aftercare.builders import TODAY, enter, planned

pytestmark = pytest.mark.django_db
GOOD = {
    "enters": "on",
    "instrument_code": "longer",
    "ask_minute": "720",
    "remind_after_days": "1",
    "missed_after_days": "3",
    "missed_before_call": "1",
    "strict_days": "0",
    "step_up_days": "14",
    "every_1": "3",
    "until_1": "30",
    "every_2": "30",
    "until_2": "365",
}


@pytest.fixture
def admin(clinic):
    return signed_in(make_staff(clinic, roles=("admin",)))


def url(clinic, name: str = "settings-aftercare") -> str:
    return reverse(f"desk:{name}", args=[clinic.slug])


def test_a_clinic_sets_its_own_rhythm_and_every_change_is_in_the_audit(clinic, admin):
    assert admin.get(url(clinic)).context["form"].initial["every_2"] == 14
    for _twice in range(2):
        assert admin.post(url(clinic), GOOD).status_code == 302
    rules = AftercareRules.objects.get(clinic=clinic)
    assert rules.rhythm == [{"every_days": 3, "until_day": 30}, {"every_days": 30, "until_day": 365}]
    assert AuditEntry.objects.filter(action="aftercare_rules.changed").count() == 1
    check_in = planned(enter(clinic))
    assert (check_in.due_on, check_in.due_minute) == (TODAY + timedelta(days=3), 720)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"until_1": "400"}, "until_1"),
        ({"until_1": ""}, "until_1"),
        ({"remind_after_days": "3"}, "missed_after_days"),
        ({"every_1": "99999999999999999999"}, "every_1"),
        ({"instrument_code": "other"}, "instrument_code"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_changes_nothing(clinic, admin, changes, field):
    page = admin.post(url(clinic), GOOD | changes)
    assert list(page.context["form"].errors) == [field]
    assert not AftercareRules.objects.exists()


def test_clinical_questions_are_asked_once_a_clinician_stands_behind_them(clinic, admin):
    admin.post(url(clinic), GOOD)
    assert len(questions_of(planned(enter(clinic))).items) == 3
    longer = InstrumentVersion.objects.get(instrument__clinic=clinic, instrument__code="longer")
    assert admin.post(url(clinic, "settings-aftercare-approve"), {"version": longer.id}).status_code == 403
    nurse = make_staff(clinic, roles=("clinician",), name="Ana Nurse")
    signed_in(nurse).post(url(clinic, "settings-aftercare-approve"), {"version": longer.id})
    longer.refresh_from_db()
    assert longer.approved_by == "Ana Nurse"
    assert len(questions_of(planned(enter(clinic, name="Other", email="other@example.org"))).items) == 11


def test_a_version_of_another_clinic_can_not_be_approved(clinic):
    there = make_clinic()
    enter(there)
    theirs = InstrumentVersion.objects.get(instrument__clinic=there, instrument__code="longer")
    nurse = signed_in(make_staff(clinic, roles=("clinician",)))
    assert nurse.post(url(clinic, "settings-aftercare-approve"), {"version": theirs.id}).status_code == 404
    assert nurse.get(url(there)).status_code == 404


def test_a_clinician_reads_the_page_and_changes_no_number(clinic):
    nurse = signed_in(make_staff(clinic, roles=("clinician",)))
    assert nurse.get(url(clinic)).status_code == 200
    assert nurse.post(url(clinic), GOOD).status_code == 403
    assert not Task.objects.exists()
