import pytest

from core.models import AuditEntry
from followup.models import Message, Suppression
from followup.states import MessageState
from intake.domain.drafting import open_draft
from intake.domain.safe_contact import rules_for_lead
from intake.domain.staff_drafts import save_draft
from intake.models import (
    ContactConsent,
    ContactPoint,
    Lead,
    LeadEvent,
    NeverContact,
    Note,
    Person,
    PublicDraft,
    StaffDraft,
    Submission,
    Task,
)
from intake.states import LeadStatus
from records.domain.consenting import record_consent
from records.domain.disclosing import Wish, disclose, disclosures_of
from records.domain.erasing import NotConfirmedError, OpenEmergencyError, erase_person, let_contact_again, word_to_type
from records.domain.file_map import PARTS, Fate
from records.domain.holding import HeldError, ReasonMissingError, is_erased, lift_hold, place_hold
from records.domain.under_way import Care, care_of
from records.models import Erasure
from tests.factories import NOW, make_clinic, make_staff, receive
from tests.journeys.test_a_stolen_dump import dump
from tests.records.builders import DRAFT, NOTE, SIGNED, WORDS, end_emergencies, make_consent, make_keeper, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return make_person()


def erase(person: Person, *, never_contact: bool = False, staff=None, **changes) -> Erasure:
    end_emergencies(person)
    said = {"typed": word_to_type(person), "reason": "They asked", **changes}
    return erase_person(person=person, never_contact=never_contact, staff=staff or make_keeper(person.clinic), now=NOW, **said)


def words_left() -> set[str]:
    """Everything that can still be read in any encrypted column of any covered table."""
    found = set()
    for part in PARTS:
        for row in part.model._base_manager.all():
            found |= {str(getattr(row, name)) for name in part.blank}
    return found


def test_nobody_is_erased_while_they_may_be_in_danger(person):
    said = {"typed": word_to_type(person), "reason": "They asked", "never_contact": False, "staff": make_keeper(person.clinic)}
    with pytest.raises(OpenEmergencyError):
        erase_person(person=person, now=NOW, **said)
    assert not Erasure.objects.exists()
    assert care_of(person) == [Care.INQUIRY, Care.WORK]

    end_emergencies(person)
    assert erase_person(person=person, now=NOW, **said) == Erasure.objects.get()
    assert care_of(person) == []


def test_no_word_and_no_identifier_is_left(person):
    make_consent(person, staff=make_keeper(person.clinic))
    before = words_left()
    assert any(NOTE in word for word in before)

    erase(person)

    left = " ".join(words_left())
    for said in [*WORDS.values(), "+12025550163", NOTE, DRAFT, SIGNED.recipients, "They asked"]:
        assert said not in left
    assert StaffDraft.objects.count() == 0


def test_deleted_tables_are_empty_and_others_keep_their_rows(person):
    before = {part.model: part.rows(person.id).count() for part in PARTS}

    erase(person)

    after = {part.model: part.rows(person.id).count() for part in PARTS}
    for part in PARTS:
        if part.fate is Fate.DELETE:
            assert after[part.model] == 0
        else:
            assert after[part.model] >= before[part.model]
    assert before[ContactConsent] == after[ContactConsent] > 0


def test_history_and_audit_stay_with_who_and_why(person):
    keeper = make_keeper(person.clinic)
    events = LeadEvent.objects.count()

    erase(person, staff=keeper)

    assert LeadEvent.objects.count() > events
    entry = AuditEntry.objects.get(action="person.erased")
    assert (entry.actor_id, entry.object_id) == (keeper.id, person.id)
    assert LeadEvent.objects.filter(kind="person.erased").count() == 1


def test_nothing_goes_out_and_no_work_is_left(person):
    Message.objects.filter(person=person).update(state=MessageState.PENDING, why_not="")

    erase(person)

    assert set(Message.objects.filter(person=person).values_list("state", flat=True)) == {MessageState.SKIPPED}
    assert Task.objects.filter(state="open").count() == 0
    assert Lead.objects.get(contact_person=person).status == LeadStatus.CLOSED


def test_a_form_still_open_under_the_same_token_goes(person):
    clinic = person.clinic
    other = receive(clinic, token="tok", phone="202 555 0111").lead
    open_draft(clinic=clinic, token="tok", language="en", answers={"own_words": DRAFT}, now=NOW)
    open_draft(clinic=clinic, token="somebody-else", language="en", answers={}, now=NOW)

    erase(Person.objects.select_related("clinic").get(id=other.contact_person_id))

    assert PublicDraft.objects.count() == 1


def test_forms_kept_at_the_end_of_a_session_go_whatever_row_of_the_person_they_were_sent_to(person):
    dana, other = make_staff(person.clinic), make_person(person.clinic)
    task, point = Task.objects.filter(lead__contact_person=person)[0], ContactPoint.objects.filter(person=person)[0]
    paths = {
        "held:1": f"/desk/people/{person.id}/records/consent/",
        "held:2": f"/desk/tasks/{task.id}/finish/",
        "held:3": f"/desk/contact-points/{point.id}/safe-contact/",
        "held:4": f"/desk/people/{other.id}/records/consent/",
    }
    for key, path in paths.items():
        save_draft(staff=dana, key=key, body={"path": path, "fields": [["note", WORDS["name"]]]}, now=NOW)
    erase(person)
    assert {draft.key for draft in StaffDraft.objects.filter(staff=dana)} == {"held:4"}


def test_drafts_with_their_number_go_and_others_stay(person):
    dana = make_staff(person.clinic)
    save_draft(staff=dana, key="call:1", body={"number": "202.555.0163", "note": "x"}, now=NOW)
    save_draft(staff=dana, key="call:2", body={"number": "202.555.0199", "note": "x"}, now=NOW)
    elsewhere = make_staff(make_clinic())
    save_draft(staff=elsewhere, key="call:3", body={"number": "202 555 0163"}, now=NOW)

    erase(person)

    assert {draft.key for draft in StaffDraft.objects.all()} == {"call:2", "call:3"}


def test_somebody_else_keeps_everything(person):
    other = make_person(person.clinic, phone="(202) 555-0177", email="other@example.org", name="Other Person")

    erase(person)

    assert ContactPoint.objects.filter(person=other).exclude(value_hash="").count() == 2
    assert Note.objects.filter(lead__contact_person=other).first().text == NOTE
    assert not is_erased(other)


def test_a_suppression_survives(person):
    point = ContactPoint.objects.filter(person=person, kind="email").get()
    Suppression.objects.create(clinic=person.clinic, address_hash=point.value_hash, purpose="", reason="bounced", created_at=NOW)

    erase(person)

    assert Suppression.objects.filter(address_hash=point.value_hash, lifted_at=None).count() == 1


def test_never_contact_holds_in_every_clinic_until_they_ask_again(person):
    erase(person, never_contact=True)
    elsewhere = make_clinic()

    again = receive(elsewhere, phone=WORDS["phone"], email="new@example.org", reach="call").lead

    rules = {way.contact_point.kind: way.rules for way in rules_for_lead(again)}
    assert rules["phone"].is_never
    assert not rules["phone"].may_call
    assert NeverContact.objects.count() == 2
    back = Person.objects.get(id=again.contact_person_id)
    assert let_contact_again(person=back, staff=make_keeper(elsewhere), now=NOW) == 1
    assert rules_for_lead(again)[0].rules.is_never is False


def test_without_that_wish_no_hash_is_kept(person):
    erase(person)
    assert NeverContact.objects.count() == 0


def test_the_account_of_disclosures_survives_without_the_document(person):
    keeper = make_keeper(person.clinic)
    consent = record_consent(person=person, draft=SIGNED, staff=keeper, now=NOW)
    disclose(person=person, wish=Wish(consent.id, "River Hospital", ["identity"]), staff=keeper, now=NOW)

    erase(person, staff=keeper)

    [kept] = disclosures_of(person)
    assert (kept.recipient, kept.purpose, kept.document) == ("River Hospital", SIGNED.purpose, "")


def test_a_legal_hold_refuses_until_it_is_lifted(person):
    keeper = make_keeper(person.clinic)
    place_hold(person=person, reason="A court asks", staff=keeper, now=NOW)
    with pytest.raises(HeldError):
        erase(person, staff=keeper)
    assert Submission.objects.get(lead__contact_person=person).payload["name"] == WORDS["name"]

    lift_hold(person=person, reason="It is over", staff=keeper, now=NOW)
    erase(person, staff=keeper)
    assert is_erased(person)


def test_the_hold_of_somebody_they_share_an_inquiry_with_refuses_too(person):
    keeper = make_keeper(person.clinic)
    child = make_person(person.clinic, phone="(202) 555-0177", email="child@example.org")
    Lead.objects.filter(contact_person=person).update(care_person=child)
    place_hold(person=child, reason="A court asks", staff=keeper, now=NOW)

    with pytest.raises(HeldError):
        erase(person, staff=keeper)


def test_what_is_typed_must_fit(person):
    with pytest.raises(NotConfirmedError):
        erase(person, typed="nope")
    assert not is_erased(person)


def test_it_needs_a_reason(person):
    with pytest.raises(ReasonMissingError):
        erase(person, reason="  ")


def test_twice_is_once(person):
    first = erase(person)
    assert erase(person).id == first.id
    assert AuditEntry.objects.filter(action="person.erased").count() == 1


def test_staff_may_not(person):
    with pytest.raises(Person.DoesNotExist):
        erase(person, staff=make_staff(person.clinic))


def test_the_tables_hold_no_plain_word_before_or_after(person):
    erase(person)
    stolen = b"\0".join(dump()).lower()
    assert b"quillfeather" not in stolen
