"""What staff do with a lead: status moves, notes, replies, acknowledging, ending tasks, pausing messages."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from clinics.domain.hours import hours_of
from clinics.models import Staff
from core.audit import Actor
from core.sql import lease_until, whole
from intake.access import leads_visible_to, people_visible_to, tasks_visible_to
from intake.domain.amending import raise_open_work
from intake.domain.claiming import LEASE_SECONDS, TaskClosedError, claim_with_siblings
from intake.domain.clocks import note_attempt
from intake.domain.recording import write_event
from intake.domain.routing import due_at
from intake.domain.same_person import SAME
from intake.domain.tasking import TaskWish, end_task, hold_lead_of, open_task, open_tasks_of
from intake.domain.triaging import keep_triage, triage_words
from intake.models import Lead, MaybeSame, Note, Task
from intake.states import LEGAL_MOVES, OPEN_STATUSES, LeadStatus, Severity, TaskKind, TaskState

# Somebody who took an emergency by name and gave it no outcome is asked after this long.
ASKED_AFTER = timedelta(minutes=60)


class IllegalMoveError(Exception):
    """A lead can't go from its status to the one that was asked for."""

    def __init__(self, current: str, wanted: str) -> None:
        super().__init__(f"A lead can't go from {current} to {wanted}.")
        self.current, self.wanted = current, wanted


class ReasonNeededError(Exception):
    """Ending a lead needs a reason: nobody is let go without one."""


@whole
def move_lead(*, lead_id: UUID, to: str, staff: Staff, reason: str, now: datetime) -> Lead:
    """Move a lead to another status; raises IllegalMoveError or ReasonNeededError.

    Every end needs a reason, kept as a note, and closes the tasks that hung on the open lead, escalations aside: those
    end by name only.
    """
    lead = leads_visible_to(staff).select_for_update(of=("self",)).get(id=lead_id)
    return apply_move(lead=lead, to=to, staff=staff, reason=reason, now=now)


def apply_move(*, lead: Lead, to: str, staff: Staff, reason: str, note_kind: str = "note", now: datetime) -> Lead:
    """`move_lead` for a caller that holds the lead's lock and its transaction."""
    before = lead.status
    if to not in LEGAL_MOVES[LeadStatus(before)]:
        raise IllegalMoveError(before, to)
    ends = to not in OPEN_STATUSES
    if ends and not reason.strip():
        raise ReasonNeededError
    if reason.strip():
        Note.objects.create(clinic_id=lead.clinic_id, lead=lead, author=staff, kind=note_kind, text=reason.strip(), at=now)
    lead.status = to
    lead.save(update_fields=["status"])
    actor = Actor.of(staff)
    write_event(lead=lead, kind="lead.moved", actor=actor, now=now, facts={"from": before, "to": to})
    if ends:
        for task in open_tasks_of(lead).exclude(kind=TaskKind.ESCALATION):
            end_task(task=task, outcome=f"lead_{to}", staff=staff, actor=actor, now=now, state=TaskState.CANCELLED)
    return lead


@whole
def add_note(*, lead_id: UUID, staff: Staff, text: str, now: datetime, kind: str = "note") -> Note:
    """Keep what staff wrote. Its words pass the crisis check: somebody may have told them of a danger."""
    lead = leads_visible_to(staff).select_for_update(of=("self",)).select_related("clinic").get(id=lead_id)
    return write_note(lead=lead, staff=staff, text=text, kind=kind, now=now)


def write_note(*, lead: Lead, staff: Staff, text: str, kind: str, now: datetime) -> Note:
    """`add_note` for a caller that holds the lead's lock and its transaction."""
    actor = Actor.of(staff)
    note = Note.objects.create(clinic_id=lead.clinic_id, lead=lead, author=staff, kind=kind, text=text, at=now)
    write_event(lead=lead, kind="note.written", actor=actor, now=now, facts={"note": str(note.id), "kind": kind})
    triage = triage_words(text=text, language=lead.language)
    if keep_triage(lead=lead, triage=triage, source_kind="note", source_id=note.id, actor=actor, now=now):
        raise_open_work(lead=lead, actor=actor, now=now)
    return note


@whole
def record_reply(*, lead_id: UUID, staff: Staff, text: str, now: datetime) -> Task:
    """They wrote or called back outside this system: keep the words, stop the clock of live contact, open a reply."""
    lead = leads_visible_to(staff).select_for_update(of=("self",)).select_related("clinic").get(id=lead_id)
    changed = note_attempt(lead=lead, is_live=True, at=now)
    if changed:
        lead.save(update_fields=changed)
    write_note(lead=lead, staff=staff, text=text, kind="they_replied", now=now)
    write_event(lead=lead, kind="lead.replied", actor=Actor.of(staff), now=now)
    newest = lead.routing_decisions.order_by("-decided_at").select_related("queue")[:1].get()
    severity = Severity(min(lead.severity, Severity.SOON))
    wish = TaskWish(
        kind=TaskKind.REPLY,
        dedupe_key=f"reply:{lead.id}",
        queue=newest.queue,
        reason="",
        severity=severity,
        ready_at=now,
        due_at=due_for(lead=lead, severity=severity, now=now),
        language=lead.language,
        assignee=lead.owner,
    )
    return open_task(wish=wish, clinic_id=lead.clinic_id, lead=lead, actor=Actor.of(staff), now=now)


def due_for(*, lead: Lead, severity: Severity, now: datetime) -> datetime:
    """When work of this severity is due by the clinic's own targets."""
    return due_at(clinic=lead.clinic, hours=hours_of(lead.clinic), severity=severity, rule_minutes=None, now=now)


@whole
def finish_task(*, task_id: UUID, staff: Staff, outcome: str, now: datetime) -> bool:
    """End a task with an outcome; False when it had ended before. An escalation ends by `acknowledge`.

    A look at who opened a restricted record ends by `restricting.review_glass` only.
    """
    task = tasks_visible_to(staff).exclude(kind=TaskKind.ACCESS_REVIEW).select_related("lead").get(id=task_id)
    hold_lead_of(task)
    return end_task(task=task, outcome=outcome, staff=staff, actor=Actor.of(staff), now=now)


@whole
def acknowledge(*, task_id: UUID, staff: Staff, now: datetime) -> Task:
    """Take an escalation by name: people stop being told, and the task is mine until I give it an outcome.

    After an hour without one, I and the supervisors are asked how it went.

    Whoever is second learns who was first; raises TaskClosedError when the escalation has ended.
    """
    task = tasks_visible_to(staff).select_related("lead", "acknowledged_by").get(id=task_id)
    hold_lead_of(task)
    taken = Task.objects.filter(id=task_id, state=TaskState.OPEN, acknowledged_at=None).update(
        acknowledged_by=staff,
        acknowledged_at=now,
        # When nothing came of it by then, its taker and the supervisors are asked.
        next_alert_at=now + ASKED_AFTER,
        assignee=staff,
        claimed_by=staff,
        claimed_until=lease_until(LEASE_SECONDS),
        version=F("version") + 1,
    )
    if taken and task.lead is not None:
        claim_with_siblings(task=task, staff=staff)
        facts = {"task": str(task.id)}
        write_event(lead=task.lead, kind="escalation.acknowledged", actor=Actor.of(staff), now=now, facts=facts)
    task.refresh_from_db()
    if task.state != TaskState.OPEN:
        raise TaskClosedError
    return task


@whole
def pause_messages(*, lead_id: UUID, staff: Staff, now: datetime, reason: str = "") -> Lead:
    """Stop all automatic messages to this person until somebody resumes them; a reason is kept as a note, also when they are stopped."""
    lead = leads_visible_to(staff).select_for_update(of=("self",)).get(id=lead_id)
    if lead.messages_paused_at is None:
        lead.messages_paused_at = now
        lead.save(update_fields=["messages_paused_at"])
        write_event(lead=lead, kind="messages.paused", actor=Actor.of(staff), now=now)
    if reason and not was_noted(lead_id=lead.id, staff=staff, text=reason, since=lead.messages_paused_at):
        write_note(lead=lead, staff=staff, text=reason, kind="note", now=now)
    return lead


def was_noted(*, lead_id: UUID, staff: Staff, text: str, since: datetime) -> bool:
    """Whether this person wrote these words since then: the same form may come twice."""
    return any(note.text == text.strip() for note in Note.objects.filter(lead=lead_id, author=staff, at__gte=since))


@whole
def resume_messages(*, lead_id: UUID, staff: Staff, now: datetime) -> Lead:
    """Let messages go again from now on; what was due meanwhile stays unsent."""
    lead = leads_visible_to(staff).select_for_update(of=("self",)).get(id=lead_id)
    if lead.messages_paused_at is not None:
        lead.messages_paused_at = None
        lead.save(update_fields=["messages_paused_at"])
        write_event(lead=lead, kind="messages.resumed", actor=Actor.of(staff), now=now)
    return lead


@whole
def take_ownership(*, lead_id: UUID, staff: Staff, to: Staff | None, now: datetime) -> Lead:
    """Make somebody the lead's lasting owner, or nobody."""
    lead = leads_visible_to(staff).select_for_update(of=("self",)).get(id=lead_id)
    lead.owner = to
    lead.save(update_fields=["owner"])
    facts = {"to": str(to.id) if to else ""}
    write_event(lead=lead, kind="lead.owner_changed", actor=Actor.of(staff), now=now, facts=facts)
    return lead


@whole
def decide_maybe_same(*, maybe_same_id: UUID, staff: Staff, now: datetime) -> MaybeSame:
    """Say that two people are different: the suggestion is no longer shown. It joins nothing and tells neither."""
    seen = people_visible_to(staff).values("id")
    undecided = MaybeSame.objects.select_for_update(of=("self",)).exclude(state=SAME)
    row = undecided.get(id=maybe_same_id, person__in=seen, other__in=seen)
    row.state, row.decided_by, row.decided_at = "different", staff, now
    row.save(update_fields=["state", "decided_by", "decided_at"])
    for lead in Lead.objects.filter(contact_person_id=row.person_id):
        facts = {"maybe_same": str(row.id)}
        write_event(lead=lead, kind="maybe_same.different", actor=Actor.of(staff), now=now, facts=facts)
    return row
