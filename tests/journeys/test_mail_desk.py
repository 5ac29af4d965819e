"""Mail at the desk in a browser: late e-mails are let go, what a restore holds is settled, and a provider gets its addresses."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from core import clock
from followup.models import Backlog, Message
from tests.factories import make_staff
from tests.followup.builders import go_live, make_acknowledged, make_mailing_clinic
from tests.journeys.colleagues import sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
SIZES = pytest.mark.parametrize(("width", "language"), [(1280, "en"), (360, "es")])


@SIZES
def test_late_mail_is_read_kind_by_kind_and_let_go_with_a_reason(browser: Browser, live_server, width: int, language: str) -> None:
    go_live()
    clinic, now = make_mailing_clinic(discreet_name="Oak Office"), clock.now()
    for number in range(3):
        make_acknowledged(clinic, email=f"m{number}@example.org", now=now)
    Backlog.objects.create(clinic=clinic, found_at=now, reaches_to=now + timedelta(minutes=1), cause="restored")
    window = sign_in(browser, live_server.url, make_staff(clinic, interface_language=language), width=width)
    window.open("/desk/late-emails/")
    window.press('button[value="release"]')
    assert window.page.locator('[aria-invalid="true"]').count() == 1
    window.page.fill("main input.input", "The machine is back.")
    window.press('button[value="release"]')
    assert Backlog.objects.get().decision == "release"
    assert window.complaints == []


@SIZES
def test_what_a_restore_holds_is_ticked_and_settled(browser: Browser, live_server, width: int, language: str) -> None:
    go_live()
    clinic = make_mailing_clinic(discreet_name="Oak Office")
    for number in range(3):
        make_acknowledged(clinic, email=f"somebody.with.a.long.address{number}@example.org", now=clock.now())
    Message.objects.update(state="held", why_not="restored")
    window = sign_in(browser, live_server.url, make_staff(clinic, interface_language=language), width=width)
    window.open("/desk/review/")
    window.press('main a[href="/desk/review/restored/"]')
    window.press('button[value="went_out"]')
    assert window.page.locator('[role="alert"]').count() == 1
    window.page.check("[data-tick-all] input")
    window.press('button[value="went_out"]')
    assert Message.objects.filter(state="sent").count() == 3
    assert window.complaints == []


@SIZES
def test_a_provider_gets_its_addresses_on_screen(browser: Browser, live_server, settings, width: int, language: str) -> None:
    settings.EMAIL_BACKEND = "anymail.backends.mailgun.EmailBackend"
    clinic = make_mailing_clinic(discreet_name="Oak Office")
    window = sign_in(browser, live_server.url, make_staff(clinic, roles=("admin",), interface_language=language), width=width)
    window.open("/desk/settings/")
    window.press('a[href="/desk/settings/mail/"]')
    window.press("main form.panel .button")
    assert window.page.locator('[aria-invalid="true"]').count() == 1
    window.page.fill('input[name="signing_key"]', "key-made-up")
    window.press("main form.panel .button")
    assert window.page.locator("code.key").count() == 2
    window.open("/desk/settings/mail/")
    assert window.page.locator("code.key").count() == 0
    assert window.complaints == []
