"""Sample data: marked as made up, made through real verbs, safe to repeat, gone without a trace."""

import io
import json
import stat
from collections import Counter
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from clinics.domain.rota import gaps, rota_of
from clinics.models import Clinic, Installation, Membership, Staff
from clinics.states import Role
from core import clock
from desk.findings import Scope, all_findings
from desk.pages.aftercare import aftercare_page
from followup.models import Appointment, CheckIn, Dose, Enrolment, Flag, Message
from intake.models import Call, Lead, Person, RoutingDecision, Rulebook, Submission, Task
from tests.factories import make_clinic, make_staff, receive

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def seed(*options: str) -> str:
    printed = io.StringIO()
    call_command("seed_sample", *options, stdout=printed, stderr=io.StringIO())
    return printed.getvalue()


def test_it_plants_two_clinics_with_everything_they_need():
    seed()
    assert Clinic.objects.filter(is_sample=True).count() == 2
    assert Rulebook.objects.count() == 2
    held = set(Membership.objects.filter(clinic__slug="oak-street").values_list("role", flat=True))
    assert held == set(Role.values)
    assert Installation.objects.get().has_sample_data
    red = [finding.code for finding in all_findings(Scope(now=clock.now())) if finding.level == "red"]
    assert red == ["T003", "T004"]


@pytest.mark.embedded
def test_its_leads_went_the_real_road_and_say_that_they_are_made_up():
    seed()
    leads = Lead.objects.all()
    assert 28 <= leads.count() <= 40
    assert all(lead.is_sample for lead in leads)
    assert RoutingDecision.objects.count() == leads.count()
    assert {person.name[-9:] for person in Person.objects.all()} == {"(made up)"}
    assert not Submission.objects.exclude(state="done").exists()
    assert set(leads.values_list("severity", flat=True)) >= {0, 1, 3}
    assert set(leads.values_list("language", flat=True)) == {"en", "es"}
    assert len(set(leads.values_list("status", flat=True))) >= 6
    assert Task.objects.filter(state="open").exists()
    assert Call.objects.exists()


def test_every_screen_has_something_to_show():
    """Plans, held mail, doses late and to come, flags, a gap in the rota and a visit tomorrow."""
    seed()
    now = clock.now()
    oak = Clinic.objects.get(slug="oak-street")
    running = Enrolment.objects.filter(state="active").values_list("plan__code", flat=True)
    assert Counter(running) == {"new-inquiry": 4, "family": 3, "appointment": 2, "waiting-list": 2}
    # In practice mode everything waits; the letter of the seventh day may be there too, by the hour of the day.
    letters = (
        Message.objects.filter(occurrence__isnull=False).select_related("lead__contact_person", "occurrence").order_by("occurrence__due_at")
    )
    of_wanda = [one for one in letters if one.lead.contact_person.name == "Wanda (made up)"]
    assert [(one.occurrence.step_key, one.state, one.why_not) for one in of_wanda[:2]] == [
        ("day-1", "held", "practice_mode"),
        ("day-3", "held", "practice_mode"),
    ]
    assert {task.state for task in Task.objects.filter(lead=of_wanda[0].lead)} == {"done"}
    doses = sorted((dose.course.person.name, dose.number, dose.state) for dose in Dose.objects.select_related("course__person"))
    assert doses == [
        ("Ray (made up)", 1, "given"),
        ("Ray (made up)", 2, "scheduled"),
        ("Sol (made up)", 1, "given"),
        ("Sol (made up)", 2, "given"),
        ("Sol (made up)", 3, "scheduled"),
    ]
    flags = sorted((flag.aftercare.person.name, flag.kind) for flag in Flag.objects.filter(ended_at=None))
    assert flags == [("Nia (made up)", "asked_call"), ("Owen (made up)", "hard_time"), ("Quinn (made up)", "silence")]
    assert Counter(CheckIn.objects.values_list("state", flat=True)) == {"answered": 26, "missed": 1, "sent": 1, "planned": 6}
    nurse = Staff.objects.get(email="priya@oak.example")
    sections = {section.code: [row.name.split()[0] for row in section.rows] for section in aftercare_page(staff=nurse, now=now).sections}
    assert sections == {
        "asked-call": ["Nia"],
        "hard-time": ["Owen"],
        "late": ["Ray"],
        "silent": ["Quinn"],
        "due-today": ["Paula"],
        "good": ["Sol"],
    }
    assert not Task.objects.filter(aftercare_flags__isnull=False, state="open", due_at__lt=now).exists()
    assert not letters.filter(expires_at__lt=now + timedelta(days=2)).exists()
    today = now.astimezone(ZoneInfo(oak.time_zone)).date()
    visits = Appointment.objects.order_by("starts_at").values_list("starts_at", flat=True)
    assert [(at.astimezone(ZoneInfo(oak.time_zone)).date() - today).days for at in visits] == [1, 6]
    bare = gaps(rota_of(oak, since=now), now, now + timedelta(days=7))
    assert [gap for gap in bare if (gap.ends_at - gap.starts_at) > timedelta(hours=24)] != []


@pytest.mark.embedded
def test_its_numbers_belong_to_nobody():
    seed()
    numbers = [call.number for call in Call.objects.all() if call.number]
    assert numbers
    assert all(number[5:9] == "5550" and number[9] == "1" for number in numbers)


@pytest.mark.embedded
def test_the_logins_work_and_stand_in_a_file_of_ones_own(rf, tmp_path: Path):
    logins = json.loads(seed("--json"))
    assert {role for login in logins for role in login["roles"].split(", ")} == {str(role.label) for role in Role}
    for login in logins:
        staff = authenticate(rf.post("/"), email=login["email"], password=login["password"])
        assert staff is not None
        assert staff.is_sample
    kept = tmp_path / "sample-logins.txt"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert logins[0]["password"] in kept.read_text()


def test_doing_it_again_changes_nothing_and_prints_the_same_logins():
    first = seed()
    before = (Lead.objects.count(), Task.objects.count(), Staff.objects.count(), Call.objects.count())
    assert seed() == first
    assert (Lead.objects.count(), Task.objects.count(), Staff.objects.count(), Call.objects.count()) == before


@pytest.mark.embedded
def test_lost_logins_are_made_anew(rf, tmp_path: Path):
    seed()
    (tmp_path / "sample-logins.txt").unlink()
    login = json.loads(seed("--json"))[0]
    assert authenticate(rf.post("/"), email=login["email"], password=login["password"]) is not None
    assert (tmp_path / "sample-logins.txt").exists()


def test_it_stays_away_from_real_data():
    make_staff(make_clinic())
    with pytest.raises(CommandError, match="empty installation"):
        seed()


def test_clearing_leaves_no_sample_row(tmp_path: Path):
    seed()
    seed("--clear")
    for model in (Clinic, Staff, Lead, Person, Submission, Task, Call, Rulebook):
        assert not model.objects.exists()
    assert not Installation.objects.get().has_sample_data
    assert not (tmp_path / "sample-logins.txt").exists()


@pytest.mark.embedded
def test_clearing_leaves_real_rows_alone():
    seed()
    clinic = make_clinic()
    staff = make_staff(clinic)
    receive(clinic)
    seed("--clear")
    assert list(Clinic.objects.all()) == [clinic]
    assert list(Staff.objects.all()) == [staff]
    assert Lead.objects.count() == 1


@pytest.mark.embedded
def test_what_somebody_typed_while_trying_goes_only_when_asked():
    seed()
    receive(Clinic.objects.get(slug="oak-street"), name="Really me")
    with pytest.raises(CommandError, match="--with-inquiries"):
        seed("--clear")
    assert Clinic.objects.exists()
    seed("--clear", "--with-inquiries")
    assert not Clinic.objects.exists()
