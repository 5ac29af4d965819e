"""Somebody at a person's side asks for their own file, or to be erased: nothing of the one they support is told or lost."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse

from core.models import AuditEntry
from followup.domain.aftercare.entering import Entry, enter_aftercare
from followup.domain.aftercare.supporting import SupporterWish
from followup.domain.aftercare.sweeping import sweep_aftercare
from followup.domain.inbound import Came, Mail, take_mail
from followup.models import Message, Supporter
from followup.states import AftercareEntry
from intake.domain.restricting import restrict_lead
from intake.models import ContactPoint, LeadEvent, Person, Submission, Task
from intake.states import Severity
from records.access import files_kept_by, files_visible_to
from records.domain.erasing import OpenEmergencyError, erase_person, word_to_type
from records.domain.exporting import as_json, as_text, export_person, read_file
from records.domain.file_map import PARTS
from records.domain.holding import HeldError, is_erased, lift_hold, place_hold
from records.domain.retaining import end_overdue
from records.domain.supporting import add_supporter
from records.domain.under_way import Care, care_of
from tests.desk.conftest import signed_in
from tests.factories import NOW, make_clinic, make_staff
from tests.followup.aftercare.builders import TODAY
from tests.followup.builders import go_live
from tests.records.builders import NOTE, SIGNED, WORDS, end_emergencies, make_consent, make_keeper, make_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ADDRESS, ANSWER = "wanderlind@side.example", "we are both well, said the heron"


@pytest.fixture
def patient() -> Person:
    go_live()
    return make_person(make_clinic(public_name="Oak Street Recovery", discreet_name="Oak Office"))


@pytest.fixture
def rosa(patient) -> Person:
    """At the patient's side: she got a note and answered it, and the next one waits in the outbox."""
    return support(patient)


def support(patient: Person, *, email: str = ADDRESS) -> Person:
    lead, nurse = patient.leads.get(), make_staff(patient.clinic, roles=("clinician",))
    entry = Entry(AftercareEntry.BY_HAND, TODAY, "First visit on Friday", agrees=True)
    aftercare = enter_aftercare(lead_id=lead.id, entry=entry, staff=nurse, now=NOW)
    consent = make_consent(patient, staff=nurse, expires_on=TODAY + 300 * DAY)
    wish = SupporterWish(consent.id, "Rosalind Wander", email, "en", 28, TODAY + 300 * DAY, agreed=True)
    rosa = add_supporter(aftercare_id=aftercare.id, wish=wish, staff=nurse, now=NOW).person
    sweep_aftercare(now=NOW + 28 * DAY)
    note = Message.objects.get(person=rosa)
    mail = Mail(names=(note.id,), message_id="<1@side>", sender=email, subject="Re: A short note", text=ANSWER)
    assert take_mail(mail=mail, clinic=None, now=NOW + 28 * DAY) is Came.REPLY
    return Person.objects.select_related("clinic").get(id=rosa.id)


def erase(person: Person, *, now=NOW + 29 * DAY, never_contact: bool = False):
    said = {"typed": word_to_type(person), "reason": "She asked", "never_contact": never_contact}
    return erase_person(person=person, staff=make_keeper(person.clinic), now=now, **said)


def rows_of(person: Person) -> Iterator[tuple[str, str, dict]]:
    """Every row of a person in every table, in full."""
    for part in PARTS:
        for row in part.rows(person.id):
            columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
            yield part.model._meta.label, str(row.pk), columns


def shared(patient: Person, rosa: Person) -> set[str]:
    """Rows that are in both files: what went to her, and that she stands there."""
    return {key for _label, key, _columns in rows_of(patient)} & {key for _label, key, _columns in rows_of(rosa)}


# Their file


def test_no_row_and_no_word_of_the_one_they_support_is_in_it(patient, rosa):
    theirs = {key for _label, key, _columns in rows_of(patient) if "-" in key} - shared(patient, rosa)
    consents = {str(row.consent_id) for row in Supporter.objects.all()}
    file = read_file(person=rosa, language="en", now=NOW + 29 * DAY)
    for form in (as_json(file), as_text(file)):
        assert [key for key in theirs | consents if key in form] == []
        for word in (*WORDS.values(), NOTE, SIGNED.purpose, "Oak Street Recovery", "ftercare", "heck-in", "42 CFR", "she_asked"):
            assert word not in form
        assert str((TODAY + 300 * DAY).isoformat()) not in form
    assert len(theirs) > 30


def test_everything_that_is_theirs_is_in_it_and_it_says_what_is_not(patient, rosa):
    note = Message.objects.get(person=rosa)
    file = read_file(person=rosa, language="en", now=NOW + 29 * DAY)
    data, text = json.loads(as_json(file)), as_text(file)
    for word in ("Rosalind Wander", ADDRESS, ANSWER, note.subject, note.body.split("\n")[0]):
        assert word in text
        assert word in json.dumps(data, ensure_ascii=False).replace("\\n", "\n")
    assert "is left out" in data["left_out"]
    assert data["left_out"] in text
    assert data["clinic"] == "Oak Office"


def test_nor_are_their_address_and_words_in_the_file_of_the_one_they_support(patient, rosa):
    file = read_file(person=patient, language="en", now=NOW + 29 * DAY)
    note = Message.objects.get(person=rosa)
    for form in (as_json(file), as_text(file)):
        assert [word for word in (ADDRESS, ANSWER, note.subject, note.body.split("\n")[2]) if word in form] == []
        assert "at your side wrote to us" in form
    assert "Rosalind Wander" in as_text(file)
    alone = make_person(patient.clinic, phone="(202) 555-0177", email="alone@example.org")
    assert "left_out" not in json.loads(as_json(read_file(person=alone, language="en", now=NOW)))


def test_giving_it_is_audited_and_leaves_nothing_in_the_others_history(patient, rosa):
    before = LeadEvent.objects.count()
    keeper = make_keeper(patient.clinic)
    export_person(person=rosa, reason="She asked", language="en", staff=keeper, now=NOW)
    entry = AuditEntry.objects.get(action="record.exported")
    assert (entry.object_id, entry.actor_id, entry.reason) == (rosa.id, keeper.id, "She asked")
    assert LeadEvent.objects.count() == before


# Who may


def test_only_whoever_sees_the_one_they_support_opens_their_file(patient, rosa):
    here, there = make_keeper(patient.clinic), make_keeper(make_clinic())
    elsewhere = support(make_person(make_clinic(), phone="(202) 555-0177", email="other@example.org"), email="other@side.example")
    assert set(files_kept_by(here).filter(id__in=[rosa.id, elsewhere.id])) == {rosa}
    assert not files_visible_to(there).filter(id=rosa.id).exists()
    for act in (erase_with(there), export_with(there)):
        with pytest.raises(Person.DoesNotExist):
            act(rosa)
    restrict_lead(lead_id=patient.leads.get().id, people=[make_staff(patient.clinic).id], reason="A colleague", staff=here, now=NOW)
    assert not files_visible_to(make_keeper(patient.clinic)).filter(id=rosa.id).exists()


def erase_with(staff):
    return lambda person: erase_person(person=person, typed=word_to_type(person), reason="x", never_contact=False, staff=staff, now=NOW)


def export_with(staff):
    return lambda person: export_person(person=person, reason="x", language="en", staff=staff, now=NOW)


# Erasing


def test_their_words_and_address_go_and_the_other_keeps_every_row(patient, rosa):
    end_emergencies(patient)
    hers = shared(patient, rosa)
    reply = Submission.objects.get(channel="inbound_email")
    touched = hers | {str(reply.id)} | {str(task.id) for task in Task.objects.filter(submission=reply)}
    before = {row[1]: row for row in rows_of(patient) if row[1] not in touched}

    for _twice in range(2):
        erase(rosa)

    after = {row[1]: row for row in rows_of(patient)}
    changed = {name for _l, key, columns in before.values() for name, value in columns.items() if after[key][2][name] != value}
    # A line in the history that they hear nothing more.
    assert (set(before) <= set(after), changed) == (True, {"version"})
    everything = " ".join(str(row) for person in (patient, rosa) for row in rows_of(person))
    for word in ("Rosalind", ADDRESS, "heron"):
        assert word not in everything
    assert NOTE in everything
    assert (is_erased(rosa), is_erased(patient)) == (True, False)
    assert AuditEntry.objects.filter(action="person.erased", object_id=rosa.id).count() == 1
    assert not LeadEvent.objects.filter(kind="person.erased").exists()


def test_nothing_is_sent_to_them_any_more_and_no_work_of_theirs_waits(patient, rosa):
    end_emergencies(patient)
    Task.objects.filter(submission__channel="inbound_email").update(state="open", severity=Severity.SOON, done_by=None, done_at=None)
    sweep_aftercare(now=NOW + 56 * DAY)
    assert sorted(Message.objects.filter(person=rosa).values_list("state", flat=True)) == ["pending", "pending"]
    assert care_of(rosa) == [Care.WORK, Care.SUPPORT]

    erase(rosa, now=NOW + 56 * DAY)

    sweep_aftercare(now=NOW + 84 * DAY)
    assert set(Message.objects.filter(person=rosa).values_list("state", flat=True)) == {"skipped"}
    row = Supporter.objects.get()
    assert (row.ended_at, row.end_reason) == (NOW + 56 * DAY, "person_erased")
    assert LeadEvent.objects.filter(kind="supporter.ended", lead=patient.leads.get()).count() == 1
    assert Task.objects.get(submission__channel="inbound_email").outcome == "person_erased"
    assert care_of(rosa) == []
    assert Care.AFTERCARE in care_of(patient)


def test_they_may_ask_that_nobody_ever_writes_again(patient, rosa):
    end_emergencies(patient)
    erase(rosa, never_contact=True)
    other = make_person(patient.clinic, phone="(202) 555-0177", email="other@example.org")
    again = support(other, email="second@side.example")
    assert ContactPoint.objects.get(person=again).value == "second@side.example"


def test_a_hold_on_the_one_they_support_holds_them_too(patient, rosa):
    end_emergencies(patient)
    keeper = make_keeper(patient.clinic)
    place_hold(person=patient, reason="A court asks", staff=keeper, now=NOW)
    with pytest.raises(HeldError):
        erase(rosa)
    Supporter.objects.update(ended_at=NOW, end_reason="by_staff")
    end_overdue(now=NOW + 4000 * DAY)
    assert not is_erased(rosa)
    lift_hold(person=patient, reason="Over", staff=keeper, now=NOW)
    erase(rosa)
    assert is_erased(rosa)


def test_a_hold_of_their_own_says_nothing_of_its_reason_in_their_file(patient, rosa):
    end_emergencies(patient)
    place_hold(person=rosa, reason=f"Court case of {WORDS['name']}", staff=make_keeper(patient.clinic), now=NOW)
    assert WORDS["name"] not in as_json(read_file(person=rosa, language="en", now=NOW))
    with pytest.raises(HeldError):
        erase(rosa)
    with pytest.raises(HeldError):
        erase(patient)


def test_nobody_is_erased_while_the_one_they_support_may_be_in_danger(patient, rosa):
    with pytest.raises(OpenEmergencyError):
        erase(rosa)
    end_emergencies(patient)
    erase(rosa)
    assert is_erased(rosa)


def test_a_supporter_of_long_ago_waits_for_no_emergency(patient, rosa):
    Supporter.objects.update(ended_at=NOW, end_reason="by_staff")
    erase(rosa)
    assert is_erased(rosa)


# The pages


def test_a_supervisor_gets_there_from_both_pages_and_does_it_there(patient, rosa):
    end_emergencies(patient)
    browser = signed_in(make_keeper(patient.clinic))
    there = reverse("desk:records", args=[rosa.id])
    for before in (
        reverse("desk:records", args=[patient.id]),
        reverse("desk:aftercare-person", args=[patient.leads.get().aftercares.get().id]),
    ):
        assert there in browser.get(before).content.decode()
    page = browser.get(there).content.decode()
    assert "At the side of somebody in aftercare" in page
    assert WORDS["name"] not in page
    copy = browser.post(reverse("desk:records-export", args=[rosa.id]), {"reason": "She asked", "language": "es"})
    assert copy.headers["Content-Type"] == "application/zip"
    erasing = reverse("desk:records-erase", args=[rosa.id])
    asked = browser.get(erasing).content.decode()
    assert "The person they support is not erased" in asked
    assert "stand at a person" in asked
    page = browser.post(erasing, {"reason": "She asked", "typed": word_to_type(rosa)}, follow=True).content.decode()
    assert "were erased on" in page
    assert "Rosalind" not in browser.get(reverse("desk:records", args=[patient.id])).content.decode()


def test_another_clinic_sees_nobody(patient, rosa):
    stranger = signed_in(make_keeper(make_clinic()))
    for name in ("records", "records-erase"):
        assert stranger.get(reverse(f"desk:{name}", args=[rosa.id])).status_code == 404
    assert stranger.post(reverse("desk:records-export", args=[rosa.id]), {"reason": "x"}).status_code == 404
