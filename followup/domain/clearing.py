"""Clearing: what is read once for a whole batch, so that one statement can ask everything again for each message.

A clearance is no permission. It holds what the statement in followup.sql compares with the rows at the moment of the act:
the hashes of the address, the person's zone, how many facts are known. A message without one is asked about in words, as is
every message to which the statement says no.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F

from core.keys import KeyRing, keyring
from core.sealing import DecryptionError
from followup.domain.exiting import KINDS, NEEDS_A_LOOK, exit_among
from followup.domain.holding import waits_for_reply
from followup.domain.keeping_hours import HOURS, follows_person, keeps_hours, zones_of
from followup.domain.permitting import is_neutral
from followup.domain.plan_content import PlanContent, content_of, step_content_of
from followup.domain.plan_mail import PLAN_KEY
from followup.domain.timing import SendingHours, is_open, wall_clock
from followup.models import Enrolment, Message, Occurrence
from followup.sql import StartRow
from intake.domain.never_contact import never_contact_hashes_of
from intake.domain.same_person import groups_of
from intake.domain.same_value import hashes_of_point
from intake.models import LeadEvent
from intake.states import ContactKind

_KINDS = sorted(KINDS)


@dataclass(frozen=True)
class Clearance:
    """What the statement that starts one message is given; `hours` are those it keeps, in `zone`."""

    message: Message
    # The keys its hashes were made with.
    ring: KeyRing = field(repr=False)
    values: Mapping[str, Any] = field(repr=False)
    kind: str = ""
    hours: SendingHours | None = None
    zone: str = ""

    def at(self, now: datetime) -> StartRow | None:
        """What to start it with at this moment; None when its hours are over, or the keys have changed."""
        if keyring() is not self.ring:
            return None
        values = {**self.values, "now": now}
        if self.hours is None:
            # An acknowledgement may have lost its hurry since the batch was read.
            return None if keeps_hours(self.message, now) else StartRow(self.message.id, self.kind, values)
        zone = ZoneInfo(self.zone)
        if not is_open(now, hours=self.hours, zone=zone):
            return None
        return StartRow(self.message.id, self.kind, {**values, "zone": self.zone, "today": wall_clock(now, zone).date()})


def clear_batch(messages: Sequence[Message], *, now: datetime) -> dict[UUID, Clearance]:
    """Message id → its clearance, in a handful of queries for all. Their addresses and clinics are trusted to be at hand."""
    plain = {message.id: clearance for message in messages if (clearance := _for_anybody(message))}
    cleared = [message for message in messages if message.id in plain]
    planned = [message for message in cleared if message.dedupe_key.startswith(PLAN_KEY)]
    timed = [message for message in cleared if keeps_hours(message, now)]
    found = {**plain, **_for_plans(planned, plain), **_for_hours(timed, plain)}
    return {message_id: clearance for message_id, clearance in found.items() if clearance is not None}


def _for_anybody(message: Message) -> Clearance | None:
    """What holds for every message to a person; None for staff, and for whatever must not go as it is."""
    point = message.contact_point
    if point is None or message.staff_id is not None or message.missing:
        return None
    try:
        hashes = hashes_of_point(point)
        # The address on the envelope: the statement makes sure that it is the one the row stands for.
        never = never_contact_hashes_of(kind=ContactKind.EMAIL, value=message.to_address)
    except (DecryptionError, ValueError):
        return None
    is_for_any_reader = message.written_by_id is not None or is_neutral(message)
    return Clearance(message, keyring(), {"hashes": hashes, "never": never, "may_be_private": is_for_any_reader})


def _for_plans(messages: Sequence[Message], plain: Mapping[UUID, Clearance]) -> dict[UUID, Clearance | None]:
    """Those whose person goes on in the plan, as far as their history is known. None takes a clearance away."""
    if not messages:
        return {}
    rows = Occurrence.objects.filter(message__in=[message.id for message in messages])
    occurrences = {row.message_id: row for row in rows.select_related("step__version", "enrolment__version", "enrolment__plan")}
    people = groups_of({row.enrolment.person_id for row in occurrences.values()})
    events = _events_of(people)
    contents = {row.step.version_id: row.step.version for row in occurrences.values()}
    known = {version_id: content_of(version) for version_id, version in contents.items()}
    history = _History(people, events)
    return {message.id: _for_plan(plain[message.id], occurrences.get(message.id), history, known) for message in messages}


@dataclass(frozen=True)
class _History:
    """Person id → whoever they are joined with, and what of each one's history may end a plan, in order."""

    people: Mapping[UUID, frozenset[UUID]]
    events: Mapping[UUID, list[LeadEvent]]

    def since(self, enrolment: Enrolment) -> list[LeadEvent]:
        """All of it since this enrolment began."""
        theirs = chain.from_iterable(self.events.get(person, ()) for person in self.people[enrolment.person_id])
        return sorted((event for event in theirs if event.at >= enrolment.created_at), key=lambda event: (event.at, event.id))


def _events_of(people: Mapping[UUID, frozenset[UUID]]) -> dict[UUID, list[LeadEvent]]:
    found: dict[UUID, list[LeadEvent]] = {}
    everybody = frozenset().union(*people.values())
    rows = LeadEvent.objects.filter(lead__contact_person__in=everybody, kind__in=KINDS).annotate(person_id=F("lead__contact_person"))
    for event in rows:
        found.setdefault(event.person_id, []).append(event)
    return found


def _for_plan(plain: Clearance, occurrence: Occurrence | None, history: _History, contents: Mapping[UUID, PlanContent]) -> Clearance | None:
    # What a step asks is not in the statement: it is asked in words.
    if occurrence is None or occurrence.step.guards:
        return None
    enrolment = occurrence.enrolment
    facts, people = history.since(enrolment), history.people[enrolment.person_id]
    if any(event.kind in NEEDS_A_LOOK for event in facts) or exit_among(facts, enrolment) is not None:
        return None
    content = contents[occurrence.step.version_id]
    # The holidays are the statement's to ask about.
    hours = content.hours_for(step_content_of(occurrence.step), frozenset())
    values = {
        **plain.values,
        "waits_for_reply": waits_for_reply(plain.message),
        "on_holidays": content.on_holidays,
        "kinds": _KINDS,
        "people": sorted(people),
        "facts_known": len(facts),
    }
    return replace(plain, kind="plan", values=values, hours=hours, zone=enrolment.zone)


def _for_hours(messages: Sequence[Message], plain: Mapping[UUID, Clearance]) -> dict[UUID, Clearance | None]:
    """Those that keep the hours of aftercare and medicine."""
    zones = zones_of({message.lead_id for message in messages if message.lead_id and follows_person(message)})
    return {message.id: _in_zone(plain[message.id], message, zones) for message in messages}


def _in_zone(plain: Clearance, message: Message, zones: Mapping[UUID, str]) -> Clearance:
    is_personal = follows_person(message)
    known = zones.get(message.lead_id) if is_personal and message.lead_id else None
    values = {**plain.values, "follows_person": is_personal, "waits_for_reply": waits_for_reply(message)}
    return replace(plain, kind="hours", values=values, hours=HOURS, zone=known or message.clinic.time_zone)
