"""Finding people by what staff heard or half remember: exact first, then beginnings, then sounds, in few queries."""

from datetime import timedelta

import pytest

from core.hashing import keyed_hash
from intake.domain.finding import MOST_FOUND, search
from intake.domain.rekeying import reindex_people
from intake.models import Lead, Person, SearchToken
from tests.factories import NOW, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db


def names(staff, text: str) -> list[str]:
    return [lead.contact_person.name for lead in search(staff=staff, text=text).leads]


@pytest.fixture
def clinic():
    return make_clinic()


@pytest.fixture
def dana(clinic):
    return make_staff(clinic)


def test_exact_names_come_before_beginnings_and_beginnings_before_sounds(clinic, dana):
    for minutes, name in enumerate(["Marta Gonzalez", "Ana Gonzalezia", "Eva Gonzales", "Rosa Gonzalez"]):
        receive(clinic, name=name, now=NOW + timedelta(minutes=minutes))

    assert names(dana, "gonzalez") == ["Rosa Gonzalez", "Marta Gonzalez", "Ana Gonzalezia", "Eva Gonzales"]


def test_both_surnames_any_order_and_any_accent_find_somebody(clinic, dana):
    receive(clinic, name="Gabriel García Márquez")
    receive(clinic, name="Gabriel Ruiz")

    for text in ("garcia marquez", "Márquez gabriel", "gabriel garc", "garsia markez", "GABRIEL GARCÍA MÁRQUEZ"):
        assert names(dana, text) == ["Gabriel García Márquez"], text


def test_the_parts_may_be_found_in_different_ways(clinic, dana):
    receive(clinic, name="María González", phone="(202) 555-0163")
    receive(clinic, name="María Núñez", phone="(202) 555-0199")

    assert names(dana, "mar gonsales 0163") == ["María González"]
    assert names(dana, "mar") == ["María Núñez", "María González"]
    assert names(dana, "ma") == names(dana, "mar 0000") == names(dana, "") == []


def test_staff_of_two_clinics_search_both_and_staff_of_one_only_theirs(clinic, dana):
    other = make_clinic()
    receive(clinic, name="Maria Gonzalez")
    receive(other, name="Maria Gonzales")
    both = make_staff(clinic)
    both.memberships.create(clinic=other, role="staff")

    assert sorted(names(both, "gonzalez")) == ["Maria Gonzales", "Maria Gonzalez"]
    assert names(dana, "gonzales") == names(dana, "gonz") == ["Maria Gonzalez"]


def test_a_token_of_another_clinic_on_a_person_here_finds_nobody(clinic, dana):
    """A hash copied from another clinic's rows tells nothing: tokens are keyed by clinic."""
    other = make_clinic()
    person = receive(clinic, name="Somebody").lead.contact_person
    token = keyed_hash(clinic_id=other.id, kind="search.name", value="zoe")[:32]
    SearchToken.objects.create(clinic=clinic, token=token, person=person, created_at=NOW)

    assert names(dana, "zoe") == []


@pytest.mark.parametrize("clinics", [1, 2])
@pytest.mark.parametrize("people", [1, 20])
@pytest.mark.parametrize("text", ["gonzales", "mar gonsales 0147", "maria@example.org", "2025550147"])
def test_a_search_costs_at_most_six_queries(django_assert_max_num_queries, clinics, people, text):
    homes = [make_clinic() for _ in range(clinics)]
    staff = make_staff(homes[0])
    for home in homes[1:]:
        staff.memberships.create(clinic=home, role="staff")
    for number in range(people):
        receive(homes[number % clinics], name=f"Maria Gonzalez {'abcdefghijklmnopqrst'[number] * 3}", email="maria@example.org")
    staff.role_names  # noqa: B018  read once a request, by the gate

    with django_assert_max_num_queries(6):
        found = search(staff=staff, text=text).leads
        assert [lead.contact_person.name + lead.clinic.discreet_name for lead in found]
    assert len(found) == people


def test_the_newest_fifty_are_shown_and_more_are_announced(clinic, dana):
    for minutes in range(MOST_FOUND + 3):
        receive(clinic, name="Maria Gonzalez", now=NOW + timedelta(minutes=minutes))

    found = search(staff=dana, text="maria")
    assert len(found.leads) == MOST_FOUND
    assert found.has_more
    assert found.leads[0].arrived_at == NOW + timedelta(minutes=MOST_FOUND + 2)


def test_exact_names_are_not_crowded_out_by_newer_ones_that_only_sound_alike(clinic, dana):
    receive(clinic, name="Eva Gonzalez", now=NOW - timedelta(days=700))
    for minutes in range(MOST_FOUND + 3):
        receive(clinic, name="Eva Gonzales", now=NOW + timedelta(minutes=minutes))

    assert names(dana, "gonzalez")[0] == "Eva Gonzalez"


def test_reindexing_gives_everybody_the_tokens_of_today_and_is_safe_to_repeat(clinic, dana):
    receive(clinic, name="Maria Gonzalez")
    lead = Lead.objects.get()
    before = set(SearchToken.objects.values_list("token", flat=True))
    SearchToken.objects.all().delete()
    SearchToken.objects.create(clinic=clinic, person=lead.contact_person, token="0" * 64, created_at=NOW)

    assert reindex_people(apply=False).stale == 1
    assert names(dana, "gonz") == []
    assert reindex_people(apply=True).stale == 1
    assert reindex_people(apply=True).stale == 0
    assert set(SearchToken.objects.values_list("token", flat=True)) == before
    assert names(dana, "gonz") == ["Maria Gonzalez"]


def test_reindexing_reads_many_people_in_batches(clinic, django_assert_max_num_queries):
    people = [Person(clinic=clinic, name=f"Person {number}", created_at=NOW) for number in range(450)]
    Person.objects.bulk_create(people)

    with django_assert_max_num_queries(30):
        assert reindex_people(apply=False).stale == 450
