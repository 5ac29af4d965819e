"""Rows of the list as a person reads them: who, what is due, why, how they may be reached, whose it is."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.pages.reaching import Mark, marks_for
from desk.wording import ago_text, clock_text, due_text
from intake.domain.worklist import Group, TaskRow
from intake.models import Task
from intake.states import Channel, TaskKind


@dataclass(frozen=True)
class Row:
    """One row, all words."""

    task_id: UUID
    version: int
    url: str
    name: str
    clinic: str
    queue: str
    what: str
    chips: tuple[str, ...]
    why: str
    severity: int
    due: str
    is_late: bool
    marks: tuple[Mark, ...]
    owner: str
    lease: str
    inquiries: str
    language: str
    is_mine: bool
    can_claim: bool
    can_release: bool


@dataclass(frozen=True)
class RowGroup:
    """A part of the list with its heading."""

    code: str
    label: str
    rows: tuple[Row, ...]


def grouped(rows: tuple[TaskRow, ...], *, staff_id: UUID, now: datetime) -> tuple[RowGroup, ...]:
    """The rows under their headings, in the order they are read; empty parts are left out."""
    return tuple(
        RowGroup(group.value, _group_label(group), tuple(row_of(row, staff_id=staff_id, now=now) for row in rows if row.group is group))
        for group in Group
        if any(row.group is group for row in rows)
    )


def row_of(row: TaskRow, *, staff_id: UUID, now: datetime) -> Row:
    """One row in words."""
    task, lead = row.task, row.lead
    holds = row.is_held and task.claimed_by_id == staff_id
    return Row(
        task_id=task.id,
        version=task.version,
        url=reverse("desk:lead", args=[lead.id]) if lead else reverse("desk:task", args=[task.id]),
        name=row.name,
        clinic=task.clinic.discreet_name,
        queue=task.queue.name,
        what=what_of(task),
        chips=tuple(flag_word(code) for code in row.flags) or ((str(Channel(lead.channel).label),) if lead else ()),
        why=why_of(task, now),
        severity=task.severity,
        due=due_text(task.due_at, zone=row.zone, now=now),
        is_late=task.due_at < now,
        marks=marks_for(row.ways, preferred=lead.preferred_channel) if lead else (),
        owner=_owner(row, holds=holds),
        lease=_lease(row, now),
        inquiries=_inquiries(row.inquiries),
        language=_("Spanish") if task.language == "es" else "",
        is_mine=row.is_mine,
        can_claim=not row.is_held,
        can_release=holds,
    )


def what_of(task: Task) -> str:
    """What is to be done; a further try says how often it was tried."""
    label = str(TaskKind(task.kind).label)
    if not task.attempts:
        return label
    return ngettext("%(what)s, tried %(times)d time", "%(what)s, tried %(times)d times", task.attempts) % {
        "what": label,
        "times": task.attempts,
    }


def why_of(task: Task, now: datetime) -> str:
    """Why this row is here, in one sentence."""
    sentences = {
        TaskKind.FIRST_CONTACT: _first_contact(task, now),
        TaskKind.CALLBACK: _("We promised to call at this time.") if task.is_promised else _("Ask how they are and what comes next."),
        TaskKind.REPLY: _("They wrote or called back and wait for an answer."),
        TaskKind.ESCALATION: _escalation(task),
        TaskKind.REVIEW: _("Read it and decide the next step."),
        TaskKind.NEEDS_DETAILS: _("A call was saved before all its answers were known."),
        TaskKind.NURSE_CALL: _("A clinician answers a question about medicine."),
        TaskKind.VERIFY_ADDRESS: _("A message came back. Check the address with the person."),
        TaskKind.WAIT_FOR_CONTACT: _("They asked us not to contact them. They have a code."),
        TaskKind.UNCERTAIN_SENDS: _("It is not clear whether some messages went out."),
        TaskKind.PLAN_STEP: _("Their follow-up plan asks for this now."),
        TaskKind.RELEASE_BACKLOG: _("Messages waited too long. Decide what may still go out."),
        TaskKind.CHECK_IN_CALL: _("We have not heard from them. Ask how they are."),
        TaskKind.DOSE_DUE: _("A dose is due or late."),
        TaskKind.LAB_DUE: _("A test is due."),
        TaskKind.PRESCRIBER_REVIEW: _("A prescriber decides before the next dose."),
        TaskKind.TOLERANCE_TALK: _("Their tolerance may be low. Talk about overdose and naloxone."),
        TaskKind.ACCESS_REVIEW: _("Somebody opened a restricted record. See whether that was right."),
        TaskKind.READING_REVIEW: _(
            "%(name)s opened or listed very many records within ten minutes. See in the audit whether that was right."
        )
        % {"name": task.reason},
    }
    return sentences[TaskKind(task.kind)]


def flag_word(code: str) -> str:
    """A danger the crisis check found, as staff read it."""
    words = {
        "self_harm": _("Self-harm"),
        "overdose": _("Overdose"),
        "withdrawal": _("Withdrawal"),
        "violence": _("Violence"),
        "child_at_risk": _("Child at risk"),
        "pregnancy_withdrawal": _("Pregnant, withdrawal"),
    }
    return words.get(code, code)


def _first_contact(task: Task, now: datetime) -> str:
    lead = task.lead
    if lead is None:
        return ""
    asked = {
        "text": _("They asked for a text %(ago)s."),
        "email": _("They asked for an e-mail %(ago)s."),
    }.get(lead.preferred_channel, _("They asked for a call %(ago)s."))
    return asked % {"ago": ago_text(lead.arrived_at, now=now)}


def _escalation(task: Task) -> str:
    if task.acknowledged_at is None:
        return _("Somebody has to take this by name now.")
    return _("Taken by name. End it when the danger is over.")


def _owner(row: TaskRow, *, holds: bool) -> str:
    task = row.task
    if holds:
        return _("Yours")
    if row.is_held and task.claimed_by:
        return task.claimed_by.name
    if task.assignee:
        return _("For %(name)s") % {"name": task.assignee.name}
    return ""


def _lease(row: TaskRow, now: datetime) -> str:
    if not row.is_held or row.task.claimed_until is None:
        return ""
    return _("until %(time)s") % {"time": clock_text(row.task.claimed_until, zone=row.zone, now=now)}


def _inquiries(count: int) -> str:
    if count < 2:  # noqa: PLR2004  one inquiry needs no word
        return ""
    return ngettext("%(count)d inquiry from this number", "%(count)d inquiries from this number", count) % {"count": count}


def _group_label(group: Group) -> str:
    labels = {
        Group.EMERGENCY: _("Emergency"),
        Group.OVERDUE: _("Overdue"),
        Group.NOW: _("Now"),
        Group.NEXT_HOUR: _("Next hour"),
        Group.LATER: _("Later"),
    }
    return labels[group]
