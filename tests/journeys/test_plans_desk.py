"""Plans at the desk in a browser: a held message is read and let go, and everything stops for one person."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from core import clock
from followup.models import Enrolment, Message
from tests.factories import NOW, make_staff
from tests.followup.plan_builders import email, enrol, make_live_clinic, make_plan, tick
from tests.journeys.colleagues import sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 360])
def test_held_messages_are_read_ticked_and_approved_and_then_everything_stops(browser: Browser, live_server, width: int) -> None:
    clinic = make_live_clinic(discreet_name="Oak Office")
    plan = make_plan(clinic, email("a", 1), mode="hold")
    enrolments = [enrol(plan, name=name) for name in ("Maria Stone", "Zoe Quill")]
    tick(NOW + timedelta(hours=23))
    Message.objects.update(expires_at=clock.now() + timedelta(days=1))
    assert Message.objects.filter(why_not="for_review").count() == 2

    colleague = sign_in(browser, live_server.url, make_staff(clinic), width=width)
    colleague.open("/desk/review/")
    colleague.page.click("summary >> nth=0")
    assert "Hello. Call" in colleague.page.inner_text("main")
    colleague.page.check("[data-tick-all] input")
    assert colleague.page.inner_text('button[value="approve"][name="do"]') == "Approve 2"
    colleague.look()
    colleague.press('button[value="approve"][name="do"]')
    assert "2 messages are approved" in colleague.page.inner_text("main")
    assert Message.objects.filter(state="pending").count() == 2

    colleague.open(f"/desk/leads/{enrolments[0].lead_id}/follow-up/?plan={plan.id}")
    colleague.press("text=Stop everything…")
    colleague.page.check('input[value="died"]')
    colleague.page.check('input[name="sure"]')
    colleague.press("main form .button")
    assert not Enrolment.objects.filter(lead_id=enrolments[0].lead_id, state="active").exists()
    assert colleague.complaints == []
