"""The lead's page: what it shows, what may be done, and that each press does one thing once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from core import clock
from intake.domain.claiming import claim_task
from intake.domain.seen_now import colleagues_here
from intake.models import Call, ContactPoint, Lead, MaybeSame, Note, Task
from intake.states import TaskKind
from tests.desk.conftest import read_entries, signed_in
from tests.factories import first_task, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db


def arrive(clinic, **words):
    return receive(clinic, now=clock.now(), **words)


def open_page(browser, lead):
    answer = browser.get(reverse("desk:lead", args=[lead.id]))
    assert answer.status_code == 200
    return answer.content.decode()


def post(browser, name, argument, follow=True, **words):
    return browser.post(reverse(f"desk:{name}", args=[argument]), {"key": str(uuid4()), **words}, follow=follow)


def outcome(browser, received, *, follow=True, **words):
    return post(browser, "lead-attempt", received.lead.id, follow, task=first_task(received).id, **words)


# What it shows


def test_the_page_shows_who_how_why_and_when(desk, clinic) -> None:
    received = arrive(
        clinic,
        name="Maria",
        voicemail="first_name",
        own_words="Is the first visit free?",
        topics=["cost"],
        if_someone_else="Say it is the dentist",
    )

    page = open_page(desk, received.lead)

    for words in (
        "Maria",
        "(202) 555-0147",
        "Voicemail: first name only",
        "If someone else answers: Say it is the dentist",
        "Is the first visit free?",
        "Cost",
        "Why is this here?",
        "Everything else",
        "First contact",
        "No contact yet. The first attempt is due",
        "Only staff see this",
        "First live contact",
    ):
        assert words in page


def test_one_look_is_one_audit_row(desk, dana, clinic) -> None:
    lead = arrive(clinic).lead

    open_page(desk, lead)

    (entry,) = read_entries("lead.read")
    assert (entry.actor_id, entry.object_id, entry.clinic_id) == (dana.id, lead.id, clinic.id)


def test_a_danger_shows_its_words_its_rule_and_its_version(desk, clinic) -> None:
    lead = arrive(clinic, own_words="I want to kill myself tonight").lead
    flag = lead.flags.get(code="self_harm")

    page = open_page(desk, lead)

    assert "Emergency: act now" in page
    for words in (flag.words, flag.rule, flag.rule_version):
        assert words in page


def test_blocked_ways_to_reach_somebody_say_why(desk, clinic) -> None:
    page = open_page(desk, arrive(clinic, reach="text", email="m@example.org").lead)

    assert "They did not say that calling is OK." in page
    assert "They did not say that e-mail is OK." in page
    assert "tel:" not in page
    assert 'href="sms:+12025550147"' in page


def test_somebody_who_will_contact_us_is_not_to_be_contacted(desk, clinic) -> None:
    page = open_page(desk, arrive(clinic, reach="none", phone="").lead)

    assert "Don't contact them. They will contact us with their code." in page
    assert "There is no phone number." in page


def test_the_same_number_is_told_without_a_name(desk, clinic) -> None:
    first = arrive(clinic, name="Rosalinda").lead
    second = arrive(clinic, name="Maria").lead

    page = open_page(desk, second)

    assert "Another inquiry with the same number" in page
    assert reverse("desk:lead", args=[first.id]) in page
    assert "Rosalinda" not in page


def test_consents_show_the_very_words_that_were_shown(desk, clinic) -> None:
    page = open_page(desk, arrive(clinic, reach="email", email="m@example.org").lead)

    assert "Email me about this." in page


def test_the_page_takes_the_same_queries_for_a_short_and_a_long_history(desk, dana, clinic, django_assert_num_queries) -> None:
    lead = arrive(clinic).lead
    post(desk, "lead-note", lead.id, text="one")
    open_page(desk, lead)

    with django_assert_num_queries(31):
        open_page(desk, lead)
    for text in ("two", "three"):
        post(desk, "lead-note", lead.id, text=text)
    open_page(desk, lead)
    with django_assert_num_queries(31):
        assert "three" in open_page(desk, lead)


# What came of it


def test_an_attempt_puts_the_next_try_off_and_keeps_the_note(desk, clinic) -> None:
    received = arrive(clinic)

    answer = outcome(desk, received, outcome="no_answer", note="rang out")

    assert b"Saved." in answer.content
    task = first_task(received)
    assert task.attempts == 1
    assert task.ready_at > clock.now()
    assert Note.objects.get().text == "rang out"
    received.lead.refresh_from_db()
    assert received.lead.first_attempt_at is not None
    assert received.lead.first_live_contact_at is None
    assert "rang out" in answer.content.decode()


def test_a_talk_with_a_booked_callback_opens_it_for_me_at_its_time(desk, dana, clinic) -> None:
    received = arrive(clinic)

    answer = outcome(desk, received, outcome="callback_booked", step="tomorrow", owner="me")

    task = Task.objects.get(lead=received.lead, state="open")
    assert (task.kind, task.assignee, task.is_promised) == (TaskKind.CALLBACK, dana, True)
    assert "Saved. Next: Call back, due tomorrow 9 a.m." in answer.content.decode()
    received.lead.refresh_from_db()
    assert received.lead.status == "in_touch"
    assert received.lead.first_live_contact_at is not None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"outcome": ""}, "Choose what came of it."),
        ({"outcome": "sent_a_pigeon"}, "Select a valid choice"),
        ({"outcome": "callback_booked"}, "Choose when: a time was agreed."),
        ({"outcome": "appointment", "step": "pick"}, "Pick a date and a time."),
        ({"outcome": "appointment", "step": "pick", "step_at": "2020-01-01T10:00"}, "This time has passed."),
        ({"outcome": "appointment", "step": "pick", "step_at": "2099-01-01T10:00"}, "more than a year away"),
        ({"outcome": "appointment", "step": "pick", "step_at": "soonish"}, "Enter a valid date/time."),
    ],
)
def test_an_outcome_with_a_gap_is_sent_back_with_its_words(desk, clinic, words, sentence) -> None:
    received = arrive(clinic)

    answer = outcome(desk, received, note="do not lose me", **words)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "do not lose me" in page
    assert not Call.objects.exists()


def test_one_outcome_pressed_twice_is_one_call(desk, clinic) -> None:
    received = arrive(clinic)
    words = {"key": "same", "outcome": "no_answer", "note": "once"}

    for _press in range(2):
        assert outcome(desk, received, **words).status_code == 200

    assert (Call.objects.count(), Note.objects.count(), first_task(received).attempts) == (1, 1, 1)


def test_a_call_that_is_not_safe_is_not_recorded_and_the_words_stay(desk, clinic) -> None:
    received = arrive(clinic, reach="text")

    answer = outcome(desk, received, outcome="no_answer", note="typed words")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Not saved: They did not say that calling is OK." in page
    assert "typed words" in page
    assert not Call.objects.exists()


def test_danger_to_life_overrides_with_a_reason_that_is_kept(desk, clinic) -> None:
    received = arrive(clinic, reach="text")

    answer = outcome(desk, received, outcome="no_answer", danger_reason="They said they took all their pills")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Safe contact overridden: danger to life" in page
    assert "They said they took all their pills" in page
    assert Call.objects.count() == 1


def test_the_override_is_offered_only_where_calling_is_blocked(desk, clinic) -> None:
    assert "record a call anyway" not in open_page(desk, arrive(clinic).lead)
    assert "record a call anyway" in open_page(desk, arrive(clinic, reach="text", phone="202 555 0111").lead)


def test_a_lead_without_open_work_offers_to_log_a_call(desk, clinic) -> None:
    lead = arrive(clinic).lead
    Task.objects.update(state="done", done_at=clock.now())

    page = open_page(desk, lead)

    assert "No open step" in page
    assert f"{reverse('desk:call-log')}?lead={lead.id}" in page


# Notes, replies, status, owner


def test_a_note_is_kept_once_for_one_press(desk, clinic) -> None:
    lead = arrive(clinic).lead

    for _press in range(2):
        post(desk, "lead-note", lead.id, key="same", text="only once")

    assert [note.text for note in Note.objects.all()] == ["only once"]


def test_an_empty_note_is_sent_back(desk, clinic) -> None:
    answer = post(desk, "lead-note", arrive(clinic).lead.id, text="   ")

    assert answer.status_code == 422
    assert b"Write something first." in answer.content


def test_a_note_that_tells_of_a_danger_raises_the_lead(desk, clinic) -> None:
    lead = arrive(clinic).lead

    answer = post(desk, "lead-note", lead.id, text="She says: I want to kill myself tonight")

    lead.refresh_from_db()
    assert lead.severity == 0
    assert b"I take this emergency" in answer.content


def test_their_reply_opens_a_task_to_answer(desk, clinic) -> None:
    lead = arrive(clinic).lead

    answer = post(desk, "lead-reply", lead.id, text="Please call after five")

    assert Task.objects.filter(lead=lead, kind=TaskKind.REPLY, state="open").count() == 1
    assert b"They replied" in answer.content
    assert post(desk, "lead-reply", lead.id, text="").status_code == 422


def test_only_legal_moves_are_offered_and_an_end_needs_a_reason(desk, clinic) -> None:
    lead = arrive(clinic).lead

    page = open_page(desk, lead)
    assert '<option value="booked">' in page
    assert '<option value="new"' not in page
    refused = post(desk, "lead-move", lead.id, to="closed")
    assert refused.status_code == 422
    assert b"Say why: this status ends the work." in refused.content

    moved = post(desk, "lead-move", lead.id, to="closed", reason="Found care elsewhere")
    assert b"Status changed." in moved.content
    lead.refresh_from_db()
    assert lead.status == "closed"
    assert "New → Closed" in moved.content.decode()
    again = post(desk, "lead-move", lead.id, to="booked")
    assert again.status_code == 422


def test_a_move_that_somebody_else_made_impossible_is_told(desk, clinic) -> None:
    lead = arrive(clinic).lead
    Lead.objects.update(status="closed")

    answer = post(desk, "lead-move", lead.id, to="booked")

    assert answer.status_code == 422
    assert Lead.objects.get().status == "closed"


def test_a_lead_is_handed_over_within_the_clinic_only(desk, dana, clinic) -> None:
    lead = arrive(clinic).lead
    stranger = make_staff(make_clinic(), name="Noor")

    assert b"Owner: Dana" in post(desk, "lead-owner", lead.id, to=dana.id).content
    assert post(desk, "lead-owner", lead.id, to=stranger.id).status_code == 404
    assert b"Has no owner now" in post(desk, "lead-owner", lead.id, to="").content


def test_messages_are_paused_and_go_on(desk, clinic) -> None:
    lead = arrive(clinic).lead

    assert b"Paused since" in post(desk, "lead-messages", lead.id, do="pause", reason="Away until May").content
    assert [note.text for note in Note.objects.filter(lead=lead)] == ["Away until May"]
    lead.refresh_from_db()
    assert lead.messages_paused_at is not None
    post(desk, "lead-messages", lead.id, do="resume")
    lead.refresh_from_db()
    assert lead.messages_paused_at is None


# Safe contact


def test_allowing_more_needs_a_word_with_the_person(desk, clinic) -> None:
    lead = arrive(clinic).lead
    point = ContactPoint.objects.get()
    wish = {"may_call": "on", "may_text": "on", "voicemail": "none", "is_private": "on", "is_usable": "on"}

    refused = post(desk, "lead-safe-contact", point.id, **wish)
    assert b"allowing more needs the person" in refused.content
    assert not ContactPoint.objects.get().may_text

    allowed = post(desk, "lead-safe-contact", point.id, **wish, spoke="on")
    assert b"Safe contact changed." in allowed.content
    assert ContactPoint.objects.get().may_text
    assert "Text OK" in open_page(desk, lead)


def test_tightening_needs_no_word(desk, clinic) -> None:
    arrive(clinic)
    point = ContactPoint.objects.get()

    post(desk, "lead-safe-contact", point.id, voicemail="none", is_private="on", is_usable="on")

    assert not ContactPoint.objects.get().may_call


@pytest.mark.parametrize(
    ("words", "status"),
    [({"voicemail": "loud"}, 422), ({"may_call": "on", "voicemail": "none", "is_private": "on", "is_usable": "on"}, 200)],
)
def test_rules_that_are_wrong_or_the_same_change_nothing(desk, clinic, words, status) -> None:
    arrive(clinic)
    before = rules_on_file()

    assert post(desk, "lead-safe-contact", ContactPoint.objects.get().id, **words).status_code == status
    assert rules_on_file() == before


def rules_on_file():
    return ContactPoint.objects.values("may_call", "may_text", "may_email", "voicemail", "is_private", "is_usable").get()


def test_different_people_stay_different(desk, clinic) -> None:
    arrive(clinic)
    lead = arrive(clinic).lead
    row = MaybeSame.objects.get()

    answer = post(desk, "maybe-same", row.id, lead=lead.id)

    row.refresh_from_db()
    assert row.state == "different"
    assert b"Another inquiry" not in answer.content
    assert post(desk, "maybe-same", row.id, lead="nonsense").status_code == 404


# Emergencies


def test_an_emergency_is_taken_by_name_and_ended_by_hand(desk, dana, clinic) -> None:
    lead = arrive(clinic, own_words="I want to kill myself tonight").lead
    task = Task.objects.get(lead=lead, kind=TaskKind.ESCALATION)
    here = reverse("desk:lead", args=[lead.id])

    page = post(desk, "task-acknowledge", task.id, next=here).content.decode()
    task.refresh_from_db()
    assert task.acknowledged_by == dana
    assert "Dana took this by name" in page
    assert "I take this emergency" not in page

    post(desk, "task-finish", task.id, outcome="handled")
    task.refresh_from_db()
    assert task.state == "done"
    assert b"This is done already." in post(desk, "task-acknowledge", task.id).content


def test_a_lease_of_a_colleague_is_named(desk, clinic) -> None:
    received = arrive(clinic)
    claim_task(task_id=first_task(received).id, staff=make_staff(clinic, name="Sam"), now=clock.now())

    page = open_page(desk, received.lead)

    assert "Sam has it until " in page
    assert reverse("desk:task-claim", args=[first_task(received).id]) not in page


def test_further_open_work_is_listed_under_the_next_step(desk, clinic) -> None:
    lead = arrive(clinic).lead
    post(desk, "lead-reply", lead.id, text="Hello")
    Task.objects.filter(lead=lead).update(due_at=clock.now() + timedelta(hours=1))

    assert "1 more open task" in open_page(desk, lead)


def test_a_colleague_who_opened_the_page_a_moment_ago_is_named(clinic, dana) -> None:
    """Two who answer one person at the same time find out before they press, and not after."""
    lead = receive(clinic).lead
    kim, noor = (make_staff(clinic, name=name) for name in ("Kim Park", "Noor Haddad"))
    words = "Opened within the last two minutes by: "
    assert words not in open_page(signed_in(dana), lead)
    assert words not in open_page(signed_in(dana), lead)
    assert words + "Dana" in open_page(signed_in(kim), lead)
    assert words + "Dana, Kim Park" in open_page(signed_in(noor), lead)
    later = clock.now() + timedelta(minutes=2, seconds=5)
    assert colleagues_here(lead=lead, staff=dana, now=later) == []
    # Another inquiry of the clinic was opened by nobody.
    assert words not in open_page(signed_in(noor), receive(clinic, phone="(202) 555-0188").lead)
