"""Search: the words somebody typed stay in the body of a POST, and the page says what it can and can't find."""

import pytest
from django.urls import reverse

from clinics.models import Membership
from tests.desk.conftest import read_entries, signed_in
from tests.factories import make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db


def look_for(browser, text):
    return browser.post(reverse("desk:search"), {"text": text})


def test_the_answer_stands_on_the_page_of_the_post(desk, clinic) -> None:
    lead = receive(clinic, name="María Núñez").lead

    answer = look_for(desk, "nunez")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "1 inquiry found" in page
    assert reverse("desk:lead", args=[lead.id]) in page
    assert 'method="post"' in page
    assert answer.headers["Cache-Control"] == "no-store"


def test_words_in_an_address_are_not_looked_for(desk, clinic) -> None:
    receive(clinic, name="Maria")

    page = desk.get(reverse("desk:search"), {"text": "Maria"}).content.decode()

    assert "found" not in page
    assert "Maria" not in page


def test_the_page_says_what_it_can_not_find(desk) -> None:
    page = desk.get(reverse("desk:search")).content.decode()

    assert "look inside notes" in page


def test_nobody_found_says_what_to_try(desk) -> None:
    assert b"Nobody fits. Try the last four digits alone" in look_for(desk, "zzz").content


def test_only_the_newest_are_shown_and_it_says_so(desk, clinic) -> None:
    for number in range(51):
        receive(clinic, name="Maria", phone=f"202 555 {1000 + number}")

    page = look_for(desk, "maria").content.decode()

    assert "50 inquiries found" in page
    assert "Only the newest 50 are shown." in page


def test_a_search_leaves_the_ids_shown_and_never_the_words(desk, clinic) -> None:
    lead = receive(clinic, name="Maria").lead

    look_for(desk, "maria")
    look_for(desk, "nobody")

    (entry,) = read_entries("lead.searched")
    assert entry.shown_ids == [str(lead.id)]
    assert "maria" not in repr(entry.__dict__).lower()


def test_a_search_over_two_clinics_leaves_each_its_own_ids(clinic) -> None:
    other = make_clinic(discreet_name="River Office")
    staff = make_staff(clinic)
    Membership.objects.create(staff=staff, clinic=other, role="staff")
    here, there = receive(clinic, name="Maria").lead, receive(other, name="Maria").lead

    page = look_for(signed_in(staff), "maria").content.decode()

    assert "River Office" in page
    assert {entry.clinic_id: entry.shown_ids for entry in read_entries("lead.searched")} == {
        clinic.id: [str(here.id)],
        other.id: [str(there.id)],
    }


def test_search_takes_the_same_queries_for_one_and_for_three(desk, clinic, django_assert_num_queries) -> None:
    receive(clinic, name="Maria")

    with django_assert_num_queries(11):
        look_for(desk, "maria")
    for number in (1, 2):
        receive(clinic, name="Maria", phone=f"202 555 012{number}")
    with django_assert_num_queries(11):
        assert b"3 inquiries found" in look_for(desk, "maria").content


def test_odd_letters_break_nothing(desk) -> None:
    for text in ("\x00maria", "%_' OR 1=1", "x" * 500, "\ud83d", "🙂"):
        assert desk.post(reverse("desk:search"), {"text": text.encode("utf-8", "replace").decode()}).status_code == 200
