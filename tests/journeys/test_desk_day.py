"""A day at the desk: an inquiry arrives, is taken, called and followed up; a call is logged; every screen is looked at."""

import re

import pytest
from playwright.sync_api import expect

from clinics.models import Staff
from core import clock
from intake.domain.claiming import claim_task
from intake.models import Call, Lead, Note, Task
from intake.states import SubmissionState, TaskKind
from tests.factories import first_task, make_clinic, make_staff, receive
from tests.journeys.colleagues import sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
BOTH = pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


@pytest.fixture
def clinic():
    return make_clinic(discreet_name="Oak Office")


@pytest.fixture
def dana(clinic):
    return make_staff(clinic, name="Dana")


@pytest.fixture
def arrive(clinic):
    def arrive_now(**words):
        return receive(clinic, now=clock.now(), **words)

    return arrive_now


@pytest.fixture
def work_as(browser, live_server):
    opened = []

    def open_window(staff: Staff, **options):
        colleague = sign_in(browser, live_server.url, staff, **options)
        opened.append(colleague)
        return colleague

    yield open_window
    for colleague in opened:
        assert colleague.complaints == []
        colleague.page.context.close()


@BOTH
@WIDTHS
def test_from_inquiry_to_call_outcome(work_as, dana, arrive, has_script, width):
    arrive(name="Rosa", phone="202 555 0111")
    lead = arrive(name="Maria", safe="no", own_words="Can I talk to somebody?").lead
    at_work = work_as(dana, has_script=has_script, width=width)
    at_work.open("/desk/queues/")
    expect(at_work.page.locator(".work-row").first).to_contain_text("Maria")
    at_work.press("text=Take next")
    expect(at_work.page).to_have_url(re.compile(rf"/desk/leads/{lead.id}/"))
    expect(at_work.page.locator("h1")).to_have_text("Maria")
    expect(at_work.page.locator(".strip")).to_contain_text("No voicemail")
    at_work.page.check("#outcome [value=callback_booked]")
    at_work.page.check("#outcome [value=tomorrow]")
    at_work.page.check("#outcome [value=me]")
    at_work.page.fill("#outcome textarea >> nth=0", "Wants to talk with her sister first")
    at_work.press("text=Save outcome")
    expect(at_work.page.locator(".notice").first).to_contain_text("Saved. Next: Call back")
    expect(at_work.page.locator(".entries")).to_contain_text("Wants to talk with her sister first")
    task = Task.objects.get(lead=lead, state="open")
    assert (task.kind, task.assignee, Call.objects.get().outcome) == (TaskKind.CALLBACK, dana, "callback_booked")
    at_work.open("/desk/")
    expect(at_work.page.locator("main")).to_contain_text("Maria")


# The longer words on the narrow screen, the wide one in English: the other two pairs would take a minute of every run.
@pytest.mark.parametrize(("language", "width"), [("es", 360), ("en", 1280)])
def test_every_screen_in_every_state(work_as, clinic, dana, arrive, width, language):
    dana.interface_language = language
    dana.save()
    at_work = work_as(dana, width=width)
    for path in ("/desk/", "/desk/queues/", "/desk/queues/?view=overdue", "/desk/calls/", "/desk/search/"):
        at_work.open(path)
    calm = arrive(name="María de los Ángeles Fernández-Villanueva", reach="email", email="m@example.org", language="es")
    grave = arrive(phone="202 555 0112", own_words="I want to kill myself tonight", if_someone_else="Say it is the dentist, please")
    quiet = arrive(reach="none", phone="", name="")
    blocked = arrive(phone="202 555 0114", reach="text")
    arrive(phone="202 555 0114", reach="text")
    claim_task(task_id=first_task(blocked).id, staff=make_staff(clinic, name="Sam"), now=clock.now())
    claim_task(task_id=first_task(calm).id, staff=dana, now=clock.now())
    for path in ("/desk/", "/desk/queues/"):
        at_work.open(path)
    for lead in (calm.lead, grave.lead, quiet.lead, blocked.lead):
        at_work.open(f"/desk/leads/{lead.id}/")
        at_work.page.evaluate("document.querySelectorAll('details:not([name])').forEach(part => part.open = true)")
        at_work.look()
        for part in ("email", "reply"):
            at_work.page.evaluate(f"document.getElementById('{part}').open = true")
            at_work.look()
    at_work.open(f"/desk/tasks/{first_task(calm).id}/")
    at_work.open(f"/desk/calls/?lead={calm.lead.id}")
    at_work.page.locator(".call-more summary").click()
    at_work.look()


def test_states_that_come_back(work_as, clinic, dana, arrive):
    received = arrive(name="Maria", reach="email", email="m@example.org")
    at_work = work_as(dana)
    at_work.open(f"/desk/leads/{received.lead.id}/")
    at_work.page.check("#outcome [value=callback_booked]")
    at_work.page.fill("#outcome textarea >> nth=0", "kept words")
    at_work.press("text=Save outcome")
    expect(at_work.page.locator(".error-summary")).to_be_focused()
    expect(at_work.page.locator("#outcome textarea >> nth=0")).to_have_value("kept words")
    at_work.page.click("#email summary")
    at_work.page.fill("#email [name=subject]", "About Tuesday")
    expect(at_work.page.locator(".lock-line")).to_contain_text("Oak Office About Tuesday")
    at_work.page.fill("#email [name=body]", "Dana here.")
    Lead.objects.filter(id=received.lead.id).update(status="in_touch")
    at_work.press("#email [value=send]")
    expect(at_work.page.locator(".notice").first).to_contain_text("Practice mode")
    expect(at_work.page.locator(".entries")).to_contain_text("E-mail by Dana: Held")
    received.submission.state = SubmissionState.NEEDS_HUMAN
    received.submission.lead = None
    received.submission.save()
    Task.objects.filter(lead=received.lead).update(lead=None, submission=received.submission, number_hash="")
    at_work.open(f"/desk/tasks/{Task.objects.first().id}/")
    at_work.open("/desk/search/")
    at_work.page.fill("main [name=text]", "maria")
    at_work.press("main .search-box button")
    expect(at_work.page.locator("#found-title")).to_have_text("1 inquiry found")
    assert "maria" not in at_work.page.url


def test_the_strip_is_never_scrolled_away_and_hides_no_focus(work_as, dana, arrive):
    lead = arrive(own_words="words " * 600).lead
    at_work = work_as(dana, height=700)
    at_work.open(f"/desk/leads/{lead.id}/")
    at_work.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert at_work.page.locator(".strip").bounding_box()["y"] >= 0
    bottom = at_work.page.evaluate("document.querySelector('.lead-head').getBoundingClientRect().bottom")
    for _step in range(12):
        at_work.page.keyboard.press("Shift+Tab")
        focused = "document.activeElement.closest('.aside, .rail') ? 9999 : document.activeElement.getBoundingClientRect().bottom"
        assert at_work.page.evaluate(focused) > bottom


def test_news_is_offered_and_never_pushed(work_as, dana, arrive):
    arrive(name="Maria")
    at_work = work_as(dana)
    at_work.page.clock.install()
    at_work.open("/desk/queues/")
    arrive(name="Rosa", phone="202 555 0111", safe="no")
    at_work.page.clock.run_for(21_000)
    offer = at_work.page.locator(".news")
    expect(offer).to_have_text("1 new – Show")
    expect(at_work.page.locator("#live")).to_have_text("1 new – Show")
    assert at_work.page.locator(".work-row").count() == 1
    offer.click()
    expect(at_work.page.locator(".work-row")).to_have_count(2)
    expect(at_work.page.locator(".work-row a").first).to_be_focused()
    at_work.look()


def test_a_whole_call_takes_at_most_fifty_keys(work_as, clinic, dana):
    at_work = work_as(dana)
    at_work.open("/desk/calls/")
    keys = []

    def press(key, times=1):
        for _time in range(times):
            at_work.page.keyboard.press(key)
            keys.append(key)

    def type_(words):
        for letter in words:
            press("Space" if letter == " " else letter)

    type_("2025550147")
    # self; her name; safe to talk; voicemail with a first name; call back if we are cut off; information given; a note
    for tabs, words in ((1, "1"), (1, "Ana"), (1, "1"), (2, "2"), (2, "1"), (8, "4"), (3, "asks cost")):
        press("Tab", tabs)
        type_(words)
    press("Control+Enter")
    expect(at_work.page.locator(".notice").first).to_contain_text("Saved.")
    assert len(keys) <= 50
    lead = Lead.objects.get()
    assert (lead.contact_person.name, Note.objects.get().text, Call.objects.get().outcome) == ("Ana", "asks cost", "info_given")
    point = lead.contact_person.contact_points.get()
    assert (point.value, point.may_call, point.voicemail) == ("+12025550147", True, "first_name")
    expect(at_work.page.locator("#next-up")).to_be_focused()


def test_a_hang_up_takes_three_keys(work_as, dana):
    at_work = work_as(dana)
    at_work.open("/desk/calls/")
    for key in ("Shift+Tab", "ArrowRight", "Enter"):
        at_work.page.keyboard.press(key)
    expect(at_work.page.locator(".notice").first).to_contain_text("without any personal data")
    assert Call.objects.get().not_a_lead == "hang_up"


def test_who_may_be_calling_shows_up_by_itself(work_as, dana, arrive):
    arrive(name="Maria")
    arrive(name="Rosa")
    at_work = work_as(dana)
    at_work.open("/desk/calls/")
    at_work.page.keyboard.type("(202) 555-0147")
    at_work.page.keyboard.press("Tab")
    expect(at_work.page.locator("#callers")).to_contain_text("2 people use this number.")
    at_work.look()


def test_half_a_note_survives_a_closed_lid(work_as, dana, arrive):
    lead = arrive().lead
    at_work = work_as(dana)
    at_work.page.clock.install()
    at_work.open(f"/desk/leads/{lead.id}/")
    at_work.page.fill("#note textarea", "half a sen")
    at_work.page.clock.run_for(2_100)
    expect(at_work.page.locator("#note [data-draft-state]")).to_contain_text("Saved")
    again = work_as(dana)
    again.open(f"/desk/leads/{lead.id}/")
    expect(again.page.locator("#note textarea")).to_have_value("half a sen")
    again.page.keyboard.press("Tab")
    again.page.locator("#note textarea").press("Control+Enter")
    expect(again.page.locator(".notice").first).to_contain_text("Note saved.")
    expect(again.page.locator("#note textarea")).to_have_value("")


def test_a_call_goes_on_after_a_refresh(work_as, dana):
    at_work = work_as(dana)
    at_work.open("/desk/calls/")
    at_work.page.fill("[name=name]", "Maria")
    at_work.page.fill("[name=note]", "asks")
    with at_work.page.expect_response("**/desk/drafts/"):
        at_work.page.locator("[name=note]").blur()
    expect(at_work.page).to_have_url(re.compile(r"\?draft=[0-9a-f-]{36}$"))
    at_work.page.reload()
    expect(at_work.page.locator("[name=name]")).to_have_value("Maria")


def test_two_people_press_at_once_and_one_is_told(work_as, clinic, dana, arrive):
    task = first_task(arrive())
    sam = make_staff(clinic, name="Sam")
    first, second = work_as(sam), work_as(dana)
    for colleague in (first, second):
        colleague.open("/desk/queues/")
    first.press(".work-row button:has-text('Claim')")
    second.press(".work-row button:has-text('Claim')")
    expect(second.page.locator(".notice").first).to_contain_text(re.compile(r"Sam took this \d+ s ago\."))
    assert Task.objects.get(id=task.id).claimed_by == sam
