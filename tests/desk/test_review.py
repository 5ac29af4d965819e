"""Messages to review: full words, one press for one or many, two clinics kept apart, and what else is held said in numbers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clinics.domain.switching import return_to_practice
from core import clock
from core.audit import SYSTEM
from followup.models import Message, Template
from intake.domain.restricting import restrict_lead
from intake.models import LeadEvent
from tests.desk.conftest import read_entries, signed_in
from tests.factories import NOW, make_staff
from tests.followup.plan_builders import email, enrol, make_live_clinic, make_plan, tick

pytestmark = pytest.mark.django_db
NINE = NOW + timedelta(hours=23)
REVIEW, DECIDE = "/desk/review/", "/desk/review/decide/"


@pytest.fixture(autouse=True)
def at_nine(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NINE)


def held(people: int = 1, *, mode: str = "hold", clinic=None, name: str = "Maria") -> list[Message]:
    """Messages of a plan that waits for a person's eyes."""
    before = set(Message.objects.values_list("id", flat=True))
    plan = make_plan(clinic or make_live_clinic(), email("a", 1), mode=mode)
    for _person in range(people):
        enrol(plan, name=name)
    tick(NINE)
    return list(Message.objects.exclude(id__in=before).order_by("id"))


def states(*found: Message) -> list[str]:
    kept = dict(Message.objects.values_list("id", "state"))
    return [kept[one.id] for one in found]


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_each_message_is_shown_with_its_person_plan_and_full_words():
    (message,) = held()
    staff = make_staff(message.clinic)

    page = words(signed_in(staff).get(REVIEW))

    expected = ("Maria", "The plan “Hello” holds", "A note for you", "Hello. Call", "After Fri 9 a.m. it is too late")
    assert [text for text in expected if text not in page] == []
    # Whoever has the token of the link could stop and start messages in the person's name.
    assert message.unsubscribe_token
    assert (message.unsubscribe_token in page, "/en/stop/…/" in page) == (False, True)
    (entry,) = read_entries("review.list")
    assert (entry.clinic_id, entry.shown_ids) == (message.clinic_id, [str(message.lead_id)])


def test_one_is_approved_and_one_rejected_and_pressing_twice_changes_nothing():
    first, second, third = held(3)
    browser = signed_in(make_staff(first.clinic))

    for _press in range(2):
        assert browser.post(DECIDE, {"approve": str(first.id), "message": str(third.id)}).url == REVIEW
        browser.post(DECIDE, {"reject": str(second.id)})

    assert states(first, second, third) == ["pending", "skipped", "held"]
    assert "Nothing changed: somebody decided before you" in words(browser.get(REVIEW))
    assert list(LeadEvent.objects.filter(kind__in=["message.approved", "message.rejected"]).values_list("kind", flat=True)) == [
        "message.approved",
        "message.rejected",
    ]


@pytest.mark.parametrize(
    ("act", "state", "sentence"), [("approve", "pending", "2 messages are approved"), ("reject", "skipped", "2 messages stay")]
)
def test_what_is_ticked_is_decided_at_once(act: str, state: str, sentence: str):
    first, second, third = held(3)
    browser = signed_in(make_staff(first.clinic))

    browser.post(DECIDE, {"do": act, "message": [str(first.id), str(second.id), "no-id", "\x00"]})

    assert (states(first, second, third), sentence in words(browser.get(REVIEW))) == ([state, state, "held"], True)


def test_a_live_plan_with_a_text_of_another_purpose_waits_for_eyes_and_says_why():
    clinic = make_live_clinic()
    Template.objects.filter(clinic=clinic).update(purpose="alumni")
    message, _other = held(2, mode="live", clinic=clinic)
    browser = signed_in(make_staff(clinic))

    page = words(browser.get(REVIEW))

    # Each is decided by itself, not ticked among others.
    assert 'name="message"' not in page
    said = "The plan “Hello” is for “Messages about your inquiry”, and this text is for “News for former patients”."
    assert (message.state, message.why_not, said in page, "holds its messages" in page) == ("held", "for_review", True, False)
    browser.post(DECIDE, {"approve": str(message.id)})
    assert states(message) == ["pending"]


def test_a_press_without_a_tick_says_what_to_do():
    (message,) = held()
    browser = signed_in(make_staff(message.clinic))
    for typed in ({}, {"do": "approve"}, {"do": "burn", "message": str(message.id)}):
        answer = browser.post(DECIDE, typed)
        assert (answer.status_code, "Tick at least one message" in words(answer)) == (422, True)
    assert states(message) == ["held"]


def test_another_clinics_and_restricted_messages_are_neither_shown_nor_decided():
    (mine,), (theirs,), (veiled,) = held(), held(name="Zoe Quill"), held(name="Ada Vale")
    staff, boss = make_staff(mine.clinic), make_staff(veiled.clinic, roles=("supervisor",))
    make_plan(mine.clinic)
    staff.memberships.create(clinic=veiled.clinic, role="staff")
    restrict_lead(lead_id=veiled.lead_id, people=[boss.id], reason="a relative", staff=boss, now=NINE)
    browser = signed_in(staff)

    page = words(browser.get(REVIEW))
    browser.post(DECIDE, {"do": "approve", "message": [str(theirs.id), str(veiled.id)]})

    assert [name in page for name in ("Maria", "Zoe Quill", "Ada Vale")] == [True, False, False]
    assert (states(theirs, veiled), [entry.clinic_id for entry in read_entries("review.list")]) == (["held", "held"], [mine.clinic_id])
    assert "Zoe Quill" not in words(browser.get(REVIEW))


def test_what_ran_out_says_so_and_is_not_sent():
    (message,) = held()
    browser = signed_in(make_staff(message.clinic))
    Message.objects.update(expires_at=NINE)

    page = words(browser.get(REVIEW))
    browser.post(DECIDE, {"approve": str(message.id)})

    assert ("Too late since" in page, 'name="approve"' in page) == (True, False)
    assert states(message) == ["expired"]
    assert "1 message of a plan that is held for review was not sent in time" in words(browser.get(REVIEW))


def test_the_rail_leads_here_while_something_waits():
    (message,) = held()
    staff, browser = make_staff(message.clinic), signed_in(make_staff(message.clinic))
    entry = 'Messages to review <span class="count">1</span>'
    assert (entry in words(browser.get(reverse("desk:search"))), staff.role_names) == (True, {"staff"})
    browser.post(DECIDE, {"reject": str(message.id)})
    assert "Messages to review" not in words(browser.get(reverse("desk:search")))


@pytest.mark.parametrize(("mode", "sentence"), [("test", "being tested"), ("team", "to the team only")])
def test_what_other_modes_hold_is_counted_and_not_decided_here(mode: str, sentence: str):
    (message,) = held(mode=mode)
    browser = signed_in(make_staff(message.clinic))
    page = words(browser.get(REVIEW))
    assert ("1 message is held" in page, sentence in page, "Maria" in page) == (True, True, False)
    browser.post(DECIDE, {"approve": str(message.id)})
    assert states(message) == ["held"]


def test_in_practice_mode_an_approved_message_stays_held_and_is_counted():
    (message,) = held()
    browser = signed_in(make_staff(message.clinic))
    return_to_practice(reason="a rehearsal", actor=SYSTEM, now=NINE)

    browser.post(DECIDE, {"approve": str(message.id)})
    page = words(browser.get(REVIEW))

    assert ("1 message is approved. Practice mode holds it." in page, "1 message is held by practice mode" in page) == (True, True)
    assert states(message) == ["held"]


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_asks_as_much_for_three_as_for_one(people: int, django_assert_num_queries):
    (message, *_more) = held(people)
    browser = signed_in(make_staff(message.clinic))
    browser.get(REVIEW)
    with django_assert_num_queries(10):
        browser.get(REVIEW)
