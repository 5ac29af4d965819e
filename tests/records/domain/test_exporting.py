import io
import json
import zipfile

import pytest

from core.models import AuditEntry
from intake.models import Lead, LeadEvent, Person
from records.domain.exporting import export_person
from records.domain.file_map import PARTS
from records.domain.holding import ReasonMissingError
from tests.factories import NOW, make_clinic, make_staff
from tests.records.builders import NOTE, SIGNED, WORDS, make_consent, make_keeper, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return make_person()


def unpack(archive: bytes) -> tuple[dict, str]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert sorted(opened.namelist()) == ["person.json", "person.txt"]
        return json.loads(opened.read("person.json")), opened.read("person.txt").decode()


def test_both_forms_hold_every_word(person):
    make_consent(person, staff=make_keeper(person.clinic))

    data, text = unpack(export_person(person=person, reason="They asked", language="en", staff=make_keeper(person.clinic), now=NOW))

    for said in [WORDS["name"], WORDS["own_words"], "+12025550163", WORDS["email"], NOTE, WORDS["helps_us_talk"], SIGNED.purpose]:
        assert said in json.dumps(data, ensure_ascii=False)
        assert said in text


def test_every_table_that_has_rows_is_in_it(person):
    counts = {part.model._meta.label: part.rows(person.id).count() for part in PARTS if part.in_export}

    data, _text = unpack(export_person(person=person, reason="They asked", language="en", staff=make_keeper(person.clinic), now=NOW))

    filled = {label: count for label, count in counts.items() if count}
    assert len(filled) > 10
    assert {label: len(data["tables"][label]) for label in filled} == filled


def test_no_hash_and_no_token_leaves(person):
    data, _text = unpack(export_person(person=person, reason="They asked", language="en", staff=make_keeper(person.clinic), now=NOW))

    columns = {name for rows in data["tables"].values() for row in rows for name in row}
    assert {name for name in columns if name.endswith("_hash") or "token" in name} == set()


def test_an_inquiry_somebody_made_for_them_shows_nothing_of_the_other(person):
    mother = make_person(person.clinic, name="Balthazar Wrenwick", email="balthazar@example.org")
    Lead.objects.filter(contact_person=mother).update(care_person=person)

    data, text = unpack(export_person(person=person, reason="They asked", language="en", staff=make_keeper(person.clinic), now=NOW))

    assert len(data["tables"]["intake.Lead.for_them"]) == 1
    assert "Balthazar" not in text
    assert "balthazar" not in json.dumps(data)


def test_it_is_written_down_with_its_reason(person):
    keeper = make_keeper(person.clinic)

    export_person(person=person, reason=" They asked ", language="en", staff=keeper, now=NOW)

    entry = AuditEntry.objects.get(action="record.exported")
    assert (entry.actor_id, entry.object_id, entry.reason) == (keeper.id, person.id, "They asked")
    assert LeadEvent.objects.filter(kind="record.exported").count() == 1


def test_it_needs_a_reason(person):
    with pytest.raises(ReasonMissingError):
        export_person(person=person, reason=" ", language="en", staff=make_keeper(person.clinic), now=NOW)


@pytest.mark.parametrize("roles", [("staff",), ("clinician",), ("admin",), ("auditor",)])
def test_only_a_supervisor_may(person, roles):
    with pytest.raises(Person.DoesNotExist):
        export_person(person=person, reason="They asked", language="en", staff=make_staff(person.clinic, roles=roles), now=NOW)


def test_a_supervisor_of_another_clinic_may_not(person):
    with pytest.raises(Person.DoesNotExist):
        export_person(person=person, reason="They asked", language="en", staff=make_keeper(make_clinic()), now=NOW)
