"""The first accounts of an installation, made at a terminal."""

import io

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from clinics.domain.switching import runs_every_clinic
from clinics.models import Clinic, Staff
from core.models import AuditEntry
from followup.models import TemplateVersion
from intake.domain.routing import current_rulebook
from tests.desk.accounts import PASSWORD, authenticators, give_authenticator, make_account
from tests.factories import make_clinic

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    printed = io.StringIO()
    call_command(*arguments, stdout=printed, stderr=io.StringIO())
    return printed.getvalue().strip()


def test_create_admin_makes_a_clinic_that_can_work(rf):
    password = run("create_admin", "Kim@Clinic.Example", "--name", "Kim", "--clinic", "oak", "--clinic-name", "Oak Street")
    clinic = Clinic.objects.get(slug="oak")
    assert current_rulebook(clinic).version == 1
    assert clinic.queues.count() == 3
    assert TemplateVersion.objects.filter(clinic=clinic).exists()
    kim = authenticate(rf.post("/"), email="kim@clinic.example", password=password)
    assert kim.roles_by_clinic == {clinic.id: frozenset({"admin"})}
    assert not kim.is_sample


def test_create_admin_for_a_clinic_that_is_there_adds_only_the_account():
    clinic = make_clinic(slug="oak")
    run("create_admin", "kim@clinic.example", "--name", "Kim", "--clinic", "oak")
    assert Clinic.objects.get() == clinic


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["kim@clinic.example", "--clinic", "oak"], "Give --clinic-name"),
        (["not an address", "--clinic", "oak", "--clinic-name", "Oak"], "not an e-mail address"),
    ],
)
def test_create_admin_that_fails_leaves_nothing_behind(arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        run("create_admin", *arguments, "--name", "Kim")
    assert not Clinic.objects.exists()
    assert not Staff.objects.exists()


def test_an_admin_of_one_clinic_becomes_the_admin_of_another_under_the_same_sign_in(rf):
    password = run("create_admin", "kim@clinic.example", "--name", "Kim", "--clinic", "oak", "--clinic-name", "Oak")
    printed = run("create_admin", "KIM@clinic.example", "--name", "Kim", "--clinic", "river", "--clinic-name", "River")
    kim = authenticate(rf.post("/"), email="kim@clinic.example", password=password)
    assert (printed, runs_every_clinic(kim)) == ("", True)
    with pytest.raises(CommandError, match="has a place in this clinic"):
        run("create_admin", "kim@clinic.example", "--name", "Kim", "--clinic", "river")


def test_create_staff_gives_roles_and_languages():
    clinic = make_clinic(slug="oak")
    run("create_staff", "sam@clinic.example", "--name", "Sam", "--clinic", "oak", "--role", "staff", "--role", "clinician", "--spanish")
    sam = Staff.objects.get(email="sam@clinic.example")
    assert sam.roles_by_clinic == {clinic.id: frozenset({"staff", "clinician"})}
    assert sam.languages == ["en", "es"]
    assert AuditEntry.objects.get(action="staff.added").object_id == sam.id


def test_create_staff_gives_an_account_that_is_there_a_place_in_one_more_clinic():
    dana, river = make_account(make_clinic()), make_clinic(slug="river")
    assert run("create_staff", dana.email, "--name", "Dana", "--clinic", "river", "--role", "auditor") == ""
    dana = Staff.objects.get()
    assert dana.roles_by_clinic[river.id] == frozenset({"auditor"})
    assert dana.check_password(PASSWORD)


def test_texts_that_a_clinic_lacks_are_published_once():
    clinic = make_clinic()
    run("publish_ready_texts")
    count = TemplateVersion.objects.filter(clinic=clinic).count()
    run("publish_ready_texts")
    assert TemplateVersion.objects.filter(clinic=clinic).count() == count > 0


def test_a_lost_authenticator_is_taken_away_with_a_reason():
    staff = make_account(make_clinic())
    give_authenticator(staff)
    run("reset_second_factor", "dana@clinic.example", "--reason", "Phone stolen, seen in person")
    assert authenticators(staff) == []
    assert AuditEntry.objects.get(action="authenticator.reset").reason == "Phone stolen, seen in person"
