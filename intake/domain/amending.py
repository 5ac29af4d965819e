"""Amending: the same form sent again with other words changes the lead it made; nothing of the first is thrown away."""

from datetime import datetime

from core.audit import Actor
from intake.domain.asking_nurse import ask_nurse
from intake.domain.consenting import Evidence, keep_answers
from intake.domain.escalating import escalate_if_emergency
from intake.domain.indexing import index_person
from intake.domain.matching import note_maybe_same
from intake.domain.opening import write_contact_points
from intake.domain.reading import Inquiry, read_inquiry
from intake.domain.recording import write_event
from intake.domain.routing import route_lead
from intake.domain.tasking import open_tasks_of, queue_of
from intake.domain.triaging import keep_triage, triage_words
from intake.models import ContactPoint, Lead, Submission
from intake.states import Severity, TaskKind


class FirstNotUnderstoodError(Exception):
    """The arrival this one amends has no lead yet; the sweep comes back to it."""


def amend_lead(*, submission: Submission, actor: Actor, now: datetime) -> Lead:
    """Bring a later body of the same form to its lead. The caller holds the submission's lock and its transaction."""
    first = submission.amends
    if first is None or first.lead_id is None:
        raise FirstNotUnderstoodError
    # Addresses before leads: every transaction that holds both takes them in this order.
    theirs = ContactPoint.objects.filter(person__leads=first.lead_id, replaced_by=None)
    list(theirs.select_for_update(of=("self",)).order_by("id").values_list("id"))
    lead = Lead.objects.select_for_update(of=("self",)).select_related("contact_person", "clinic").get(id=first.lead_id)
    inquiry = read_inquiry(submission.payload, region=submission.clinic.phone_region)
    _amend_person(lead, submission, inquiry, now)
    if inquiry.reach != "none":
        added = set(inquiry.topics) - set(lead.topics)
        ask_nurse(lead=lead, topics=added, queue=queue_of(lead), actor=actor, now=now)
    _amend_words(lead, inquiry)
    triage = triage_words(text=inquiry.free_text, language=submission.language, safe_answer=inquiry.safe)
    has_risen = keep_triage(lead=lead, triage=triage, source_kind="submission", source_id=submission.id, actor=actor, now=now)
    write_event(lead=lead, kind="lead.amended", actor=actor, now=now, facts={"submission": str(submission.id)})
    if has_risen:
        raise_open_work(lead=lead, actor=actor, now=now)
    return lead


def raise_open_work(*, lead: Lead, actor: Actor, now: datetime) -> None:
    """Route a lead again after its severity rose, and bring its open tasks forward to match."""
    decision = route_lead(lead=lead, actor=actor, now=now)
    for task in open_tasks_of(lead):
        task.severity = min(task.severity, lead.severity)
        task.due_at = min(task.due_at, decision.due_at)
        task.ready_at = min(task.ready_at, now)
        task.queue = decision.queue
        task.version += 1
        task.save(update_fields=["severity", "due_at", "ready_at", "queue", "version"])
    if lead.first_attempt_due_at is None or decision.due_at < lead.first_attempt_due_at:
        lead.first_attempt_due_at = decision.due_at
        lead.save(update_fields=["first_attempt_due_at"])
    escalate_if_emergency(lead=lead, queue=decision.queue, actor=actor, now=now)


def _amend_person(lead: Lead, submission: Submission, inquiry: Inquiry, now: datetime) -> None:
    person = lead.contact_person
    if inquiry.name and inquiry.name != person.name:
        person.name = inquiry.name
        person.save(update_fields=["name"])
    old = list(ContactPoint.objects.select_for_update().filter(person=person, replaced_by=None))
    points = write_contact_points(person=person, inquiry=inquiry, now=now)
    for row in old:
        if row.kind in points:
            # A corrected number replaces the one before it: what was mistyped may be a stranger's.
            row.replaced_by = points[row.kind]
            row.save(update_fields=["replaced_by"])
        else:
            # They chose another way to be reached, so this one is no longer a yes.
            row.may_call = row.may_text = row.may_email = False
            row.save(update_fields=["may_call", "may_text", "may_email"])
    evidence = Evidence(kind="submission", id=submission.id)
    keep_answers(person=person, points=points, inquiry=inquiry, language=submission.language, evidence=evidence, now=now)
    _move_first_task(lead, inquiry, points)
    note_maybe_same(person=person, points=points.values(), now=now)
    index_person(person=person, now=now)


def _move_first_task(lead: Lead, inquiry: Inquiry, points: dict[str, ContactPoint]) -> None:
    phone = points.get("phone")
    number_hash = phone.value_hash if phone and inquiry.reach == "call" else ""
    for task in open_tasks_of(lead, [TaskKind.FIRST_CONTACT]):
        task.number_hash = number_hash
        task.version += 1
        task.save(update_fields=["number_hash", "version"])


def _amend_words(lead: Lead, inquiry: Inquiry) -> None:
    lead.preferred_channel = inquiry.reach
    if inquiry.own_words and inquiry.own_words != lead.own_words:
        lead.own_words = inquiry.own_words
    if inquiry.topics:
        lead.topics = list(inquiry.topics)
    lead.severity = Severity(lead.severity)
    lead.save(update_fields=["preferred_channel", "own_words", "topics"])
