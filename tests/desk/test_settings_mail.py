"""E-mail of the whole installation: what is missing is said, addresses are shown once, and only who runs every clinic changes it."""

import re
from html import unescape
from uuid import uuid4

import pytest

from core import clock
from core.models import AuditEntry
from followup.models import MailHook
from tests.desk.conftest import signed_in
from tests.factories import NOW, make_clinic, make_staff
from tests.followup.servers import FaultyServer

pytestmark = pytest.mark.django_db
URL = "/desk/settings/mail/"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture(autouse=True)
def _provider(settings, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings.EMAIL_BACKEND = "anymail.backends.mailgun.EmailBackend"


def words(answer) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def wish(clinic, **more: str) -> dict[str, str]:
    return {"strangers_to": str(clinic.id), "signing_key": "key-made-up", "key": uuid4().hex, **more}


def test_what_is_missing_is_said_and_what_came_is_told():
    clinic = make_clinic()
    browser = signed_in(make_staff(clinic, roles=("admin",)))
    page = words(browser.get(URL))
    assert ("Mailgun" in page, "3 things are missing" in page) == (True, True)
    MailHook.objects.create(provider="mailgun", path_token="t" * 24, password="p", created_at=NOW, last_event_at=NOW, last_mail_at=NOW)
    page = words(browser.get(URL))
    assert ("Nothing is missing" in page, "pppp" in page, "tttt" in page) == (True, False, False)


def test_addresses_are_shown_once_and_making_new_ones_ends_the_old():
    clinic = make_clinic()
    browser = signed_in(make_staff(clinic, roles=("admin",)))
    form = wish(clinic)
    made = re.findall(r"<code class=\"key\">([^<]+)</code>", browser.post(URL, form).content.decode())
    hook = MailHook.objects.get()
    assert (len(made), all(hook.path_token in one for one in made), hook.strangers_to) == (2, True, clinic)
    assert "key-made-up" not in words(browser.get(URL))
    assert hook.path_token not in words(browser.get(URL))
    assert browser.post(URL, form).status_code == 302
    assert MailHook.objects.get().id == hook.id
    assert 'class="key"' in browser.post(URL, wish(clinic)).content.decode()
    assert MailHook.objects.get().path_token != hook.path_token
    assert AuditEntry.objects.filter(action="mail_hook.opened").count() == 2


def test_without_the_key_of_a_provider_that_signs_nothing_is_made_and_the_rest_stays_typed():
    clinic = make_clinic()
    answer = signed_in(make_staff(clinic, roles=("admin",))).post(URL, wish(clinic, signing_key=" "))
    assert (answer.status_code, MailHook.objects.count()) == (422, 0)


def test_an_admin_of_one_clinic_of_two_reads_and_changes_nothing():
    clinic = make_clinic()
    make_clinic()
    browser = signed_in(make_staff(clinic, roles=("admin",)))
    assert "Make the addresses" not in words(browser.get(URL))
    for address in (URL, f"{URL}shut/", f"{URL}test/"):
        answer = browser.post(address, wish(clinic))
        assert (answer.status_code, "Nothing was changed" in words(answer)) == (422, True)
    assert MailHook.objects.count() == 0


def test_shut_is_shut_and_twice_is_once():
    clinic = make_clinic()
    browser = signed_in(make_staff(clinic, roles=("admin",)))
    browser.post(URL, wish(clinic))
    for _press in range(2):
        assert browser.post(f"{URL}shut/").status_code == 302
    assert (MailHook.objects.count(), AuditEntry.objects.filter(action="mail_hook.closed").count()) == (0, 1)


def test_a_test_mail_goes_to_whoever_pressed_and_the_servers_answer_is_said(settings):
    server = FaultyServer(["accept", "451 later"])
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", server.port
    clinic = make_clinic()
    staff = make_staff(clinic, roles=("admin",))
    browser = signed_in(staff)
    server.start()
    try:
        browser.post(f"{URL}test/")
        assert "took the test mail" in words(browser.get(URL))
        browser.post(f"{URL}test/")
        assert "asked again later (451)" in words(browser.get(URL))
    finally:
        server.stop()
    assert server.envelopes[0].rcpt_tos == [staff.email]
