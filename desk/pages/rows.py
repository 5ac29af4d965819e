"""Rows of the list as a person reads them: who, what is due, why, how they may be reached, whose it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from desk.addresses import page_address
from desk.drawing import drawn_marks, severity_mark
from desk.flat import flat_template
from desk.pages.reaching import marks_for
from desk.pages.row_words import flag_word, what_of, why_of
from desk.wording import clock_text, due_text
from intake.domain.safe_contact import KnownWay
from intake.domain.worklist import Group, TaskRow
from intake.states import Channel


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
    for row, worded in zip(rows, rows_of(rows, staff_id=staff_id, now=now), strict=True):
        parts[row.group].append(worded)
    return tuple(RowGroup(group.value, _group_label(group), tuple(part)) for group, part in parts.items() if part)


def rows_of(rows: Iterable[TaskRow], *, staff_id: UUID, now: datetime) -> tuple[Row, ...]:
    """Rows in words. What is the same for all of them is asked once."""
    desk = _Desk(
        staff_id=staff_id,
        now=now,
        language=get_language(),
        words=_words(get_language()),
        lead_at=page_address("desk:lead"),
        task_at=page_address("desk:task"),
        claim_at=page_address("desk:task-claim"),
        release_at=page_address("desk:task-release"),
    )
    return tuple(_row_of(row, desk) for row in rows)


def _row_of(row: TaskRow, desk: "_Desk") -> Row:
    task, lead, words, language, now = row.task, row.lead, desk.words, desk.language, desk.now
    holds = row.is_held and task.claimed_by_id == desk.staff_id
    task_id = str(task.id)
    more_url = desk.task_at.format(task_id)
    return Row(
        task_id=task_id,
        url=desk.lead_at.format(lead.id) if lead else more_url,
        more_url=more_url,
        name=row.name,
        what=what_of(task, language),
        chips=_chips(row.inquiries, row.flags, lead.channel if lead else "", task.language, language),
        why=why_of(task, lead, now, language),
        severity=severity_mark(task.severity, language),
        due=due_text(task.due_at, zone=row.zone, now=now, language=language),
        is_late=task.due_at < now,
        marks=_marks(row.ways, lead.preferred_channel, language) if lead else SafeString(),
        owner=words.yours if holds else _owner(row),
        lease=_lease(row, now),
        act_url=desk.release_at.format(task_id) if holds else "" if row.is_held else desk.claim_at.format(task_id),
        act_word=words.release if holds else words.claim,
        is_mine=row.is_mine,
        more=words.more,
        more_hint=words.more_hint,
        no_name=words.no_name,
    )


class _Desk(NamedTuple):
    """What all rows of a page have in common: who reads it, when, in which language, and where its pages are."""

    staff_id: UUID
    now: datetime
    language: str | None
    words: "_Words"
    lead_at: str
    task_at: str
    claim_at: str
    release_at: str


class _Words(NamedTuple):
    claim: str
    release: str
    more: str
    more_hint: str
    no_name: str
    yours: str


@lru_cache(maxsize=16)
def _words(_language: str | None) -> _Words:
    return _Words(_("Claim"), _("Release"), _("More"), _("assign or put off"), _("No name"), _("Yours"))


# How people may be reached has few different answers, and nothing of a person is in them.
@lru_cache(maxsize=1024)
def _marks(ways: tuple[KnownWay, ...], preferred: str, _language: str | None) -> SafeString:
    return drawn_marks(marks_for(ways, preferred=preferred))


@lru_cache(maxsize=1024)
def _chips(inquiries: int, flags: tuple[str, ...], channel: str, language: str, _language: str | None) -> SafeString:
    """Dangers, or how they reached us, and what else tells this row from others."""
    found = [_inquiries(inquiries)] if inquiries > 1 else []
    found += [flag_word(code) for code in flags] or ([str(Channel(channel).label)] if channel else [])
    found += [_("Spanish")] if language == "es" else []
    return format_html_join("", '<span class="chip">{}</span> ', ((word,) for word in found))


def _owner(row: TaskRow) -> str:
    task = row.task
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
