"""The call log: whatever is there can be kept, nothing is asked twice, and a call that is no lead leaves no trace of anybody."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from clinics.models import Membership
from core import clock
from intake.domain.staff_drafts import draft_body, save_draft
from intake.models import Call, ContactPoint, Lead, Note, Submission, Task
from intake.states import NotALead, TaskKind
from tests.desk.conftest import read_entries, signed_in
from tests.factories import make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db
LOG = "/desk/calls/"


def words_of(clinic, **words):
    return {"key": str(uuid4()), "clinic": str(clinic.id), "number": "(202) 555-0147", "who": "self", "outcome": "info_given", **words}


def save(browser, clinic, **words):
    return browser.post(LOG, words_of(clinic, **words), follow=True)


def test_a_logged_call_becomes_a_lead_with_its_next_step(desk, dana, clinic) -> None:
    answer = save(
        desk,
        clinic,
        name="Maria",
        safe="yes",
        may_text="yes",
        voicemail="first_name",
        if_cut_off="call_back",
        about=["cost", "opioids"],
        outcome="callback_booked",
        step="tomorrow",
        owner="me",
        note="asks about costs",
    )

    assert answer.redirect_chain[-1][0] == reverse("desk:home") + "#next-up"
    assert b"Saved." in answer.content
    lead, call, point = Lead.objects.get(), Call.objects.get(), ContactPoint.objects.get()
    assert (lead.contact_person.name, lead.topics, lead.status) == ("Maria", ["cost", "opioids"], "in_touch")
    assert (call.agent, call.direction, call.outcome, call.number) == (dana, "in", "callback_booked", "+12025550147")
    assert (point.may_call, point.may_text, point.voicemail) == (True, True, "first_name")
    task = Task.objects.get(state="open")
    assert (task.kind, task.assignee) == (TaskKind.CALLBACK, dana)
    assert Note.objects.get().text == "asks about costs"


def test_what_was_not_asked_is_not_allowed(desk, clinic) -> None:
    save(desk, clinic)

    point = ContactPoint.objects.get()
    assert (point.may_call, point.may_text, point.voicemail) == (False, False, "none")


@pytest.mark.parametrize("missing", ["who", "outcome"])
def test_a_call_without_its_answers_is_kept_and_comes_back(desk, dana, clinic, missing) -> None:
    answer = save(desk, clinic, **{missing: ""})

    assert b"Saved. It needs details" in answer.content
    assert Task.objects.filter(kind=TaskKind.NEEDS_DETAILS, assignee=dana).count() == 1
    assert b"Needs details before the end of the shift" in answer.content


def test_one_call_saved_twice_is_one_call(desk, clinic) -> None:
    key = str(uuid4())
    for _press in range(2):
        save(desk, clinic, key=key, step="hour", note="once")

    assert (Call.objects.count(), Lead.objects.count(), Submission.objects.count(), Note.objects.count()) == (1, 1, 1, 1)


def test_a_call_saved_again_with_more_answers_is_the_same_call_told_better(desk, clinic) -> None:
    key = str(uuid4())
    save(desk, clinic, key=key, outcome="")
    save(desk, clinic, key=key, outcome="info_given")

    assert (Call.objects.count(), Lead.objects.count()) == (1, 1)
    assert Call.objects.get().outcome == "info_given"


@pytest.mark.parametrize("kind", NotALead.values)
def test_a_call_that_is_no_lead_keeps_no_personal_data(desk, clinic, kind) -> None:
    answer = desk.post(LOG, words_of(clinic, name="Somebody", note="private words", not_a_lead=kind), follow=True)

    assert b"Saved without any personal data." in answer.content
    call = Call.objects.get()
    assert (call.not_a_lead, call.number, call.number_hash, call.lead) == (kind, "", "", None)
    assert not Submission.objects.exists()
    assert not Note.objects.exists()


def test_a_call_that_is_no_lead_forgets_its_draft(desk, dana, clinic) -> None:
    words = words_of(clinic, not_a_lead="hang_up")
    save_draft(staff=dana, key=f"call:{words['key']}", body={"name": "Somebody"}, now=clock.now())

    desk.post(LOG, words)

    assert draft_body(staff=dana, key=f"call:{words['key']}") is None


def test_danger_now_makes_it_urgent(desk, clinic) -> None:
    save(desk, clinic, danger_now="on", outcome="")

    assert Lead.objects.get().severity <= 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"step": "pick", "step_at": "2020-01-01T10:00"}, "This time has passed."),
        ({"started_at": "2099-01-01T10:00"}, "This time is still to come."),
        ({"started_at": "9999-12-31T23:59"}, "This time is still to come."),
        ({"step": "pick", "step_at": "9999-12-31T23:59"}, "more than a year away"),
        ({"minutes": "-3"}, "greater than or equal to 0"),
        ({"clinic": "elsewhere"}, "Select a valid choice"),
    ],
)
def test_a_slip_is_told_and_every_word_stays(desk, clinic, words, sentence) -> None:
    answer = desk.post(LOG, words_of(clinic, name="Maria", note="do not lose me") | words)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "do not lose me" in page
    assert not Call.objects.exists()


def test_a_past_call_is_logged_with_its_time_for_a_colleague(desk, clinic) -> None:
    sam = make_staff(clinic, name="Sam")

    line = clinic.phone_lines.get()
    save(desk, clinic, started_at="2026-01-05T10:00", minutes="7", on_behalf_of=str(sam.id), direction="out", line=str(line.id))

    call = Call.objects.get()
    assert (call.agent, call.duration_seconds, call.direction, call.line) == (sam, 420, "out", line)
    assert call.started_at.isoformat() == "2026-01-05T15:00:00+00:00"


@pytest.mark.parametrize(("ago", "is_believed"), [(timedelta(minutes=4), True), (timedelta(days=3), False), (-timedelta(hours=1), False)])
def test_a_call_began_when_its_page_was_opened(desk, clinic, ago, is_believed) -> None:
    opened = clock.now() - ago

    save(desk, clinic, opened_at=opened.isoformat())

    assert (abs(Call.objects.get().started_at - opened) < timedelta(seconds=2)) is is_believed


def test_a_call_of_one_clinic_never_lands_in_another(clinic) -> None:
    other = make_clinic(discreet_name="River Office")
    dana = make_staff(clinic)
    browser = signed_in(dana)

    assert browser.post(LOG, words_of(other)).status_code == 422
    Membership.objects.create(staff=dana, clinic=other, role="staff")
    browser.post(LOG, words_of(other))
    assert Lead.objects.get().clinic == other


# Who is calling


def match(browser, clinic, number):
    return browser.post(reverse("desk:call-matches"), words_of(clinic, number=number)).content.decode()


def test_nobody_is_named_when_nobody_fits(desk, clinic) -> None:
    assert "New caller" in match(desk, clinic, "(202) 555-0199")
    assert "callers" not in match(desk, clinic, "")


@pytest.mark.parametrize("typed", ["202-555-0147", "202/555 0147", "+1 (202) 555.0147", "202 555 0147 x12"])
def test_one_person_is_found_however_the_number_is_typed(desk, clinic, typed) -> None:
    receive(clinic, name="Maria")

    found = match(desk, clinic, typed)

    assert "Say the name only after they gave it." in found
    assert "Maria" in found
    assert len(read_entries("caller.matched")[-1].shown_ids) == 1


def test_several_people_are_shown_with_none_chosen(desk, clinic) -> None:
    receive(clinic, name="Maria")
    receive(clinic, name="Rosa")

    found = match(desk, clinic, "202 555 0147")

    assert "2 people use this number." in found
    assert "name anyone first." in found
    checked = re.findall(r'value="([^"]*)" checked', found)
    assert checked == [""]


def test_the_last_four_digits_are_only_a_maybe(desk, clinic) -> None:
    receive(clinic, name="Maria")

    assert "Maybe: the last four digits are the same." in match(desk, clinic, "0147")
    assert "New caller" in match(desk, clinic, "147")


def test_a_code_finds_who_wanted_no_contact(desk, clinic) -> None:
    lead = receive(clinic, reach="none", phone="").lead

    assert "The code fits this inquiry." in match(desk, clinic, lead.code.lower())
    assert "New caller" in match(desk, clinic, "ZZZZZ9")


def test_people_of_another_clinic_are_nobody_here(desk, clinic) -> None:
    receive(make_clinic(), name="Maria")

    assert "Maria" not in match(desk, clinic, "202 555 0147")


def test_without_a_script_the_page_comes_back_with_who_it_may_be(desk, clinic) -> None:
    receive(clinic, name="Maria")

    page = desk.post(LOG, words_of(clinic, do="match", note="typed before")).content.decode()

    assert "One person uses this number." in page
    assert "typed before" in page
    assert not Call.objects.exists()


def test_a_call_of_somebody_known_joins_their_lead(desk, clinic) -> None:
    lead = receive(clinic, name="Maria").lead

    save(desk, clinic, lead=str(lead.id))

    assert Call.objects.get().lead == lead
    assert Lead.objects.count() == 1


def test_a_code_is_never_kept_as_a_number(desk, clinic) -> None:
    lead = receive(clinic, reach="none", phone="").lead

    save(desk, clinic, number=lead.code, lead=str(lead.id))

    assert Call.objects.get().number == ""


def test_a_call_can_start_from_a_lead(desk, clinic) -> None:
    lead = receive(clinic, name="Maria").lead

    page = desk.get(LOG, {"lead": str(lead.id)}).content.decode()
    assert "This call belongs to:" in page
    assert "Maria" in page
    elsewhere = receive(make_clinic(), name="Rosa").lead
    for odd in (str(elsewhere.id), "nonsense"):
        assert "This call belongs to:" not in desk.get(LOG, {"lead": odd}).content.decode()


# Half-written calls


def test_a_draft_is_taken_up_again_by_its_writer_alone(desk, dana, clinic) -> None:
    key = str(uuid4())
    words = {"draft_key": f"call:{key}", "name": "Half a name", "about": ["cost", "alcohol"], "who": "caring", "csrfmiddlewaretoken": "x"}
    assert desk.post(reverse("desk:draft"), words).status_code == 204

    page = desk.get(LOG, {"draft": key}).content.decode()
    assert "Half a name" in page
    assert page.count("checked") >= 3
    assert "csrfmiddlewaretoken" not in draft_body(staff=dana, key=f"call:{key}")
    colleague = signed_in(make_staff(clinic, name="Sam"))
    assert "Half a name" not in colleague.get(LOG, {"draft": key}).content.decode()
    assert "A call you were logging" in desk.get(reverse("desk:home")).content.decode()

    save(desk, clinic, key=key)
    assert draft_body(staff=dana, key=f"call:{key}") is None


def test_a_draft_with_one_topic_is_taken_up_again(desk, clinic) -> None:
    key = str(uuid4())
    desk.post(reverse("desk:draft"), {"draft_key": f"call:{key}", "about": "cost"})

    assert re.search(r'value="cost"[^>]*checked', desk.get(LOG, {"draft": key}).content.decode())


def test_an_emptied_draft_is_forgotten(desk, dana) -> None:
    key = f"note:{uuid4()}"
    desk.post(reverse("desk:draft"), {"draft_key": key, "text": "words"})
    desk.post(reverse("desk:draft"), {"draft_key": key, "text": ""})

    assert draft_body(staff=dana, key=key) is None


@pytest.mark.parametrize(
    "words", [{"draft_key": "settings:1", "text": "x"}, {"text": "x"}, {"draft_key": f"note:{uuid4()}", "text": "x" * 20_001}]
)
def test_an_odd_draft_is_refused(desk, words) -> None:
    assert desk.post(reverse("desk:draft"), words).status_code == 400


@pytest.mark.parametrize("draft", ["nonsense", "01a1fc4d-0000-7000-8000-000000000000"])
def test_an_unknown_draft_is_an_empty_page(desk, draft) -> None:
    assert desk.get(LOG, {"draft": draft}).status_code == 200
