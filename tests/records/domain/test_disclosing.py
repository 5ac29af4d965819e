"""Nothing leaves without a consent that covers it, and nothing without notice and consent in the same document."""

import ast
from datetime import date, timedelta

import pytest

from intake.models import Person
from records.domain.consenting import record_consent, revoke_consent
from records.domain.disclosing import NOTICE, NotCoveredError, Wish, disclose, disclosures_of
from records.domain.erasing import erase_person, word_to_type
from records.models import Disclosure
from records.states import Information
from tests.architecture.source import PROJECT, name_of, python_files
from tests.factories import NOW, make_clinic, make_staff
from tests.records.builders import FOR_TREATMENT, NOTE, SIGNED, WORDS, end_emergencies, make_consent, make_keeper, make_person

pytestmark = pytest.mark.django_db
ALL = (Information.IDENTITY, Information.INQUIRY, Information.STAFF_NOTES)


@pytest.fixture
def person() -> Person:
    return make_person()


@pytest.fixture
def keeper(person):
    return make_keeper(person.clinic)


def send(person, keeper, consent, **changes) -> Disclosure:
    said = {"recipient": "River Hospital", "information": ALL, **changes}
    return disclose(person=person, wish=Wish(consent.id, **said), staff=keeper, now=NOW)


def test_the_document_carries_notice_consent_and_what_was_chosen(person, keeper):
    document = send(person, keeper, make_consent(person, staff=keeper)).document

    assert NOTICE in document
    signed = [SIGNED.patient_name, SIGNED.discloser, SIGNED.information_words, *SIGNED.recipients.splitlines(), SIGNED.purpose]
    for element in [*signed, SIGNED.how_to_revoke, "2027-11-17", SIGNED.signature, "2026-11-16"]:
        assert element in document
    for said in [WORDS["name"], WORDS["own_words"], NOTE, "+12025550163"]:
        assert said in document


def test_it_holds_no_more_than_was_chosen(person, keeper):
    document = send(person, keeper, make_consent(person, staff=keeper), information=[Information.INQUIRY]).document

    assert WORDS["own_words"] in document
    assert NOTE not in document
    assert WORDS["phone"] not in document
    assert "+12025550163" not in document
    assert WORDS["if_someone_else"] not in document


def refused(person, keeper, consent, **changes) -> str:
    with pytest.raises(NotCoveredError) as error:
        send(person, keeper, consent, **changes)
    assert Disclosure.objects.count() == 0
    return error.value.reason


def test_without_a_consent_there_is_none(person, keeper):
    other = make_person(person.clinic, phone="(202) 555-0177", email="other@example.org")
    assert "no written consent" in refused(person, keeper, make_consent(other, staff=keeper))


def test_a_revoked_consent_carries_nothing(person, keeper):
    consent = make_consent(person, staff=keeper)
    revoke_consent(consent=consent, how="written", words="", staff=keeper, now=NOW)
    assert "Revoked" in refused(person, keeper, consent)


def test_an_expired_consent_carries_nothing(person, keeper):
    consent = make_consent(person, staff=keeper, expires_on=date(2026, 11, 16))
    assert "Expired" in refused(person, keeper, consent)


@pytest.mark.parametrize("information", [[Information.CALLS], [*ALL, Information.MESSAGES], []])
def test_information_beyond_the_consent_stays(person, keeper, information):
    assert "cover" in refused(person, keeper, make_consent(person, staff=keeper), information=information)


@pytest.mark.parametrize("recipient", ["Somebody Else", "River", "", "River Hospital, and my cousin"])
def test_only_named_recipients(person, keeper, recipient):
    assert refused(person, keeper, make_consent(person, staff=keeper), recipient=recipient)


def test_spelling_and_spaces_of_a_name_do_not_matter(person, keeper):
    assert send(person, keeper, make_consent(person, staff=keeper), recipient=" river  HOSPITAL ").recipient == "river  HOSPITAL"


def test_a_class_of_recipients_and_an_event_must_be_checked(person, keeper):
    consent = record_consent(person=person, draft=FOR_TREATMENT, staff=keeper, now=NOW)
    assert "Check first" in refused(person, keeper, consent, recipient="Dr. New")
    assert send(person, keeper, consent, recipient="Dr. New", is_checked=True).purpose == FOR_TREATMENT.purpose


def test_an_event_that_ends_it_must_be_checked(person, keeper):
    consent = make_consent(person, staff=keeper, expires_on=None, expiry_event="When the transfer is done")
    assert "event" in refused(person, keeper, consent)


def test_an_erased_person_has_nothing_to_disclose(person, keeper):
    consent = make_consent(person, staff=keeper)
    end_emergencies(person)
    erase_person(person=person, typed=word_to_type(person), reason="Asked", never_contact=False, staff=keeper, now=NOW)
    assert "erased" in refused(person, keeper, consent)


@pytest.mark.parametrize("roles", [("staff",), ("clinician",), ("admin",)])
def test_supervisors_disclose(person, keeper, roles):
    consent = make_consent(person, staff=keeper)
    with pytest.raises(Person.DoesNotExist):
        send(person, make_staff(person.clinic, roles=roles), consent)
    with pytest.raises(Person.DoesNotExist):
        send(person, make_keeper(make_clinic()), consent)


@pytest.mark.embedded
def test_the_account_reproduces_every_disclosure(person, keeper):
    consent = make_consent(person, staff=keeper)
    made = []
    for number in range(500):
        wish = Wish(consent.id, "River Hospital", [ALL[number % 3]])
        made.append(disclose(person=person, wish=wish, staff=keeper, now=NOW + timedelta(minutes=number)).id)

    account = disclosures_of(person)

    assert [row.id for row in account] == made[::-1]
    assert all(NOTICE in row.document and row.recipient and row.purpose and row.made_by_id for row in account)


def test_a_disclosure_is_never_changed(db):
    with pytest.raises(TypeError):
        Disclosure.objects.update(purpose=b"")


def makers_of(name: str) -> set[str]:
    """Files in which `name` is called."""
    return {
        name_of(path)
        for path in python_files("desk", "records", "followup", "intake", "clinics", "config", "core")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(name)
    }


def test_there_is_one_way_to_make_a_disclosure():
    assert makers_of("Disclosure.objects.create") == {"records/domain/disclosing.py"}
    assert makers_of("document_of") == {"records/domain/disclosing.py"}


# A calendar entry without a name, and numbers in which small groups are hidden.
NOBODYS = {"desk/views/followup.py", "desk/views/reports.py"}


def test_only_three_pages_hand_out_a_file_and_each_is_known():
    """A page that sends files and is not a disclosure, an export or the audit's own list fails here."""
    files = python_files("desk", "intake", "followup", "config")
    senders = [path for path in files if "Content-Disposition" in path.read_text(encoding="utf-8")]
    known = {"desk/views/records.py": "disclosure_for(", "desk/views/records_keeping.py": "export_person("}
    unknown = {name_of(path) for path in senders} - known.keys() - {"desk/views/audit.py", *NOBODYS}
    assert unknown == set()
    for name, call in known.items():
        text = (PROJECT / name).read_text(encoding="utf-8")
        assert text.count("Content-Disposition") == 1
        assert call in text


def test_every_kind_of_information_has_its_columns():
    from records.domain.disclosing import _COLUMNS  # noqa: PLC0415

    assert set(_COLUMNS) == set(Information)
