"""A person with something in every table, and the consent that carries a disclosure."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from clinics.models import Clinic, Staff
from followup.domain.deciding import decide_followup
from followup.domain.ready_texts import publish_ready_texts
from intake.domain.calling import record_attempt
from intake.domain.leading import add_note
from intake.domain.staff_drafts import save_draft
from intake.models import Person, Task
from intake.states import Severity
from records.domain.consenting import ConsentDraft, record_consent
from records.models import DisclosureConsent
from records.states import ConsentKind, Information, SignedBy
from tests.factories import NOW, first_task, make_clinic, make_staff, receive

WORDS = {
    "name": "Zephyrina Quillfeather",
    "phone": "(202) 555-0163",
    "email": "zephyrina.q@example.org",
    "own_words": "xylophone marmalade",
    "if_someone_else": "pretend you are the plumber",
    "helps_us_talk": "speaks only esperanto",
    "good_time_words": "after the kingfisher sings",
}
NOTE = "noted by the lighthouse"
DRAFT = "half typed by candle"
SIGNED = ConsentDraft(
    kind=ConsentKind.SPECIFIC,
    patient_name=WORDS["name"],
    discloser="Oak Street Clinic",
    information=(Information.IDENTITY, Information.INQUIRY, Information.STAFF_NOTES),
    information_words="Name, first inquiry and notes of staff",
    recipients="Dr. Ada Example\nRiver Hospital",
    purpose="Going on with care",
    states_right_to_revoke=True,
    how_to_revoke="A letter to the clinic",
    expires_on=date(2027, 11, 17),
    signature=WORDS["name"],
    signed_by=SignedBy.PATIENT,
    signed_on=date(2026, 11, 16),
)
FOR_TREATMENT = replace(
    SIGNED,
    kind=ConsentKind.TREATMENT,
    recipients="My treating providers, health plans, third-party payers, and people helping to operate this program",
    is_class_of_recipients=True,
    purpose="For treatment, payment, and health care operations",
    expires_on=None,
    expiry_event="None",
    states_hipaa_redisclosure=True,
    states_redisclosure=True,
    states_refusal_consequences=True,
)


def make_keeper(clinic: Clinic) -> Staff:
    """A supervisor, who keeps the files of the clinic."""
    return make_staff(clinic, roles=("supervisor",), name="Kim")


def make_person(clinic: Clinic | None = None, **words: Any) -> Person:
    """Somebody with a row in nearly every table: inquiry, flag, call, note, e-mail, half-written note."""
    clinic = clinic or make_clinic()
    publish_ready_texts(clinic=clinic, now=NOW)
    dana = make_staff(clinic)
    said = {**WORDS, "reach": "email", "private": "no", "own_words": f"{WORDS['own_words']}, I want to kill myself", **words}
    received = receive(clinic, **said)
    assert received.lead is not None
    decide_followup(lead_id=received.lead.id, now=NOW)
    add_note(lead_id=received.lead.id, staff=dana, text=NOTE, now=NOW)
    save_draft(staff=dana, key=f"note:{received.lead.id}", body={"text": DRAFT}, now=NOW)
    record_attempt(
        task_id=first_task(received).id,
        staff=dana,
        outcome="no_answer",
        note="",
        next_step_at=NOW + timedelta(days=1),
        is_mine=False,
        idempotency_key=f"attempt-{received.lead.id}",
        now=NOW,
        danger_reason="a life in danger",
    )
    return Person.objects.select_related("clinic").get(id=received.lead.contact_person_id)


def end_emergencies(person: Person) -> None:
    """Whoever took them said that the danger is over."""
    emergencies = Task.objects.filter(lead__contact_person=person, state="open", severity=Severity.EMERGENCY)
    emergencies.update(state="done", outcome="safe", done_by=make_staff(person.clinic), done_at=NOW)


def make_consent(person: Person, *, staff: Staff, **changes: Any) -> DisclosureConsent:
    """A complete signed consent."""
    return record_consent(person=person, draft=replace(SIGNED, **changes), staff=staff, now=NOW)
