"""Exiting: what ends a plan for somebody. Asked of the lead's history at the moment of every act, and swept every tick.

Intake knows nothing of plans. It leaves events; here they are read, and reading them twice changes nothing.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from core.audit import Actor
from core.ids import earlier
from core.sql import whole
from followup.domain.attempting import attempt_each
from followup.domain.enrolling import enrol_by_rule, lock_enrolment, set_anchor
from followup.domain.occurrences import end_enrolment
from followup.domain.places import place_to_write
from followup.domain.suppressing import suppressions_of
from followup.models import Enrolment, EventCursor, Plan
from followup.states import OPEN_ENROLMENTS, Anchor, ExitReason, PlanEntry, WhyNot
from intake.domain.same_person import same_people
from intake.models import ContactPoint, Lead, LeadEvent, Person
from intake.states import OPEN_STATUSES, ContactKind, LeadStatus, Severity

_BATCH = 500
_PAGES = 20
_CURSOR = "plans"
# Rows of a transaction that was slow to commit appear behind the cursor, so the last stretch is read again.
_READ_AGAIN = timedelta(minutes=2)
_FIRST_LOOK_BACK = timedelta(days=1)
# Nobody enters a plan by an old fact that is only read now.
_ENTRY_FRESH_FOR = timedelta(days=2)
_WORD_OF_DANGER = {Severity.EMERGENCY.word, Severity.URGENT.word}
_REACH_KINDS = frozenset({"reach.changed", "safe_contact.changed"})
KINDS = frozenset(
    {
        "appointment.booked",
        "contact.made",
        "lead.amended",
        "lead.moved",
        "lead.replied",
        "lead.triaged",
        "messages.stopped",
        # Ends nothing by itself: what ended another inquiry's plans now ends these.
        "people.joined",
        *_REACH_KINDS,
    }
)
# What holds for the person, in whichever of their inquiries it happened. The rest is about one inquiry or its addresses.
_OF_PERSON = frozenset({ExitReason.REPLIED, ExitReason.REACHED, ExitReason.BOOKED, ExitReason.URGENT, ExitReason.OPTED_OUT})
# What these mean is read from other rows than the event.
NEEDS_A_LOOK = frozenset({"messages.stopped", *_REACH_KINDS})
_ALWAYS = frozenset({ExitReason.OPTED_OUT, ExitReason.UNSAFE})


@whole
def exit_enrolments(*, person: Person, reason: ExitReason, actor: Actor, now: datetime, plans: Collection[Plan] | None = None) -> int:
    """End what the person is in, of these plans when any are named, with what is planned and waits; how many ended."""
    found = Enrolment.objects.filter(person=person, state__in=OPEN_ENROLMENTS)
    if plans is not None:
        found = found.filter(plan__in=plans)
    ids = list(found.order_by("lead_id", "id").values_list("id", flat=True))
    return sum(_exit_now(found_id, reason, actor, now) for found_id in ids)


def _exit_now(enrolment_id: UUID, reason: ExitReason, actor: Actor, now: datetime) -> bool:
    enrolment = lock_enrolment(enrolment_id)
    if enrolment.state not in OPEN_ENROLMENTS:
        return False
    end_enrolment(enrolment=enrolment, reason=reason, now=now, facts={"by": actor.kind})
    return True


def exit_fact(enrolment: Enrolment) -> ExitReason | None:
    """Why this enrolment must end, read from what happened since it began to whoever it is for; None when it goes on."""
    people = same_people([enrolment.person_id])
    events = LeadEvent.objects.filter(lead__contact_person__in=people, kind__in=KINDS, at__gte=enrolment.created_at)
    return exit_among(events.order_by("at", "id"), enrolment)


def exit_among(events: Iterable[LeadEvent], enrolment: Enrolment) -> ExitReason | None:
    """The same of events that were read already, in order of their time and id, all of KINDS and since it began."""
    for event in events:
        # At the very same moment the order of ids tells what came first.
        if event.at == enrolment.created_at and event.id <= enrolment.id:
            continue
        reason = _reason_of(event, enrolment)
        if event.lead_id != enrolment.lead_id and reason not in _OF_PERSON:
            continue
        if reason is not None and (reason in _ALWAYS or reason in enrolment.version.stops_on):
            return reason
    return None


def _reason_of(event: LeadEvent, enrolment: Enrolment) -> ExitReason | None:
    if event.kind == "lead.moved":
        return _reason_of_move(str(event.facts.get("to", "")))
    if event.kind == "lead.triaged":
        return ExitReason.URGENT if event.facts.get("severity") in _WORD_OF_DANGER else None
    if event.kind == "messages.stopped":
        return ExitReason.OPTED_OUT if _has_left(enrolment) else None
    if event.kind in _REACH_KINDS:
        return ExitReason.UNSAFE if _is_unsafe(enrolment) else None
    return {
        "appointment.booked": ExitReason.BOOKED,
        "contact.made": ExitReason.REACHED,
        "lead.amended": ExitReason.REPLIED,
        "lead.replied": ExitReason.REPLIED,
    }.get(event.kind)


def _reason_of_move(to: str) -> ExitReason | None:
    if to == LeadStatus.BOOKED:
        return ExitReason.BOOKED
    return None if to in OPEN_STATUSES else ExitReason.CLOSED


def _has_left(enrolment: Enrolment) -> bool:
    """Whether messages of this plan's purpose were stopped for an address of the person, on whichever of their records."""
    points = ContactPoint.objects.filter(person__in=same_people([enrolment.person_id]), kind=ContactKind.EMAIL)
    purposes = ["", enrolment.plan.purpose]
    return any(suppressions_of(point).filter(reason="unsubscribed", purpose__in=purposes).exists() for point in points)


def _is_unsafe(enrolment: Enrolment) -> bool:
    return place_to_write(lead=enrolment.lead, purpose=enrolment.plan.purpose).why == WhyNot.EMAIL_NOT_SAFE


def follow_facts(*, now: datetime, followed: set[UUID] | None = None) -> int:
    """Follow what happened to leads since the last sweep; how many leads were looked at.

    Events in `followed` are passed over, and what is followed is added to it.
    """
    read_to = _how_far()
    if read_to is None:
        return 0
    known = set() if followed is None else followed
    by_lead: dict[UUID, list[LeadEvent]] = {}
    last_id = read_to.last_id
    for event in _events_after(earlier(read_to.last_id, by=_READ_AGAIN), known):
        by_lead.setdefault(event.lead_id, []).append(event)
        last_id = max(last_id, event.id)
    attempt_each(by_lead, lambda lead_id: _follow(lead_id, by_lead[lead_id], known, now))
    EventCursor.objects.filter(id=read_to.id, last_id__lt=last_id).update(last_id=last_id)
    return len(by_lead)


def _events_after(after: UUID, known: Collection[UUID]) -> Iterator[LeadEvent]:
    """The next events in order of their ids, so many at most that the next sweep comes in time."""
    for _page in range(_PAGES):
        ids = list(LeadEvent.objects.filter(id__gt=after, kind__in=KINDS).order_by("id").values_list("id", flat=True)[:_BATCH])
        fresh = [found for found in ids if found not in known]
        if fresh:
            yield from LeadEvent.objects.filter(id__in=fresh).order_by("id")
        if len(ids) < _BATCH:
            return
        after = ids[-1]


def _how_far() -> EventCursor | None:
    """How far was read. The first time: a day before the newest event, since older facts are asked for when due."""
    found = EventCursor.objects.filter(name=_CURSOR).first()
    if found is not None:
        return found
    newest = LeadEvent.objects.order_by("-id").values_list("id", flat=True).first()
    if newest is None:
        return None
    start = earlier(newest, by=_FIRST_LOOK_BACK)
    return EventCursor.objects.get_or_create(name=_CURSOR, defaults={"last_id": start})[0]


def _follow(lead_id: UUID, events: Collection[LeadEvent], followed: set[UUID], now: datetime) -> bool:
    for enrolment_id in _open_of_person(lead_id, max(event.at for event in events)):
        _leave_by_fact(enrolment_id, now)
    for event in events:
        if event.kind == "contact.made":
            _count_from_contact(lead_id, event.at, now)
        elif event.kind == "lead.moved" and event.facts.get("to") == LeadStatus.COULD_NOT_REACH and now - event.at < _ENTRY_FRESH_FOR:
            _enter_could_not_reach(lead_id, event, now)
    followed.update(event.id for event in events)
    return True


def leave_by_facts(*, lead_id: UUID, now: datetime) -> int:
    """End what ends this lead's plans; how many."""
    ids = list(Enrolment.objects.filter(lead_id=lead_id, state__in=OPEN_ENROLMENTS).values_list("id", flat=True))
    return sum(_leave_by_fact(found, now) for found in ids)


def _open_of_person(lead_id: UUID, until: datetime) -> list[UUID]:
    """What they were in by then, through any of their inquiries. Each is a transaction of its own: no two leads are held at once."""
    people = same_people(Lead.objects.filter(id=lead_id).values_list("contact_person_id", flat=True))
    found = Enrolment.objects.filter(person__in=people, state__in=OPEN_ENROLMENTS, created_at__lte=until)
    return list(found.order_by("lead_id", "id").values_list("id", flat=True))


@whole
def _leave_by_fact(enrolment_id: UUID, now: datetime) -> bool:
    enrolment = lock_enrolment(enrolment_id)
    reason = exit_fact(enrolment) if enrolment.state in OPEN_ENROLMENTS else None
    if reason is not None:
        end_enrolment(enrolment=enrolment, reason=reason, now=now)
    return reason is not None


def _count_from_contact(lead_id: UUID, at: datetime, now: datetime) -> None:
    """Plans that go on after a contact count their steps from the newest one."""
    for enrolment in Enrolment.objects.filter(lead_id=lead_id, state__in=OPEN_ENROLMENTS):
        kept = enrolment.anchors.get(Anchor.LAST_CONTACT.value)
        if kept is None or datetime.fromisoformat(kept["at"]) < at:
            set_anchor(enrolment_id=enrolment.id, anchor=Anchor.LAST_CONTACT, at=at, now=now)


def _enter_could_not_reach(lead_id: UUID, event: LeadEvent, now: datetime) -> None:
    """Once for each time the lead was moved there, and only while it stands there."""
    lead = Lead.objects.select_related("clinic").get(id=lead_id)
    was_asked = LeadEvent.objects.filter(lead=lead, kind__in=["plan.entered", "plan.not_entered"], id__gt=event.id, at__gte=event.at)
    plans = Plan.objects.filter(clinic_id=lead.clinic_id, entry=PlanEntry.COULD_NOT_REACH).values_list("code", flat=True)
    if lead.status == LeadStatus.COULD_NOT_REACH and not any(asked.facts.get("plan") in plans for asked in was_asked):
        enrol_by_rule(lead=lead, entry=PlanEntry.COULD_NOT_REACH, now=now)
