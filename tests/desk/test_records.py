"""A person's records at the desk: who may open and keep them, what is told back, and that nothing happens by looking."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from clinics.models import Staff
from core.models import AuditEntry
from intake.models import ContactConsent, Lead, Person, Task
from records.domain.erasing import word_to_type
from records.domain.holding import is_erased, is_held
from records.models import Disclosure, DisclosureConsent, RetentionRule
from tests.desk.conftest import read_entries, signed_in
from tests.factories import NOW, make_clinic, make_staff
from tests.records.builders import NOTE, WORDS, end_emergencies, make_consent, make_keeper, make_person

pytestmark = pytest.mark.django_db
SIGNED = {
    "kind": "specific",
    "patient_name": WORDS["name"],
    "discloser": "Oak Street Clinic",
    "information": ["identity", "staff_notes"],
    "information_words": "Name and notes",
    "recipients": "River Hospital",
    "purpose": "Going on with care",
    "states_right_to_revoke": "on",
    "how_to_revoke": "A letter",
    "expires_on": "2030-01-01",
    "signature": WORDS["name"],
    "signed_by": "patient",
    "signed_on": "2026-11-16",
}


@pytest.fixture
def person(clinic) -> Person:
    return make_person(clinic)


@pytest.fixture
def keeper(clinic):
    """A supervisor's browser."""
    return signed_in(make_keeper(clinic))


def at(name: str, *ids: object) -> str:
    return reverse(f"desk:{name}", args=ids)


def test_the_lead_page_leads_there_and_reading_is_written_down(desk, person):
    lead = Lead.objects.get(contact_person=person)
    assert at("records", person.id) in desk.get(at("lead", lead.id)).content.decode()

    page = desk.get(at("records", person.id))

    assert page.status_code == 200
    assert len(read_entries("record.read")) == 1
    words = page.content.decode()
    assert "Escríbanme" in words or "Email me about this." in words
    assert all(consent.wording in words for consent in ContactConsent.objects.filter(person=person))


@pytest.mark.parametrize("name", ["records", "records-consent"])
def test_another_clinic_sees_nobody(person, name):
    stranger = signed_in(make_staff(make_clinic(), roles=("supervisor",)))
    assert stranger.get(at(name, person.id)).status_code == 404


@pytest.mark.parametrize("name", ["records-disclose", "records-erase"])
def test_a_keeper_of_another_clinic_sees_nobody(person, name):
    assert signed_in(make_keeper(make_clinic())).get(at(name, person.id)).status_code == 404


@pytest.mark.parametrize("name", ["records-export", "records-hold", "records-contact-again"])
def test_a_keeper_of_another_clinic_changes_nothing(person, name):
    answer = signed_in(make_keeper(make_clinic())).post(at(name, person.id), {"reason": "x"})
    assert answer.status_code == 404
    assert not is_held(person)


@pytest.mark.parametrize("name", ["records-export", "records-hold", "records-erase", "records-contact-again", "records-disclose"])
def test_staff_may_not_keep(desk, person, name):
    assert desk.post(at(name, person.id), {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("role", ["admin", "auditor"])
def test_who_cares_for_nobody_opens_no_file(clinic, person, role):
    assert signed_in(make_staff(clinic, roles=(role,))).get(at("records", person.id)).status_code == 403


def test_a_supervisor_elsewhere_who_is_staff_here_may_read_and_not_keep(clinic, person):
    both = make_staff(clinic)
    both.memberships.create(clinic=make_clinic(), role="supervisor")
    browser = signed_in(both)
    assert browser.get(at("records", person.id)).status_code == 200
    assert browser.get(at("records-erase", person.id)).status_code == 404
    assert browser.post(at("records-export", person.id), {"reason": "x"}).status_code == 404


def test_a_consent_is_kept_and_shown(desk, person):
    answer = desk.post(at("records-consent", person.id), SIGNED, follow=True)
    assert DisclosureConsent.objects.get().purpose == SIGNED["purpose"]
    assert "River Hospital" in answer.content.decode()
    assert "In force" in answer.content.decode()


def test_what_a_consent_lacks_is_named_and_what_was_typed_stays(desk, person):
    answer = desk.post(at("records-consent", person.id), {**SIGNED, "purpose": "", "states_right_to_revoke": ""})
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "42 CFR 2.31(a)(5)" in words
    assert "42 CFR 2.31(a)(6)" in words
    assert 'value="River Hospital"' in words or "River Hospital</textarea>" in words
    assert not DisclosureConsent.objects.exists()


def test_a_wrong_day_is_told(desk, person):
    assert desk.post(at("records-consent", person.id), {**SIGNED, "signed_on": "yesterday"}).status_code == 422


def test_revoking_stops_disclosing(desk, keeper, clinic, person):
    consent = make_consent(person, staff=make_keeper(clinic))
    answer = desk.post(at("records-revoke", consent.id), {"how": "spoken", "words": "Stop"}, follow=True)
    assert "Revoked" in answer.content.decode()
    assert "No consent is in force" in keeper.get(at("records-disclose", person.id)).content.decode()
    assert signed_in(make_staff(make_clinic())).post(at("records-revoke", consent.id), {"how": "spoken"}).status_code == 404


def test_a_disclosure_becomes_a_document_to_download(keeper, clinic, person):
    consent = make_consent(person, staff=make_keeper(clinic))
    wish = {"consent": str(consent.id), "recipient": "River Hospital", "information": ["identity", "staff_notes"]}

    keeper.post(at("records-disclose", person.id), wish, follow=True)
    document = keeper.get(at("records-document", Disclosure.objects.get().id))

    assert document.headers["Content-Disposition"] == 'attachment; filename="document.txt"'
    assert "protected by Federal confidentiality rules" in document.content.decode()
    assert NOTE in document.content.decode()
    assert len(read_entries("disclosure.read")) == 1
    stranger = signed_in(make_keeper(make_clinic()))
    assert stranger.get(at("records-document", Disclosure.objects.get().id)).status_code == 404


def test_one_showing_of_a_form_counts_once_however_often_it_is_pressed(keeper, clinic, person):
    key = re.search(r'name="key" value="(\w+)"', keeper.get(at("records-consent", person.id)).content.decode())[1]
    answers = [keeper.post(at("records-consent", person.id), {**SIGNED, "key": key}) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    consent = DisclosureConsent.objects.get()

    key = re.search(r'name="key" value="(\w+)"', keeper.get(at("records-disclose", person.id)).content.decode())[1]
    wish = {"consent": str(consent.id), "recipient": "A cousin", "information": ["identity"], "key": key}
    assert keeper.post(at("records-disclose", person.id), wish).status_code == 422
    wish["recipient"] = "River Hospital"
    answers = [keeper.post(at("records-disclose", person.id), wish) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Disclosure.objects.count() == 1


def test_who_took_the_document_stands_among_those_who_saw_the_person(keeper, clinic, person):
    consent, lead = make_consent(person, staff=make_keeper(clinic)), Lead.objects.get(contact_person=person)
    keeper.post(at("records-disclose", person.id), {"consent": str(consent.id), "recipient": "River Hospital", "information": ["identity"]})
    keeper.get(at("records-document", Disclosure.objects.get().id))
    assert "Document of a disclosure read" in keeper.get(at("audit-who-saw", lead.id)).content.decode()


def test_a_disclosure_that_no_consent_covers_is_refused_with_the_reason(keeper, clinic, person):
    consent = make_consent(person, staff=make_keeper(clinic))
    wish = {"consent": str(consent.id), "recipient": "A cousin", "information": ["identity"]}
    answer = keeper.post(at("records-disclose", person.id), wish)
    assert answer.status_code == 422
    assert "The consent does not name this recipient." in answer.content.decode()
    assert "A cousin" in answer.content.decode()


def test_the_archive_needs_a_reason(keeper, person):
    answer = keeper.post(at("records-export", person.id), {"reason": " "})
    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()

    answer = keeper.post(at("records-export", person.id), {"reason": "They asked", "language": "en"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert NOTE in archive.read("person.txt").decode()
    assert AuditEntry.objects.get(action="record.exported").reason == "They asked"


def test_a_hold_stands_and_is_lifted(keeper, person):
    keeper.post(at("records-hold", person.id), {"reason": "A court asks", "do": "place"})
    assert is_held(person)
    assert "A court asks" in keeper.get(at("records", person.id)).content.decode()
    assert "nothing is erased" in keeper.get(at("records-erase", person.id)).content.decode()
    answer = keeper.post(at("records-erase", person.id), {"reason": "x", "typed": word_to_type(person)})
    assert (answer.status_code, is_erased(person)) == (422, False)

    keeper.post(at("records-hold", person.id), {"reason": "Over", "do": "lift"})
    assert not is_held(person)


def test_looking_at_the_page_erases_nobody(keeper, person):
    assert word_to_type(person) in keeper.get(at("records-erase", person.id)).content.decode()
    assert not is_erased(person)


def test_an_emergency_is_ended_before_anybody_is_erased(keeper, person):
    page = keeper.get(at("records-erase", person.id)).content.decode()
    assert "an open inquiry" in page
    assert "End the emergency first" in page

    answer = keeper.post(at("records-erase", person.id), {"reason": "They asked", "typed": word_to_type(person)})

    assert (answer.status_code, is_erased(person)) == (422, False)
    assert answer.content.decode().count("End the emergency first") == 1


def test_erasing_takes_the_typed_signs_and_leaves_a_page_without_words(keeper, person):
    end_emergencies(person)
    wrong = keeper.post(at("records-erase", person.id), {"reason": "They asked", "typed": "XXXX"})
    assert (wrong.status_code, is_erased(person)) == (422, False)
    assert "They asked" in wrong.content.decode()

    said = {"reason": "They asked", "typed": word_to_type(person).lower(), "never_contact": "on"}
    page = keeper.post(at("records-erase", person.id), said, follow=True).content.decode()

    assert is_erased(person)
    assert "were erased on" in page
    assert WORDS["name"] not in page
    lead = Lead.objects.get(contact_person=person)
    assert keeper.get(at("lead", lead.id)).status_code == 200


def test_an_admin_sets_how_long_things_are_kept(clinic):
    admin = signed_in(make_staff(clinic, roles=("admin",)))
    address = at("settings-retention", clinic.slug)
    page = admin.get(address)
    assert "2190" in page.content.decode()
    days = {kind: field.initial for kind, field in page.context["form"].fields.items()} | page.context["form"].initial
    assert admin.post(address, {**days, "raw_payloads": "30"}).status_code == 302
    assert RetentionRule.objects.get().days == 30

    wrong = admin.post(address, {**days, "closed_leads": "5"})
    assert wrong.status_code == 200
    assert 'value="5"' in wrong.content.decode()
    assert RetentionRule.objects.count() == 1


def test_shorter_days_that_end_people_at_once_say_how_many_and_wait_for_a_tick(clinic, person):
    admin, address = signed_in(make_staff(clinic, roles=("admin",))), at("settings-retention", clinic.slug)
    Lead.objects.filter(contact_person=person).update(status="closed")
    end_emergencies(person)
    Task.objects.filter(lead__contact_person=person, state="open").update(state="cancelled")
    days = admin.get(address).context["form"].initial
    with time_machine.travel(NOW + timedelta(days=400)):
        # Other admins keep other browsers: sign in at this hour.
        admin = signed_in(Staff.objects.get(memberships__role="admin"))
        asked = admin.post(address, {**days, "closed_leads": "365"}).content.decode()
        assert "1 ends within the hour, for ever." in asked
        assert 'name="ends" value="1"' in asked
        for rubbish in ("0", "-1", "x", "9" * 40, "\u0663"):
            assert admin.post(address, {**days, "closed_leads": "365", "ends": rubbish}).status_code == 200
        assert not RetentionRule.objects.exists()
        assert admin.post(address, {**days, "closed_leads": "365", "ends": "1"}).status_code == 302
    assert RetentionRule.objects.get().days == 365


@pytest.mark.parametrize(("role", "status"), [("staff", 403), ("supervisor", 403), ("auditor", 200)])
def test_who_reads_how_long_things_are_kept(clinic, role, status):
    browser = signed_in(make_staff(clinic, roles=(role,)))
    assert browser.get(at("settings-retention", clinic.slug)).status_code == status
