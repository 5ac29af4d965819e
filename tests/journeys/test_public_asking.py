"""Somebody at two in the morning asks to be called or writes, with and without JavaScript, in both languages, on a small phone."""

import pytest
from playwright.sync_api import expect

from intake.models import Lead, PublicDraft, Submission
from tests.journeys.visitors import WITH_AND_WITHOUT, Visitor, small_targets

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

LANGUAGES = pytest.mark.parametrize("language", ["en", "es"])


@LANGUAGES
@WITH_AND_WITHOUT
def test_ask_for_a_call(visit, has_script, language):
    person = visit(has_script=has_script)
    person.open(f"/oak/{language}/")
    person.press(f"a[href='/oak/{language}/call/']")
    person.page.fill("[name=phone]", "(202) 555-0147")
    person.page.fill("[name=name]", "Ana")
    person.page.check("[name=voicemail][value=first_name]")
    person.press("#ask .actions .button >> nth=0")
    expect(person.page).to_have_url(f"{person.home}/oak/{language}/sent/{_token(person)}/")
    expect(person.page.locator("main")).to_contain_text("Ana")
    person.page.reload()
    person.page.go_back()
    person.page.fill("[name=phone]", "(202) 555-0147")
    person.page.fill("[name=name]", "Ana")
    person.page.check("[name=voicemail][value=first_name]")
    person.press("#ask .actions .button >> nth=0")
    lead = Lead.objects.get()
    assert lead.language == language
    assert lead.contact_person.contact_points.filter(replaced_by=None).get().value == "+12025550147"


@WITH_AND_WITHOUT
def test_a_double_click_is_one_inquiry(visit, has_script):
    person = visit(has_script=has_script)
    person.open("/oak/en/call/")
    person.page.fill("[name=phone]", "202 555 0147")
    person.page.dblclick("#ask .actions .button >> nth=0")
    expect(person.page.locator(".sent")).to_be_visible()
    assert Submission.objects.filter(amends=None).count() == Lead.objects.count() == 1


@WITH_AND_WITHOUT
def test_a_missing_number_is_asked_for_and_nothing_is_lost(visit, has_script):
    person = visit(has_script=has_script)
    person.open("/oak/en/call/")
    person.page.fill("[name=name]", "Ana")
    person.press("#ask .actions .button >> nth=0")
    assert person.page.title().startswith("Error:")
    if has_script:
        expect(person.page.locator(".error-summary")).to_be_focused()
    person.page.click(".error-summary a")
    person.page.keyboard.type("202 555 0147")
    expect(person.page.locator("[name=name]")).to_have_value("Ana")
    # The first button of a form in the page answers Enter: it must not be the change of language.
    person.page.keyboard.press("Enter")
    expect(person.page.locator(".sent")).to_be_visible()
    assert person.page.locator("html").get_attribute("lang") == "en"


@LANGUAGES
@WITH_AND_WITHOUT
def test_send_a_message(visit, has_script, language):
    person = visit(has_script=has_script)
    page = person.page
    person.open(f"/oak/{language}/")
    person.press(f"a[href='/oak/{language}/write/']")
    page.check("[name=who][value=caring]")
    expect(page.locator("[data-reveal=caring]")).to_be_visible()
    person.continue_()
    expect(page.locator("[name=phone]")).to_be_hidden()
    page.check("[name=reach][value=email]")
    expect(page.locator("[name=phone]")).to_be_hidden()
    page.fill("[name=email]", "ana@example.org")
    page.check("[name=private][value=not_sure]")
    person.look()
    person.continue_()
    page.check("[name=safe][value=yes]")
    person.continue_()
    page.check("[name=topics][value=medicine]")
    page.fill("[name=own_words]", "How do I start?\n¿Y cuánto cuesta?")
    person.look()
    person.continue_()
    expect(page.locator("main")).to_contain_text("ana@example.org")
    assert page.locator("input:checked").count() == 0
    person.press("[name=act][value=send]")
    expect(page.locator(".sent")).to_be_visible()
    assert Submission.objects.get().payload["own_words"] == "How do I start?\n¿Y cuánto cuesta?"
    assert not PublicDraft.objects.exists()
    page.go_back()
    expect(page.locator(".sent")).to_be_visible()


@WITH_AND_WITHOUT
def test_somebody_not_safe_sees_help_and_can_go_on(visit, has_script):
    person = visit(has_script=has_script)
    page = person.page
    person.open("/oak/en/write/")
    person.continue_()
    page.check("[name=reach][value=none]")
    person.continue_()
    page.check("[name=safe][value=no]")
    person.continue_()
    expect(page.locator(".emergency-card")).to_be_visible()
    person.press("main .actions .button")
    person.continue_()
    person.press("[name=act][value=send]")
    lead = Lead.objects.get()
    assert lead.severity <= 1
    expect(page.locator(".code__letters")).to_have_text(lead.code)
    assert page.locator(".emergency-card").bounding_box()["y"] < page.locator(".next__steps").bounding_box()["y"]


@WITH_AND_WITHOUT
def test_change_one_answer_from_the_check_page(visit, has_script):
    person = visit(has_script=has_script)
    page = person.page
    person.open("/oak/en/write/")
    person.continue_()
    page.check("[name=reach][value=text]")
    page.fill("[name=phone]", "202 555 0147")
    for _step in range(3):
        person.continue_()
    person.press(".answers__change a >> nth=1")
    expect(page.locator("[name=phone]")).to_have_value("202 555 0147")
    page.check("[name=reach][value=call]")
    page.fill("[name=phone]", "202 555 0199")
    person.continue_()
    expect(page.locator("main")).to_contain_text("202 555 0199")


@WITH_AND_WITHOUT
def test_the_language_switch_keeps_the_step_and_what_was_typed(visit, has_script):
    person = visit(has_script=has_script)
    page = person.page
    person.open("/oak/en/call/")
    page.fill("[name=phone]", "202 555")
    person.press(".bar__language")
    assert page.locator("html").get_attribute("lang") == "es"
    expect(page.locator("[name=phone]")).to_have_value("202 555")
    person.press("[name=act][value=more]")
    person.continue_()
    page.fill("[name=name]", "Ana")
    person.press(".bar__language")
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.locator("[name=name]")).to_have_value("Ana")
    expect(page.locator("[name=phone]")).to_have_value("202 555")


def test_change_how_we_reach_you(visit):
    person = visit()
    person.open("/oak/en/call/")
    person.page.fill("[name=phone]", "202 555 0147")
    person.press("#ask .actions .button >> nth=0")
    person.press("a[href*='/reach/']")
    person.page.check("[name=stop_contact]")
    person.press("#change .actions .button")
    expect(person.page.locator("[role=status]")).to_be_visible()
    assert not Lead.objects.get().contact_person.contact_points.get().may_call


def test_the_words_are_counted_as_they_near_the_end(visit):
    person = visit()
    person.open("/oak/en/write/")
    person.continue_()
    person.open(person.page.url.removeprefix(person.home).replace("/2/", "/4/"))
    words = person.page.locator("[name=own_words]")
    words.fill("a" * 700)
    expect(person.page.locator("#count")).to_be_hidden()
    words.fill("a" * 1002)
    expect(person.page.locator("#count")).to_have_text("Characters too many: 2")
    person.look()


def test_everything_is_large_enough_for_a_thumb(visit):
    person = visit(width=320)
    for path in ("/oak/en/", "/oak/es/call/", "/oak/en/write/", "/oak/en/other/", "/nothing/"):
        person.page.goto(f"{person.home}{path}")
        assert small_targets(person.page) == []
    # The console repeats the status of the page that is not there.
    assert len(person.complaints) == 1
    person.complaints.clear()


def _token(person: Visitor) -> str:
    return person.page.url.rstrip("/").rpartition("/")[2]
