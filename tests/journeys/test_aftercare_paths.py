"""Aftercare as it is lived: answers in Spanish and answers that change, silence, a consent taken back, everything stopped."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from clinics.models import Clinic
from core import clock
from followup.domain.aftercare.supporting import SupporterWish
from followup.domain.aftercare.sweeping import sweep_aftercare
from followup.models import Aftercare, Answer, CheckIn, CheckInLink, Flag, Message, Supporter
from intake.models import ContactPoint, Task
from records.domain.supporting import add_supporter
from tests.factories import NOW, make_clinic, make_staff
from tests.followup.aftercare.builders import TODAY, asked, enter, token_of
from tests.followup.builders import go_live
from tests.journeys.colleagues import sign_in
from tests.journeys.visitors import WITH_AND_WITHOUT, Visitor
from tests.records.builders import make_consent, make_keeper

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Visitor]
SEND = "#check-in .actions .button"
WIDTHS = pytest.mark.parametrize("width", [1280, 320])


def live_check_in(clinic: Clinic, **words: str) -> CheckIn:
    """Somebody who was asked, with links that live at the browser's time too."""
    found = asked(clinic, name="Zoe Quill", phone="(202) 555-0163", **words)
    CheckInLink.objects.update(expires_at=clock.now() + timedelta(days=7))
    return found


@WITH_AND_WITHOUT
@pytest.mark.parametrize(
    ("how", "call", "words", "heading", "kinds"),
    [
        ("good", "no", "", "Gracias por contarnos.", []),
        ("hard", "today", "No duermo bien.", "Gracias por contarnos.", ["asked_call", "hard_time", "words"]),
        ("ok", "week", "Esta noche me voy a matar.", "Ayuda ahora mismo", ["asked_call", "danger", "words"]),
    ],
)
def test_every_answer_in_spanish_on_the_smallest_phone(visit: Visit, oak, has_script, how, call, words, heading, kinds):
    go_live()
    check_in = live_check_in(oak, language="es")
    visitor = visit(has_script=has_script, width=320)
    visitor.open(f"/w/c/{token_of(check_in)}/es/")
    assert visitor.page.inner_text("h1, legend >> nth=0")
    visitor.page.check(f'input[name="how"][value="{how}"]')
    visitor.page.check(f'input[name="call"][value="{call}"]')
    visitor.page.fill('textarea[name="words"]', words)
    visitor.press(SEND)
    assert (visitor.page.get_attribute("html", "lang"), visitor.page.inner_text("h1")) == ("es", heading)
    assert sorted({flag.kind for flag in Flag.objects.all()}) == kinds
    # Nothing of the person, the clinic or the subject stands on the page.
    shown = visitor.page.content()
    assert [word for word in ("Zoe", "Quill", "Oak", "naltrex", "adicc", words or "Zoe") if word in shown] == []


def test_an_answer_may_change_for_a_day_unseen_and_then_the_link_has_ended(visit: Visit, oak):
    go_live()
    check_in = live_check_in(oak)
    path = f"/w/c/{token_of(check_in)}/en/"
    visitor = visit(width=320)
    visitor.open(path)
    visitor.press('main button[value="now"]')
    assert visitor.page.inner_text("h1") == "Help right now"
    # Whoever finds the link afterwards learns nothing of that, whatever they tap.
    for how in ("good", "hard"):
        visitor.open(path)
        assert visitor.page.locator('input[name="how"]:checked').count() == 0
        visitor.page.check(f'input[name="how"][value="{how}"]')
        visitor.press(SEND)
        assert visitor.page.inner_text("h1") == "Thanks for telling us."
    assert [answer.values["how"] for answer in Answer.objects.order_by("at", "id")] == ["help", "good", "hard"]
    assert set(Flag.objects.filter(ended_at=None).values_list("kind", flat=True)) == {"help_now", "hard_time"}

    CheckIn.objects.filter(id=check_in.id).update(answered_at=clock.now() - timedelta(hours=25))
    visitor.open(path)
    assert visitor.page.inner_text("h1") == "This link has ended"
    used = visitor.page.content()
    visitor.open(f"/w/c/{'u' * 24}/en/")
    assert visitor.page.content() == used
    visitor.complaints[:] = [text for text in visitor.complaints if "410" not in text]


@WIDTHS
def test_silence_is_called_three_times_and_ends_with_a_person_and_a_kind_word(browser: Browser, live_server, width: int) -> None:
    go_live()
    clinic = make_clinic(discreet_name="Oak Office")
    nurse = make_staff(clinic, roles=("clinician",), name="Ana")
    check_in = live_check_in(clinic)
    ContactPoint.objects.filter(kind="phone").update(may_call=True)
    sweep_aftercare(now=check_in.asked_at + timedelta(days=4))
    colleague = sign_in(browser, live_server.url, nurse, width=width)
    for tries in range(1, 4):
        colleague.open("/desk/aftercare/")
        assert "Not heard from" in colleague.page.inner_text("main")
        colleague.press("text=Zoe Quill")
        colleague.page.check('#contact input[value="no_answer"]')
        colleague.press("#contact .button")
        assert Task.objects.get(kind="check_in_call").attempts == tries
    left = Task.objects.filter(state="open", dedupe_key__startswith="aftercare_")
    assert list(left.values_list("kind", "severity")) == [("review", 2)]
    assert Message.objects.filter(dedupe_key__startswith="caring:").count() == 1
    assert Aftercare.objects.get().state == "active"
    assert colleague.complaints == []


@WIDTHS
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_check_in_by_phone_takes_the_reminder_back(browser: Browser, live_server, width: int, language: str) -> None:
    go_live()
    clinic = make_clinic()
    nurse = make_staff(clinic, roles=("clinician",), name="Ana", interface_language=language)
    check_in = live_check_in(clinic)
    sweep_aftercare(now=check_in.asked_at + timedelta(days=2))
    assert Message.objects.filter(state="pending", purpose="check_ins").count() == 2
    colleague = sign_in(browser, live_server.url, nurse, width=width)
    colleague.open(f"/desk/aftercare/{check_in.aftercare_id}/check-in/")
    assert colleague.page.get_attribute("html", "lang") == language
    colleague.page.check('input[name="how"][value="hard"]')
    colleague.page.check('input[name="call"][value="no"]')
    colleague.press("main form .button")
    assert set(Message.objects.filter(purpose="check_ins").values_list("state", "why_not")) == {("skipped", "superseded")}
    colleague.open("/desk/aftercare/")
    brief = {"en": "Call: No", "es": "Llamada: No"}[language]
    assert brief in " ".join(colleague.page.inner_text("main").split())
    assert colleague.complaints == []


@WIDTHS
def test_a_consent_taken_back_ends_the_notes_to_a_supporter(browser: Browser, live_server, width: int) -> None:
    go_live()
    clinic = make_clinic()
    keeper = make_keeper(clinic)
    aftercare = enter(clinic, staff=keeper, name="Zoe Quill")
    consent = make_consent(aftercare.person, staff=keeper, expires_on=TODAY + timedelta(days=300))
    ends_on = TODAY + timedelta(days=300)
    wish = SupporterWish(consent.id, "Rosa", "rosa@example.org", "es", 28, ends_on, agreed=True)
    add_supporter(aftercare_id=aftercare.id, wish=wish, staff=keeper, now=NOW)
    sweep_aftercare(now=NOW + timedelta(days=28))
    assert Message.objects.get(dedupe_key__startswith="supporter:").state == "pending"

    colleague = sign_in(browser, live_server.url, keeper, width=width)
    colleague.open(f"/desk/people/{aftercare.person_id}/records/")
    form = f'form[action*="{consent.id}/revoke"]'
    colleague.page.locator("details", has=colleague.page.locator(form)).first.locator("summary").first.click()
    for field in colleague.page.locator(f"{form} select").all():
        field.select_option(index=1)
    for field in colleague.page.locator(f'{form} input[type="radio"]').all()[:1]:
        field.check()
    for field in colleague.page.locator(f'{form} input[type="date"]').all():
        field.fill(TODAY.isoformat())
    colleague.press(f"{form} .button")
    assert (Supporter.objects.get().end_reason, Message.objects.get(dedupe_key__startswith="supporter:").state) == ("revoked", "skipped")
    colleague.open(f"/desk/aftercare/{aftercare.id}/")
    supporters = colleague.page.locator("section", has=colleague.page.locator("#supporters-title"))
    assert "Rosa ended" in " ".join(supporters.inner_text().split())
    assert colleague.complaints == []


@WIDTHS
def test_stopping_everything_ends_aftercare_and_its_links_at_once(browser: Browser, live_server, visit: Visit, oak, width: int) -> None:
    go_live()
    supervisor = make_staff(oak, roles=("supervisor",), name="Ana")
    check_in = live_check_in(oak)
    sweep_aftercare(now=check_in.asked_at + timedelta(days=4))
    assert Task.objects.filter(state="open", kind="check_in_call").exists()

    colleague = sign_in(browser, live_server.url, supervisor, width=width)
    colleague.open(f"/desk/leads/{check_in.aftercare.lead_id}/follow-up/stop/")
    colleague.page.check('main input[value="died"]')
    for tick in colleague.page.locator('main form input[type="checkbox"]').all():
        tick.check()
    colleague.press("main form .button--danger")
    assert Aftercare.objects.get().state_reason == "died"
    assert not Task.objects.filter(state="open", kind__in=["check_in_call", "first_contact", "review"]).exists()
    assert not Message.objects.filter(state__in=["pending", "held", "claimed"], staff=None).exists()
    colleague.open("/desk/aftercare/")
    assert "Zoe Quill" not in colleague.page.inner_text("main")
    assert colleague.complaints == []

    visitor = visit(width=320)
    visitor.open(f"/w/c/{token_of(check_in)}/en/")
    assert visitor.page.inner_text("h1") == "This link has ended"
    visitor.complaints[:] = [text for text in visitor.complaints if "410" not in text]
