"""My work now, and the switch that says whether I am there."""

import pytest
from django.urls import reverse

from core import clock
from intake.domain.claiming import claim_task
from intake.domain.staff_drafts import save_draft
from intake.models import Task
from tests.desk.conftest import read_entries
from tests.factories import first_task, receive

pytestmark = pytest.mark.django_db


def home(browser):
    return browser.get(reverse("desk:home")).content.decode()


def be(browser, availability, **words):
    return browser.post(reverse("desk:availability"), {"availability": availability, **words}, follow=True)


def test_an_empty_day_says_so(desk) -> None:
    page = home(desk)

    assert "Nothing is waiting" in page
    assert "You hold nothing right now." in page
    assert not read_entries("work.listed")


def test_my_work_shows_what_i_hold_promised_and_left_half_written(desk, dana, clinic) -> None:
    held = receive(clinic, now=clock.now(), name="Maria", phone="202 555 0111")
    given = receive(clinic, now=clock.now(), name="Rosa", phone="202 555 0112")
    receive(clinic, now=clock.now(), name="Somebody", phone="202 555 0113")
    claim_task(task_id=first_task(held).id, staff=dana, now=clock.now())
    Task.objects.filter(lead=given.lead).update(assignee=dana)
    for kind in ("note", "email", "reply"):
        save_draft(staff=dana, key=f"{kind}:{held.lead.id}", body={"text": "half"}, now=clock.now())
    save_draft(staff=dana, key="odd:1", body={"text": "x"}, now=clock.now())

    page = home(desk)

    assert page.index("In my hands") < page.index("Maria") < page.index("Mine, with a time") < page.index("Rosa")
    assert "Somebody" not in page
    assert page.count(f"{reverse('desk:lead', args=[held.lead.id])}#") == 3
    assert "3 pieces of work are waiting" in page
    (entry,) = read_entries("work.listed")
    assert set(entry.shown_ids) == {str(held.lead.id), str(given.lead.id)}


def test_each_presence_is_kept_and_says_its_effect(desk, dana) -> None:
    effects = {"on_a_call": "you are talking", "wrap_up": "finishing a call", "away": "gives you nothing", "available": "gives you work"}
    for value, effect in effects.items():
        page = be(desk, value).content.decode()
        dana.refresh_from_db()
        assert dana.availability == value
        assert effect in page
        assert "You are now: " in page


def test_an_unknown_presence_changes_nothing(desk, dana) -> None:
    be(desk, "napping")

    dana.refresh_from_db()
    assert dana.availability == "available"


def test_going_away_with_work_in_hand_asks_what_becomes_of_it(desk, dana, clinic) -> None:
    task = first_task(receive(clinic, now=clock.now()))
    claim_task(task_id=task.id, staff=dana, now=clock.now())

    asked = be(desk, "away")
    assert b"You hold 1 task. What should happen to it?" in asked.content
    dana.refresh_from_db()
    assert dana.availability == "available"

    gone = be(desk, "away", held_work="hand_over")
    assert b"1 task went back to its queue." in gone.content
    dana.refresh_from_db()
    assert (dana.availability, Task.objects.get(id=task.id).claimed_by) == ("away", None)


def test_practice_mode_is_said_on_every_page(desk) -> None:
    for name in ("home", "queues", "search", "call-log"):
        assert "Practice mode: nothing leaves this system." in desk.get(reverse(f"desk:{name}")).content.decode()


def test_home_takes_the_same_queries_for_one_row_and_for_three(desk, dana, clinic, django_assert_num_queries) -> None:
    receive(clinic, now=clock.now())
    Task.objects.update(assignee=dana)
    home(desk)

    with django_assert_num_queries(11):
        home(desk)
    for number in (1, 2):
        receive(clinic, now=clock.now(), phone=f"202 555 012{number}")
    Task.objects.update(assignee=dana)
    with django_assert_num_queries(11):
        assert home(desk).count("data-task=") == 3
