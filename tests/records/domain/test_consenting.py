"""42 CFR 2.31: each element is asked for by itself, and a consent that lacks one is not kept."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from intake.models import LeadEvent, Person
from records.domain.consenting import (
    ConsentDraft,
    ConsentRefusedError,
    draft_of,
    missing_elements,
    record_consent,
    revoke_consent,
    standing_of,
)
from records.models import ConsentRevocation, DisclosureConsent
from records.states import ConsentKind, ConsentStanding, Information, SignedBy
from tests.factories import NOW, make_clinic, make_staff
from tests.records.builders import FOR_TREATMENT, SIGNED, make_consent, make_keeper, make_person

WITH_INTERMEDIARY = replace(
    SIGNED, has_intermediary=True, intermediary="Valley Exchange", intermediary_participants="Those who treat the person"
)
BY_PARENT = replace(SIGNED, signed_by=SignedBy.FOR_MINOR, signer_authority="Parent")
FOR_COURT = replace(SIGNED, kind=ConsentKind.PROCEEDING, purpose="The case before the county court")
FOR_NOTES = replace(SIGNED, kind=ConsentKind.COUNSELLING_NOTES, information=(Information.COUNSELLING_NOTES,))
COMPLETE = {
    "a named purpose": SIGNED,
    "treatment": FOR_TREATMENT,
    "intermediary": WITH_INTERMEDIARY,
    "parent": BY_PARENT,
    "court": FOR_COURT,
    "notes": FOR_NOTES,
}
_EMPTY = {"information": (), "expires_on": None, "signed_on": None}
# Each element with what removes it and the paragraph that must be named.
ALWAYS = {
    "patient_name": "(a)(1)",
    "discloser": "(a)(2)",
    "information": "(a)(3)",
    "information_words": "(a)(3)",
    "recipients": "(a)(4)(i)",
    "purpose": "(a)(5)",
    "states_right_to_revoke": "(a)(6)",
    "how_to_revoke": "(a)(6)",
    "expires_on": "(a)(7)",
    "signature": "(a)(8)",
    "signed_on": "(a)(9)",
}
ONLY_FOR = {
    "treatment": {
        "states_hipaa_redisclosure": "(a)(4)(iii)",
        "states_redisclosure": "(a)(10)(i)",
        "states_refusal_consequences": "(a)(10)(ii)",
    },
    "intermediary": {"intermediary": "(a)(4)(ii)", "intermediary_participants": "(a)(4)(ii)"},
    "parent": {"signer_authority": "(a)(8)"},
}
REMOVALS = [(name, element, paragraph) for name in COMPLETE for element, paragraph in {**ALWAYS, **ONLY_FOR.get(name, {})}.items()]


def without(draft: ConsentDraft, element: str) -> ConsentDraft:
    value = getattr(draft, element)
    changes = {element: _EMPTY.get(element, False if isinstance(value, bool) else "")}
    return replace(draft, **changes, **({"expiry_event": ""} if element == "expires_on" else {}))


@pytest.mark.parametrize("name", COMPLETE)
def test_a_complete_one_lacks_nothing(name):
    assert missing_elements(COMPLETE[name], today=date(2026, 11, 17)) == []


@pytest.mark.parametrize(("name", "element", "paragraph"), REMOVALS)
def test_each_element_removed_in_turn_is_named(name, element, paragraph):
    [found] = missing_elements(without(COMPLETE[name], element))
    assert (found.column, found.paragraph) == (element, f"42 CFR 2.31{paragraph}")


def test_space_is_not_an_element():
    assert [one.column for one in missing_elements(replace(SIGNED, purpose=" \n "))] == ["purpose"]


def test_an_empty_form_is_told_everything_at_once():
    assert {one.column for one in missing_elements(ConsentDraft())} == set(ALWAYS)


@pytest.mark.parametrize("words", ["None", "none.", "End of the treatment", "Ninguna"])
def test_no_end_is_enough_for_treatment_only(words):
    assert missing_elements(replace(FOR_TREATMENT, expiry_event=words)) == []
    assert [one.column for one in missing_elements(replace(SIGNED, expires_on=None, expiry_event=words))] == ["expires_on"]


def test_it_may_not_end_before_it_is_signed():
    assert [one.column for one in missing_elements(replace(SIGNED, expires_on=date(2026, 1, 1)))] == ["expires_on"]


def test_it_may_not_be_signed_tomorrow():
    found = missing_elements(replace(SIGNED, signed_on=date(2026, 11, 18)), today=date(2026, 11, 17))
    assert [one.column for one in found] == ["signed_on"]


@pytest.mark.parametrize("kind", [ConsentKind.SPECIFIC, ConsentKind.TREATMENT, ConsentKind.PROCEEDING])
def test_counselling_notes_stand_in_no_other_consent(kind):
    information = (Information.IDENTITY, Information.COUNSELLING_NOTES)
    draft = replace(FOR_TREATMENT, kind=kind, expires_on=date(2027, 1, 1), information=information)
    assert [one.paragraph for one in missing_elements(draft)] == ["42 CFR 2.31(b)"]


def test_a_consent_about_counselling_notes_covers_nothing_else():
    draft = replace(FOR_NOTES, information=(Information.IDENTITY, Information.COUNSELLING_NOTES))
    assert [one.paragraph for one in missing_elements(draft)] == ["42 CFR 2.31(b)"]


@pytest.fixture
def person(db) -> Person:
    return make_person()


def test_it_is_kept_as_it_was_signed(person):
    kept = DisclosureConsent.objects.get(id=make_consent(person, staff=make_keeper(person.clinic)).id)

    assert draft_of(kept) == replace(SIGNED, information=sorted(SIGNED.information))
    assert LeadEvent.objects.filter(kind="disclosure_consent.recorded").count() == 1


def test_one_that_lacks_something_is_not_kept(person):
    with pytest.raises(ConsentRefusedError) as refused:
        record_consent(person=person, draft=replace(SIGNED, signature=""), staff=make_keeper(person.clinic), now=NOW)

    assert [one.column for one in refused.value.missing] == ["signature"]
    assert DisclosureConsent.objects.count() == 0


def test_staff_of_another_clinic_may_not_record_one(person):
    with pytest.raises(Person.DoesNotExist):
        record_consent(person=person, draft=SIGNED, staff=make_staff(make_clinic()), now=NOW)


def test_revoking_ends_it_and_twice_is_once(person):
    staff = make_staff(person.clinic)
    consent = make_consent(person, staff=staff)

    first = revoke_consent(consent=consent, how="spoken", words="Stop", staff=staff, now=NOW)
    again = revoke_consent(consent=consent, how="written", words="", staff=staff, now=NOW + timedelta(days=1))

    assert first == again
    assert standing_of(consent, today=NOW.date()) == ConsentStanding.REVOKED
    assert LeadEvent.objects.filter(kind="disclosure_consent.revoked").count() == 1


@pytest.mark.parametrize(("day", "standing"), [(date(2027, 11, 17), "in_force"), (date(2027, 11, 18), "expired")])
def test_it_holds_through_its_last_day(person, day, standing):
    assert standing_of(make_consent(person, staff=make_keeper(person.clinic)), today=day) == standing


@pytest.mark.parametrize("act", ["update", "delete"])
@pytest.mark.parametrize("model", [DisclosureConsent, ConsentRevocation])
def test_rows_are_only_ever_added(db, model, act):
    with pytest.raises(TypeError):
        getattr(model.objects.all(), act)()
