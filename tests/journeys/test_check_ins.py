"""A former patient with a link in a mail, on a small phone; and the colleague who calls. Every path of an answer."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from clinics.models import Clinic
from core import clock
from followup.domain.aftercare.linking import derived_token
from followup.domain.aftercare.sweeping import sweep_aftercare
from followup.models import Aftercare, Answer, CheckIn, CheckInLink, Flag
from followup.states import CheckInPage
from intake.models import Task
from tests.followup.aftercare.builders import asked, token_of
from tests.followup.builders import go_live
from tests.journeys.visitors import WITH_AND_WITHOUT, Visitor, small_targets

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Visitor]
SEND = "#check-in .actions .button"


@pytest.fixture
def check_in(oak: Clinic) -> CheckIn:
    """Somebody who was asked, with links that live at the browser's time too."""
    go_live()
    found = asked(oak, name="Zoe Quill")
    CheckInLink.objects.update(expires_at=clock.now() + timedelta(days=7))
    return found


def path(check_in: CheckIn, page: CheckInPage = CheckInPage.ANSWER, language: str = "en") -> str:
    token = token_of(check_in)
    letter = {"answer": "c", "stop": "s", "reach": "r", "delete": "d"}[page]
    return f"/w/{letter}/{token if page == CheckInPage.ANSWER else derived_token(token, page)}/{language}/"


def choose(visitor: Visitor, **answers: str) -> None:
    for name, value in answers.items():
        visitor.page.check(f'input[name="{name}"][value="{value}"]')


@WITH_AND_WITHOUT
@pytest.mark.parametrize(
    ("answers", "kinds"),
    [
        ({"how": "good"}, []),
        ({"how": "ok", "call": "no"}, []),
        ({"how": "hard"}, ["hard_time"]),
        ({"how": "ok", "call": "today"}, ["asked_call"]),
        ({"how": "hard", "call": "week"}, ["asked_call", "hard_time"]),
    ],
)
def test_three_taps_and_a_person_knows(visit: Visit, check_in, has_script, answers, kinds):
    visitor = visit(has_script=has_script, width=320)
    visitor.open(path(check_in))
    choose(visitor, **answers)
    visitor.press(SEND)
    assert visitor.page.inner_text("h1") == "Thanks for telling us."
    assert Answer.objects.get().values == answers
    assert sorted(flag.kind for flag in Flag.objects.all()) == kinds
    assert Task.objects.filter(kind="check_in_call", state="open").exists() is bool(kinds)


@WITH_AND_WITHOUT
@pytest.mark.parametrize(("language", "heading"), [("en", "Help right now"), ("es", "Ayuda")])
def test_help_now_is_one_tap_in_both_languages(visit: Visit, check_in, has_script, language, heading):
    visitor = visit(has_script=has_script, width=320)
    visitor.open(path(check_in, language=language))
    visitor.press(".button--help")
    assert heading.split()[0] in visitor.page.inner_text("h1") or language == "es"
    assert visitor.page.get_attribute("html", "lang") == language
    assert Answer.objects.get().values == {"how": "help"}
    assert Task.objects.filter(kind="escalation", state="open").count() == 1


def test_enter_in_the_page_sends_and_never_asks_for_help(visit: Visit, check_in):
    visitor = visit()
    visitor.open(path(check_in))
    choose(visitor, how="good")
    with visitor.page.expect_navigation():
        visitor.page.press('input[name="how"][value="good"]', "Enter")
    assert Answer.objects.get().values == {"how": "good"}


@WITH_AND_WITHOUT
def test_another_language_keeps_what_was_chosen(visit: Visit, check_in, has_script):
    visitor = visit(has_script=has_script, width=320)
    visitor.open(path(check_in))
    choose(visitor, how="hard")
    visitor.page.fill('textarea[name="words"]', "not sent yet")
    visitor.press(".bar__language")
    assert visitor.page.get_attribute("html", "lang") == "es"
    assert visitor.page.is_checked('input[name="how"][value="hard"]')
    assert visitor.page.input_value('textarea[name="words"]') == "not sent yet"
    assert not Answer.objects.exists()


def test_an_empty_form_says_what_is_missing_and_keeps_the_words(visit: Visit, check_in):
    visitor = visit(width=320)
    visitor.open(path(check_in))
    visitor.page.fill('textarea[name="words"]', "kept words")
    visitor.press(SEND)
    assert visitor.page.locator(".error-summary").is_visible()
    assert visitor.page.input_value('textarea[name="words"]') == "kept words"


@WITH_AND_WITHOUT
def test_stop_is_one_tap_and_one_confirmation(visit: Visit, check_in, has_script):
    visitor = visit(has_script=has_script, width=320)
    visitor.open(path(check_in))
    visitor.press(".check-in__more li:nth-child(1) a")
    visitor.press(".actions .button")
    assert visitor.page.inner_text("h1") == "These messages are stopped"
    assert Aftercare.objects.get().state_reason == "stopped_by_person"


def test_reach_and_delete_are_as_calm(visit: Visit, check_in):
    visitor = visit(width=320)
    visitor.open(path(check_in))
    visitor.press(".check-in__more li:nth-child(2) a")
    choose(visitor, email="others")
    visitor.press(".actions .button")
    assert visitor.page.locator('[role="status"]').is_visible()
    visitor.open(path(check_in, CheckInPage.DELETE))
    visitor.press(".actions .button")
    assert Flag.objects.get().kind == "delete_asked"


def test_an_ended_link_offers_a_fresh_one_and_tells_nothing(visit: Visit, check_in):
    CheckInLink.objects.update(expires_at=clock.now() - timedelta(minutes=1))
    visitor = visit(width=320)
    visitor.open(path(check_in))
    ours = visitor.page.content()
    visitor.press(".actions .button")
    assert "a new one is on its way" in visitor.page.inner_text("main")
    visitor.open(f"/w/c/{'u' * 24}/en/")
    assert visitor.page.content() == ours
    # The browser notes that the page is gone (410), which is what it is.
    visitor.complaints[:] = [text for text in visitor.complaints if "410" not in text]


def test_targets_are_large_and_the_page_is_light_and_dark(visit: Visit, check_in):
    for scheme in ("light", "dark"):
        visitor = visit(width=320, scheme=scheme)
        visitor.open(path(check_in))
        assert small_targets(visitor.page) == []


def test_leaving_puts_a_harmless_page_in_place(visit: Visit, check_in):
    visitor = visit()
    visitor.page.route(re.compile("weather.gov"), lambda route: route.fulfill(body="<title>Weather</title>"))
    visitor.open(path(check_in))
    visitor.page.click(".bar__button")
    visitor.page.wait_for_url(re.compile("weather.gov"))
    assert not Answer.objects.exists()


def test_silence_ends_in_a_call_and_not_in_an_exit(check_in):
    sweep_aftercare(now=check_in.asked_at + timedelta(days=4))
    assert [(flag.kind, flag.task.kind) for flag in Flag.objects.all()] == [("silence", "check_in_call")]
    assert Aftercare.objects.get().state == "active"
