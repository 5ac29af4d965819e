"""What is new in a ready plan and a ready text, seen beside the clinic's own and taken over, on a desk and on a phone."""

import pytest
from playwright.sync_api import Browser

from core import clock
from followup.domain.enrolling import pause_enrolment
from followup.domain.ready_plans.plans import publish_ready_plans
from followup.models import Enrolment, Plan, PlanDraft, TemplateDraft, TemplateVersion
from intake.models import Note
from tests.factories import make_clinic, make_staff
from tests.followup.builders import make_lead
from tests.followup.plan_builders import enrol
from tests.journeys.colleagues import sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
SCREENS = [("en", 1280), ("es", 360)]


def clinic_of_before():
    clinic = make_clinic(discreet_name="Oak Office")
    publish_ready_plans(clinic=clinic, now=clock.now())
    Plan.objects.get(clinic=clinic, code="appointment").current.steps.filter(key="booked").delete()
    for row in TemplateVersion.objects.filter(clinic=clinic, code="appointment-day-before"):
        row.body = row.body.replace("{calendar_link}", "")
        row.save()
    return clinic


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_an_admin_sees_what_is_new_and_takes_it_over(browser: Browser, live_server, language: str, width: int) -> None:
    clinic = clinic_of_before()
    window = sign_in(browser, live_server.url, make_staff(clinic, roles=("admin",), interface_language=language), width=width)
    page = window.page
    window.open(f"/desk/settings/{clinic.slug}/plans/appointment/")
    page.locator("section[aria-labelledby=news-title] summary").click()
    assert page.locator("#news-ready ~ ol li .chip").count() == 1
    window.look()
    window.press("section[aria-labelledby=news-title] form button")
    assert page.url.endswith("/steps/")
    assert PlanDraft.objects.get().body["steps"][0]["key"] == "booked"

    window.open(f"/desk/settings/{clinic.slug}/texts/of/appointment-day-before/")
    page.locator("section[aria-labelledby=news] summary").click()
    assert page.locator("section[aria-labelledby=news] code").inner_text() == "{calendar_link}"
    assert page.locator("#ready-en").is_visible()
    window.look()
    window.press("section[aria-labelledby=news] form button")
    assert page.locator("section[aria-labelledby=news]").count() == 0
    assert "{calendar_link}" in TemplateDraft.objects.get(template__code="appointment-day-before").words["es"]["body"]
    assert window.complaints == []


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_a_plan_that_was_paused_meanwhile_says_so_and_keeps_the_reason(browser: Browser, live_server, language: str, width: int) -> None:
    clinic = clinic_of_before()
    lead = make_lead(clinic)
    Plan.objects.filter(clinic=clinic, code="waiting-list").update(mode="live")
    enrol(Plan.objects.get(clinic=clinic, code="waiting-list"), lead=lead, now=clock.now())
    dana = make_staff(clinic, interface_language=language)
    window = sign_in(browser, live_server.url, dana, width=width)
    page = window.page
    window.open(f"/desk/leads/{lead.id}/follow-up/")
    pause_enrolment(enrolment_id=Enrolment.objects.get().id, staff=make_staff(clinic), reason="Asked for quiet", now=clock.now())
    page.locator("summary", has_text={"en": "Pause this plan", "es": "Poner este plan en pausa"}[language]).click()
    page.locator("[id^=pause-]").fill("In hospital")
    window.press("button[name=do][value=pause]")
    already = {"en": "The plan was paused already (since", "es": "El plan ya estaba en pausa"}[language]
    assert page.get_by_text(already).is_visible()
    assert page.get_by_text({"en": "Paused since", "es": "En pausa desde"}[language]).is_visible()
    assert {note.text for note in Note.objects.all()} == {"Asked for quiet", "In hospital"}
    assert window.complaints == []
