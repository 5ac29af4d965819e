"""Simulations take the real road and are marked as made up."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from intake.models import Call, Lead, Submission, Task
from tests.factories import make_clinic, make_staff

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    printed = io.StringIO()
    call_command(*arguments, stdout=printed)
    return printed.getvalue()


def test_an_inquiry_becomes_a_lead_with_a_task():
    make_clinic(slug="oak")
    found = json.loads(run("simulate_inquiry", "--clinic", "oak", "--es", "--json"))
    lead = Lead.objects.get(id=found["lead"])
    assert (lead.language, lead.is_sample, found["queue"], found["severity"]) == ("es", True, "spanish", "routine")
    assert Task.objects.get(id=found["task"]).lead == lead
    assert lead.contact_person.name == "Robin (simulated)"


def test_ones_own_text_is_triaged():
    make_clinic(slug="oak")
    found = json.loads(run("simulate_inquiry", "--text", "I want to die", "--json"))
    assert (found["severity"], found["queue"]) == ("emergency", "urgent")


def test_two_simulations_are_two_inquiries():
    make_clinic(slug="oak")
    assert run("simulate_inquiry") != run("simulate_inquiry")
    assert Submission.objects.count() == 2


def test_a_call_is_logged_and_becomes_a_lead():
    clinic = make_clinic(slug="oak")
    make_staff(clinic)
    found = json.loads(run("simulate_call", "(202) 555-0142", "--json"))
    assert Call.objects.get().number == "+12025550142"
    assert Lead.objects.get(id=found["lead"]).is_sample


def test_what_can_not_be_simulated_is_said():
    with pytest.raises(CommandError, match="no such clinic"):
        run("simulate_inquiry")
    clinic = make_clinic(slug="oak")
    with pytest.raises(CommandError, match="not a phone number"):
        run("simulate_call", "12")
    with pytest.raises(CommandError, match="Known: oak"):
        run("simulate_inquiry", "--clinic", "elm")
    make_staff(clinic, roles=("auditor",))
    with pytest.raises(CommandError, match="add staff first"):
        run("simulate_call", "(202) 555-0142")
