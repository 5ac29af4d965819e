"""Going live: what is missing and where to mend it, what would happen then, and one act with a reason and a typed word."""

from datetime import timedelta

import pytest

from clinics.domain.switching import is_practice_mode
from clinics.models import Clinic, Installation, OnCallMember
from core import clock
from core.models import AuditEntry
from followup.models import Message
from tests.desk.accounts import settings_url
from tests.desk.conftest import signed_in
from tests.factories import NOW, make_clinic, make_staff
from tests.followup.plan_builders import enrol, make_live_clinic, make_plan, tick

pytestmark = pytest.mark.django_db
PAGE, BACK = "/desk/settings/going-live/", "/desk/settings/going-live/practice/"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
YES = {"typed": "live", "reason": "The director said so."}


@pytest.fixture(autouse=True)
def at_ten(monkeypatch, settings):
    settings.EMAIL_BACKEND = SMTP
    monkeypatch.setattr(clock, "now", lambda: NOW)


def make_ready(**columns) -> Clinic:
    clinic = make_clinic(crisis_text_approver="Dr. Ruth Weiss", crisis_text_approved_on=NOW.date(), **columns)
    OnCallMember.objects.create(clinic=clinic, staff=make_staff(clinic))
    return clinic


def admin_of(*clinics: Clinic):
    staff = make_staff(clinics[0], roles=("admin",), name="Kim")
    for clinic in clinics[1:]:
        staff.memberships.create(clinic=clinic, role="admin")
    return signed_in(staff)


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_what_is_missing_leads_to_where_it_is_mended():
    clinic = make_clinic(slug="oak", staffed=False)
    clinic.phone_lines.update(is_public=False)
    browser = admin_of(clinic)

    page = words(browser.get(PAGE))

    for name, label in (
        ("on-call", "Somebody on call"),
        ("clinic", "Crisis texts"),
        ("lines", "A public phone line"),
        ("hours", "Staffed hours"),
    ):
        assert f'Missing</span> <a href="{settings_url(name, clinic)}">{label}' in page
    assert "You can go live when nothing is missing." in page
    assert browser.post(PAGE, YES).status_code == 422
    assert is_practice_mode()


def test_a_ready_installation_goes_live_once_and_back_with_reasons():
    browser = admin_of(make_ready())

    for _press in range(2):
        assert browser.post(PAGE, YES).url == PAGE
    assert (is_practice_mode(), "Live: messages go to real people." in words(browser.get(PAGE))) == (False, True)
    for _press in range(2):
        assert browser.post(BACK, {"typed": "PRACTICE", "reason": "Something is wrong."}).url == PAGE

    assert is_practice_mode()
    entries = AuditEntry.objects.filter(object_type="installation").order_by("id")
    assert [(entry.action, entry.reason) for entry in entries] == [
        ("installation.went_live", "The director said so."),
        ("installation.practice_mode", "Something is wrong."),
    ]


@pytest.mark.parametrize(
    "typed", [{}, {"typed": "LIVE", "reason": " "}, {"typed": "no", "reason": "kept words"}, {"typed": "\x00", "reason": "\x00"}]
)
@pytest.mark.parametrize(("address", "is_practice"), [(PAGE, True), (BACK, False)])
def test_without_the_word_or_a_reason_nothing_changes(address: str, is_practice: bool, typed):
    browser = admin_of(make_ready())
    Installation.objects.update_or_create(id=1, defaults={"practice_mode": is_practice})
    answer = browser.post(address, typed)
    assert (answer.status_code, is_practice_mode()) == (422, is_practice)
    assert ("kept words" in words(answer)) == ("kept words" in typed.values())


def test_sample_data_and_no_mail_server_are_named_with_what_to_do(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    clinic = make_ready()
    make_staff(is_sample=True)
    browser = admin_of(clinic)
    page = words(browser.get(PAGE))
    assert ("./threshold manage seed_sample --clear" in page, "Set EMAIL_URL" in page) == (True, True)
    assert (browser.post(PAGE, YES).status_code, is_practice_mode()) == (422, True)


def test_an_admin_of_one_clinic_sees_its_list_and_a_number_of_the_others_and_switches_nothing():
    oak, river = make_ready(discreet_name="Oak Office"), make_clinic(discreet_name="River Office")
    browser = admin_of(oak)

    page = words(browser.get(PAGE))

    assert ("Oak Office" in page, "River Office" in page) == (True, False)
    assert ("2 things are missing in clinics that you do not run" in page, "an admin of all of them" in page) == (True, True)
    assert (browser.post(PAGE, YES).status_code, is_practice_mode()) == (422, True)
    Installation.objects.update_or_create(id=1, defaults={"practice_mode": False})
    assert browser.post(BACK, {"typed": "PRACTICE", "reason": "no"}).status_code == 422
    assert (is_practice_mode(), "River Office" in words(admin_of(oak, river).get(PAGE))) == (False, True)


def test_numbers_say_what_is_held_for_good_and_what_the_plans_would_send():
    clinic = make_live_clinic()
    Installation.objects.update(practice_mode=True)
    enrol(make_plan(clinic))
    make_plan(clinic, mode="test", settings={})
    make_plan(make_clinic(), mode="hold")
    tick(NOW + timedelta(hours=23))

    page = words(admin_of(clinic).get(PAGE))

    assert Message.objects.filter(state="held", why_not="practice_mode").count() == 1
    assert "1 message is held by practice mode. It is never sent" in page
    assert page.count("<td>Live</td><td>1</td><td>2</td><td>Fri 9 a.m.</td>") == 1
    assert (page.count("<td>Live</td>"), page.count("<td>Hold for review</td>")) == (1, 0)


def test_the_banner_leads_admins_here_and_nobody_else():
    clinic = make_ready()
    link = f'<a href="{PAGE}">What is missing to go live</a>'
    admin = admin_of(clinic)
    assert (link in words(admin.get("/desk/settings/")), link in words(signed_in(make_staff(clinic)).get("/desk/"))) == (True, False)
    assert signed_in(make_staff(clinic, roles=("supervisor",))).get(PAGE).status_code == 403
    Installation.objects.update_or_create(id=1, defaults={"practice_mode": False})
    assert link not in words(admin.get("/desk/settings/"))


def test_no_backup_is_a_reminder_and_no_obstacle():
    browser = admin_of(make_ready())
    assert "No backup was ever reported." in words(browser.get(PAGE))
    assert browser.post(PAGE, YES).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_plans_take_as_many_questions_for_three_as_for_one(count: int, django_assert_num_queries):
    clinic = make_ready()
    for _plan in range(count):
        make_plan(clinic)
    browser = admin_of(clinic)
    browser.get(PAGE)
    with django_assert_num_queries(20):
        browser.get(PAGE)


def test_a_provider_that_tells_nothing_of_bounces_is_a_reminder(settings):
    browser = admin_of(make_ready())
    sentence = "The mail provider has no address to tell us of bounces and complaints."
    assert sentence not in words(browser.get(PAGE))
    settings.EMAIL_BACKEND = "anymail.backends.mailjet.EmailBackend"
    assert sentence in words(browser.get(PAGE))
