"""Writing rows at once: what is read back is what `save()` would have written, in any mix of models."""

import pytest
from django.db import IntegrityError

from core.fields import EncryptedFieldError
from core.writing import ClaimedRow, ClaimLostError, Match, Spread, commit_rows, write_rows
from intake.models import ContactPoint, Lead, LeadEvent, Person, SearchToken
from intake.states import Severity
from tests.factories import NOW, make_clinic

pytestmark = pytest.mark.django_db


def person(clinic, name="María %s; DROP TABLE"):
    return Person(clinic=clinic, name=name, created_at=NOW)


def point(someone, value="+12025550147"):
    return ContactPoint(clinic_id=someone.clinic_id, person=someone, kind="phone", value=value, typed=value, value_hash="h", created_at=NOW)


def token(someone, word):
    return SearchToken(clinic_id=someone.clinic_id, person=someone, token=word, created_at=NOW)


def test_rows_of_several_models_are_there_and_know_it():
    clinic = make_clinic()
    first, second = person(clinic), person(clinic, name="")
    rows = [first, second, point(first), *(token(second, word) for word in "abc")]

    write_rows(rows)

    assert [row._state.adding for row in rows] == [False] * len(rows)
    assert Person.objects.get(id=first.id).name == "María %s; DROP TABLE"
    assert Person.objects.get(id=second.id).name == ""
    assert ContactPoint.objects.get(person=first).value == "+12025550147"
    assert sorted(SearchToken.objects.filter(person=second).values_list("token", flat=True)) == ["a", "b", "c"]
    first.name = "Ana"
    first.save()
    assert Person.objects.get(id=first.id).name == "Ana"


def test_what_is_to_be_forgotten_goes_with_the_same_stroke():
    clinic = make_clinic()
    old = person(clinic)
    old.save()

    write_rows([person(clinic)], forgotten=Match(Person, {"id": [old.id, clinic.id], "clinic_id": clinic.id}))
    write_rows([], forgotten=Match(Person, {"id": []}))
    write_rows([])

    assert Person.objects.count() == 1
    assert Person.objects.get().id != old.id


@pytest.mark.django_db(transaction=True)
def test_one_row_that_cannot_be_written_keeps_all_out():
    clinic = make_clinic()
    someone = person(clinic)

    with pytest.raises(IntegrityError):
        write_rows([someone, point(someone), token(someone, "a"), token(someone, "a")])

    assert Person.objects.count() == 0


def test_rows_that_differ_in_one_column_are_written_from_one():
    clinic = make_clinic()
    first, second = person(clinic), person(clinic)
    spread = Spread(token(first, ""), "token", ["a", 'b"\\', "ñ"])

    write_rows([first, second, spread, token(second, "c"), Spread(token(second, ""), "token", [])])

    found = SearchToken.objects.order_by("id").values_list("person_id", "token", "clinic_id", "created_at")
    written = [(first.id, "a"), (first.id, 'b"\\'), (first.id, "ñ"), (second.id, "c")]
    assert list(found) == [(*one, clinic.id, NOW) for one in written]


def test_every_kind_of_column_comes_back_as_it_was():
    clinic = make_clinic()
    someone = person(clinic, name="\N{PILE OF POO} \\x41 \x00 \ud800 'quoted' \"twice\"")
    lead = Lead(clinic=clinic, contact_person=someone, channel="web_form", topics=["cost", "ñ"], severity=Severity.URGENT, arrived_at=NOW)
    facts = {"words": "\\ \" ' % %s ñ", "list": [1, None, True], "empty": {}}
    event = LeadEvent(clinic=clinic, lead=lead, kind="lead.arrived", actor_kind="system", facts=facts, at=NOW)

    write_rows([event, lead, someone])

    assert Person.objects.get().name == someone.name
    kept = Lead.objects.get()
    assert (kept.topics, kept.severity, kept.arrived_at) == (["cost", "ñ"], Severity.URGENT, NOW)
    assert (kept.owner_id, kept.is_sample, kept.own_words, kept.version) == (None, False, "", 1)
    assert LeadEvent.objects.get().facts == facts


@pytest.mark.postgres
def test_a_value_no_column_takes_is_refused():
    someone = person(make_clinic())
    someone.language = object()

    with pytest.raises(TypeError):
        write_rows([someone])
    assert Person.objects.count() == 0


def test_a_sealed_column_is_bound_to_its_own_row():
    clinic = make_clinic()
    nobody = Person(id=None, clinic=clinic, name="Ana", created_at=NOW)
    with pytest.raises(EncryptedFieldError):
        write_rows([nobody])


@pytest.mark.django_db(transaction=True)
def test_rows_are_committed_only_with_the_row_they_claim():
    clinic = make_clinic()
    old = person(clinic)
    old.save()
    waiting = Match(Person, {"id": old.id, "language": "en"})

    commit_rows([person(clinic)], claimed=ClaimedRow(waiting, {"language": "es"}))
    with pytest.raises(ClaimLostError):
        commit_rows([person(clinic)], claimed=ClaimedRow(waiting, {"language": "es"}))

    assert Person.objects.count() == 2
    assert Person.objects.get(id=old.id).language == "es"


@pytest.mark.django_db(transaction=True)
def test_a_fault_while_committing_leaves_the_claimed_row_as_it_was():
    clinic = make_clinic()
    old = person(clinic)
    old.save()
    claimed = ClaimedRow(Match(Person, {"id": old.id}), {"language": "es"})

    with pytest.raises(IntegrityError):
        commit_rows([person(clinic), token(old, "a"), token(old, "a")], claimed=claimed)

    assert Person.objects.get().language == "en"
