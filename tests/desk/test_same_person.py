"""Looking for another inquiry of the same person, comparing, joining and parting on screen."""

import pytest
from django.urls import reverse

from core.models import AuditEntry
from intake.domain.restricting import restrict_lead
from intake.models import MaybeSame
from tests.desk.conftest import read_entries, signed_in
from tests.factories import NOW, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tuesday_at_ten(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def first(clinic):
    return receive(clinic, name="Maria Quill", phone="(202) 555-0147").lead


@pytest.fixture
def second(clinic):
    return receive(clinic, name="Mary Q.", phone="(202) 555-0188").lead


def pair(one, other):
    return reverse("desk:same-pair", args=[one.id, other.id])


def test_from_a_lead_one_searches_compares_joins_and_parts(desk, first, second):
    lead_page = reverse("desk:lead", args=[second.id])
    look = reverse("desk:same-person", args=[second.id])
    assert look in desk.get(lead_page).content.decode()

    found = desk.post(look, {"text": "Quill"}).content.decode()
    assert pair(second, first) in found

    page = desk.get(pair(second, first)).content.decode()
    assert "Maria Quill" in page
    assert "(202) 555-0147" in page

    joined = desk.post(pair(second, first), {"do": "join", "how": "checked"}, follow=True).content.decode()
    assert "Joined as the same person" in joined
    assert reverse("desk:lead", args=[first.id]) in joined
    assert "Joined with another inquiry as the same person" in joined

    parted = desk.post(pair(second, first), {"do": "part"}, follow=True).content.decode()
    assert "Is this the same person?" in parted
    assert "Joined as the same person" not in desk.get(lead_page).content.decode()


def test_without_how_it_is_known_nothing_is_joined_and_the_page_says_so(desk, first, second):
    answer = desk.post(pair(second, first), {"do": "join", "closes_other": "on"})
    assert answer.status_code == 422
    assert "a shared number is no proof" in answer.content.decode()
    assert "checked" in answer.content.decode()
    assert not MaybeSame.objects.filter(state="same").exists()


def test_the_search_names_nobody_of_another_clinic_and_not_the_lead_itself(desk, first, second, clinic):
    there = receive(make_clinic(), name="Maria Quill").lead
    found = desk.post(reverse("desk:same-person", args=[first.id]), {"text": "Quill"}).content.decode()
    assert "0 inquiries found" in found
    assert str(there.id) not in found


def test_a_restricted_one_stays_hidden(desk, first, second, clinic):
    boss = make_staff(clinic, roles=("supervisor",))
    restrict_lead(lead_id=first.id, people=[boss.id], reason="r", staff=boss, now=NOW)
    assert "0 inquiries found" in desk.post(reverse("desk:same-person", args=[second.id]), {"text": "Quill"}).content.decode()
    assert [desk.get(pair(second, first)).status_code, desk.post(pair(second, first), {"how": "checked"}).status_code] == [404, 404]

    said = signed_in(boss).post(pair(second, first), {"do": "join", "how": "checked"})
    assert said.status_code == 422
    assert "A supervisor restricts both alike first." in said.content.decode()


def test_looking_leaves_one_row_with_both_ids(desk, first, second):
    desk.get(pair(second, first))
    assert [set(entry.shown_ids) for entry in read_entries("same_person.compared")] == [{str(first.id), str(second.id)}]
    desk.post(reverse("desk:same-person", args=[second.id]), {"text": "Quill"})
    assert [set(entry.shown_ids) for entry in read_entries("same_person.searched")] == [{str(first.id), str(second.id)}]
    assert not AuditEntry.objects.filter(action="lead.searched").exists()


def test_the_records_page_names_what_is_joined_and_exports_one_record(desk, first, second):
    desk.post(pair(second, first), {"do": "join", "how": "came_in"})
    page = desk.get(reverse("desk:records", args=[second.contact_person_id])).content.decode()
    assert "Joined as the same person, with records of their own" in page
    assert reverse("desk:records", args=[first.contact_person_id]) in page


def test_why_the_other_one_closed_is_read_in_the_readers_language_whoever_closed_it(desk, clinic, first, second):
    luz = signed_in(make_staff(clinic, name="Luz", interface_language="es"))
    luz.post(pair(second, first), {"do": "join", "how": "checked", "closes_other": "on"})
    page = reverse("desk:lead", args=[first.id])
    assert "Another inquiry of the same person goes on." in desk.get(page).content.decode()
    assert "Sigue otra consulta de la misma persona." in luz.get(page).content.decode()
