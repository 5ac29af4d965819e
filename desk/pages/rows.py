"""Rows of the list as a person reads them: who, what is due, why, how they may be reached, whose it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, Protocol
from uuid import UUID

from django.db.models import TextChoices
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from desk.addresses import page_url
from desk.drawing import drawn_marks, severity_mark
from desk.flat import flat_template
from desk.pages.reaching import marks_for
from desk.wording import ago_text, clock_text, due_text
from intake.domain.safe_contact import KnownWay
from intake.domain.worklist import Group, TaskRow
from intake.states import Channel, TaskKind


class Row(NamedTuple):
    """One row, all words. What is the same in many rows is drawn already."""

    task_id: str
    url: str
    more_url: str
    name: str
    what: str
    chips: SafeString
    why: str
    severity: SafeString
    due: str
    is_late: bool
    marks: SafeString
    owner: str
    lease: str
    # The one thing to press: take it or give it back, with its word; empty when somebody else holds it.
    act_url: str
    act_word: str
    is_mine: bool
    more: str
    more_hint: str
    no_name: str

    @property
    def shown_name(self) -> str:
        return self.name or self.no_name

    @property
    def css(self) -> str:
        return "work-row work-row--mine" if self.is_mine else "work-row"

    @property
    def due_css(self) -> str:
        return "due due--late" if self.is_late else "due"

    @property
    def owner_line(self) -> SafeString:
        if not self.owner:
            return SafeString()
        lease = format_html(' <span class="small soft">{}</span>', self.lease) if self.lease else ""
        return format_html("<p>{}{}</p>", self.owner, lease)

    @property
    def act(self) -> SafeString:
        return flat_template("desk/queue/_act.html").draw(self) if self.act_url else SafeString()


@dataclass(frozen=True)
class RowGroup:
    """A part of the list with its heading."""

    code: str
    label: str
    rows: tuple[Row, ...]


def drawn(rows: Iterable[Row]) -> SafeString:
    """The rows as list items."""
    row_template = flat_template("desk/queue/_row.html")
    return SafeString("\n".join(row_template.draw(row) for row in rows))


def grouped(rows: tuple[TaskRow, ...], *, staff_id: UUID, now: datetime) -> tuple[RowGroup, ...]:
    """The rows under their headings, in the order they are read; empty parts are left out."""
    parts: dict[Group, list[Row]] = {group: [] for group in Group}
    for row in rows:
        parts[row.group].append(row_of(row, staff_id=staff_id, now=now))
    return tuple(RowGroup(group.value, _group_label(group), tuple(part)) for group, part in parts.items() if part)


def row_of(row: TaskRow, *, staff_id: UUID, now: datetime) -> Row:
    """One row in words."""
    task, lead, language = row.task, row.lead, get_language()
    holds = row.is_held and task.claimed_by_id == staff_id
    words, task_id = _words(language), str(task.id)
    more_url = page_url("desk:task", task_id)
    return Row(
        task_id=task_id,
        url=page_url("desk:lead", lead.id) if lead else more_url,
        more_url=more_url,
        name=row.name,
        what=what_of(task),
        chips=_chips(row.inquiries, row.flags, lead.channel if lead else "", task.language, language),
        why=why_of(task, lead, now),
        severity=severity_mark(task.severity),
        due=due_text(task.due_at, zone=row.zone, now=now),
        is_late=task.due_at < now,
        marks=_marks(row.ways, lead.preferred_channel, language) if lead else SafeString(),
        owner=_owner(row, holds=holds),
        lease=_lease(row, now),
        act_url=page_url("desk:task-release", task_id) if holds else "" if row.is_held else page_url("desk:task-claim", task_id),
        act_word=words.release if holds else words.claim,
        is_mine=row.is_mine,
        more=words.more,
        more_hint=words.more_hint,
        no_name=words.no_name,
    )


class _Words(NamedTuple):
    claim: str
    release: str
    more: str
    more_hint: str
    no_name: str


@lru_cache(maxsize=16)
def _words(_language: str | None) -> _Words:
    return _Words(_("Claim"), _("Release"), _("More"), _("assign or put off"), _("No name"))


# How people may be reached has few different answers, and nothing of a person is in them.
@lru_cache(maxsize=1024)
def _marks(ways: tuple[KnownWay, ...], preferred: str, _language: str | None) -> SafeString:
    return drawn_marks(marks_for(ways, preferred=preferred))


@lru_cache(maxsize=256)
def _label(choices: type[TextChoices], value: str, _language: str | None) -> str:
    return str(choices(value).label)


@lru_cache(maxsize=1024)
def _chips(inquiries: int, flags: tuple[str, ...], channel: str, language: str, _language: str | None) -> SafeString:
    """Dangers, or how they reached us, and what else tells this row from others."""
    found = [_inquiries(inquiries)] if inquiries > 1 else []
    found += [flag_word(code) for code in flags] or ([str(Channel(channel).label)] if channel else [])
    found += [_("Spanish")] if language == "es" else []
    return format_html_join("", '<span class="chip">{}</span> ', ((word,) for word in found))


class Work(Protocol):
    """A task, whole or only its columns."""

    @property
    def kind(self) -> str: ...
    @property
    def attempts(self) -> int: ...
    @property
    def is_promised(self) -> bool: ...
    @property
    def acknowledged_at(self) -> datetime | None: ...
    @property
    def reason(self) -> str: ...


class Inquiry(Protocol):
    """A lead, whole or only its columns."""

    @property
    def preferred_channel(self) -> str: ...
    @property
    def arrived_at(self) -> datetime: ...


def what_of(task: Work) -> str:
    """What is to be done; a further try says how often it was tried."""
    label = _label(TaskKind, task.kind, get_language())
    if not task.attempts:
        return label
    return ngettext("%(what)s, tried %(times)d time", "%(what)s, tried %(times)d times", task.attempts) % {
        "what": label,
        "times": task.attempts,
    }


def why_of(task: Work, lead: Inquiry | None, now: datetime) -> str:
    """Why this row is here, in one sentence."""
    if task.kind == TaskKind.FIRST_CONTACT:
        return _first_contact(lead, now)
    if task.kind == TaskKind.CALLBACK and task.is_promised:
        return _("We promised to call at this time.")
    if task.kind == TaskKind.ESCALATION and task.acknowledged_at is not None:
        return _("Taken by name. End it when the danger is over.")
    if task.kind == TaskKind.READING_REVIEW:
        sentence = _("%(name)s opened or listed very many records within ten minutes. See in the audit whether that was right.")
        return sentence % {"name": task.reason}
    return str(_WHY[TaskKind(task.kind)])


_WHY = {
    TaskKind.CALLBACK: gettext_lazy("Ask how they are and what comes next."),
    TaskKind.REPLY: gettext_lazy("They wrote or called back and wait for an answer."),
    TaskKind.ESCALATION: gettext_lazy("Somebody has to take this by name now."),
    TaskKind.REVIEW: gettext_lazy("Read it and decide the next step."),
    TaskKind.NEEDS_DETAILS: gettext_lazy("A call was saved before all its answers were known."),
    TaskKind.NURSE_CALL: gettext_lazy("A clinician answers a question about medicine."),
    TaskKind.VERIFY_ADDRESS: gettext_lazy("As things stand no e-mail reaches them. Agree on an address or on another way."),
    TaskKind.WAIT_FOR_CONTACT: gettext_lazy("They asked us not to contact them. They have a code."),
    TaskKind.UNCERTAIN_SENDS: gettext_lazy("It is not clear whether some messages went out."),
    TaskKind.PLAN_STEP: gettext_lazy("Their follow-up plan asks for this now."),
    TaskKind.RELEASE_BACKLOG: gettext_lazy("Messages waited too long. Decide what may still go out."),
    TaskKind.CHECK_IN_CALL: gettext_lazy("Their check-ins, or silence, ask for a call. Look, then ask how they are."),
    TaskKind.DOSE_DUE: gettext_lazy("A dose is due or late."),
    TaskKind.LAB_DUE: gettext_lazy("A test is due."),
    TaskKind.PRESCRIBER_REVIEW: gettext_lazy("A prescriber decides before the next dose."),
    TaskKind.TOLERANCE_TALK: gettext_lazy("Their tolerance may be low. Talk about overdose and naloxone."),
    TaskKind.ACCESS_REVIEW: gettext_lazy("Somebody opened a restricted record. See whether that was right."),
}
_FLAGS = {
    "self_harm": gettext_lazy("Self-harm"),
    "overdose": gettext_lazy("Overdose"),
    "withdrawal": gettext_lazy("Withdrawal"),
    "violence": gettext_lazy("Violence"),
    "child_at_risk": gettext_lazy("Child at risk"),
    "pregnancy_withdrawal": gettext_lazy("Pregnant, withdrawal"),
}


def flag_word(code: str) -> str:
    """A danger the crisis check found, as staff read it."""
    return str(_FLAGS.get(code, code))


def _first_contact(lead: Inquiry | None, now: datetime) -> str:
    if lead is None:
        return ""
    ago = {"ago": ago_text(lead.arrived_at, now=now)}
    if lead.preferred_channel == "text":
        return _("They asked for a text %(ago)s.") % ago
    if lead.preferred_channel == "email":
        return _("They asked for an e-mail %(ago)s.") % ago
    return _("They asked for a call %(ago)s.") % ago


def _owner(row: TaskRow, *, holds: bool) -> str:
    task = row.task
    if holds:
        return _("Yours")
    if row.is_held and task.claimed_by_name:
        return task.claimed_by_name
    if task.assignee_name:
        return _("For %(name)s") % {"name": task.assignee_name}
    return ""


def _lease(row: TaskRow, now: datetime) -> str:
    if not row.is_held or row.task.claimed_until is None:
        return ""
    return _("until %(time)s") % {"time": clock_text(row.task.claimed_until, zone=row.zone, now=now)}


def _inquiries(count: int) -> str:
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
