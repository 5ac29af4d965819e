"""A colleague's morning with aftercare: who needs what, a call, the same questions by phone, on a wide screen and on a phone."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from followup.domain.aftercare.answering_check_ins import answer_by_link
from followup.models import Aftercare, Answer, Flag
from tests.factories import make_clinic, make_staff
from tests.followup.aftercare.builders import asked, enter, token_of
from tests.followup.builders import make_lead
from tests.journeys.colleagues import sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 360])
def test_from_the_list_to_a_call_and_a_check_in_by_phone(browser: Browser, live_server, width: int) -> None:
    clinic = make_clinic(discreet_name="Oak Office")
    nurse = make_staff(clinic, roles=("clinician",), name="Ana")
    check_in = asked(clinic, name="Zoe Quill", phone="(202) 555-0163")
    answer_by_link(token=token_of(check_in), typed={"how": "hard", "words": "A long night."}, language="en", now=check_in.asked_at)
    waiting = enter(clinic, name="Kim", staff=nurse)

    colleague = sign_in(browser, live_server.url, nurse, width=width)
    colleague.open("/desk/aftercare/")
    assert "Having a hard time" in colleague.page.inner_text("main")
    assert "A long night." in colleague.page.inner_text("main")
    colleague.press("text=Zoe Quill")
    assert "Hard day" in colleague.page.inner_text("main")
    colleague.page.check('#contact input[value="reached"]')
    colleague.page.fill("#contact textarea", "Slept better.")
    colleague.press("#contact .button")
    assert Flag.objects.filter(ended_at=None).count() == 0

    colleague.open(f"/desk/aftercare/{waiting.id}/check-in/")
    colleague.page.check('input[name="how"][value="ok"]')
    colleague.press("main form .button")
    assert Answer.objects.get(source="phone").staff == nurse
    assert colleague.complaints == []


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_a_discharge_is_a_short_screen(browser: Browser, live_server, has_script: bool) -> None:
    clinic = make_clinic()
    lead = make_lead(clinic, name="Zoe Quill")
    colleague = sign_in(browser, live_server.url, make_staff(clinic), has_script=has_script, width=360)
    colleague.open(f"/desk/leads/{lead.id}/aftercare/")
    colleague.page.check('input[name="how"][value="discharge"]')
    colleague.page.fill('textarea[name="what_next"]', "Group on Monday")
    colleague.page.check('input[name="agrees"][value="yes"]')
    colleague.press("main form .button")
    aftercare = Aftercare.objects.get()
    assert (aftercare.entry, aftercare.asked_by) == ("discharge", "email")
    assert "Every week, by the clinic's plan." in colleague.page.inner_text("body").replace("’", "'")
    assert aftercare.check_ins.get().due_on - aftercare.started_on == timedelta(days=7)
