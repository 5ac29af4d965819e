"""Consequences: what follows for people when a message went out, was refused, or may or may not have gone out.

Every function here runs inside the transaction that settles the message.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_noop

from clinics.domain.hours import hours_of
from clinics.models import Clinic
from core.audit import SYSTEM
from core.sentences import Sentence
from followup.domain.outbox import Settlement
from followup.domain.suppressing import suppress
from followup.models import Message
from followup.states import MessageClass, MessageState, WhyNot
from intake.domain.clocks import note_attempt
from intake.domain.recording import write_event
from intake.domain.routing import due_at
from intake.domain.tasking import TaskWish, default_queue, open_task, queue_of
from intake.models import ContactPoint, Lead, Task
from intake.states import Severity, TaskKind

# State → kind of event on the lead. A message that waits for another try is not news.
EVENT_KINDS = {
    MessageState.SENT: "message.sent",
    MessageState.HELD: "message.held",
    MessageState.SKIPPED: "message.not_sent",
    MessageState.EXPIRED: "message.not_sent",
    MessageState.FAILED: "message.refused",
    MessageState.UNCERTAIN: "message.uncertain",
}


_MISSING = Sentence(gettext_noop("E-mails are held: the place “%(place)s” in their text has no value. Answer these people yourself."))
_NOT_SENT = Sentence(gettext_noop("An automatic e-mail was not sent. %(label)s."))
_NOT_SENT_BY_HAND = Sentence(gettext_noop("An e-mail you wrote was not sent. %(label)s."))
# Nothing goes on by itself from here.
_HELD_FOR_A_PERSON = frozenset({WhyNot.UNREADABLE, WhyNot.NOT_DISCREET})


def follow_through(*, message: Message, settlement: Settlement, recipient_refused: bool = False, now: datetime) -> None:
    """Write the event and open the task that a settled message asks for. Alerts to staff repeat by themselves."""
    if message.staff_id is not None:
        return
    # Addresses before leads: every transaction that holds both takes them in this order.
    point = point_of(message) if recipient_refused else None
    lead = lead_of(message)
    if lead is None:
        return
    _tell(message, lead, settlement, now)
    if settlement.state == MessageState.SENT and message.written_by_id is not None:
        changed = note_attempt(lead=lead, is_live=False, at=now)
        if changed:
            lead.save(update_fields=changed)
    elif settlement.state == MessageState.UNCERTAIN:
        _open_uncertain_task(message, lead, now)
    elif point is not None:
        reason = gettext_noop("The mail server refused this e-mail address. Ask the person for the right one.")
        give_up_address(message=message, point=point, lead=lead, reason=reason, why="bounced", now=now)
    elif _is_bad_news(message, settlement):
        need = (TaskKind.REVIEW, f"not_sent:{message.id}", _not_sent_reason(message, settlement))
        open_task_about(message, lead, need, now)


def ask_for_value(*, message: Message, now: datetime) -> None:
    """A message waits for a value that nobody gave: one task for all that wait for the same one."""
    clinic = message.clinic
    wish = TaskWish(
        kind=TaskKind.REVIEW,
        dedupe_key=f"missing:{message.template_version_id}:{message.missing}",
        queue=default_queue(clinic),
        reason=_MISSING.filled(place=message.missing),
        severity=Severity.SOON,
        ready_at=now,
        due_at=_due(clinic, Severity.SOON, now),
    )
    open_task(wish=wish, clinic_id=clinic.id, lead=None, actor=SYSTEM, now=now)


def lead_of(message: Message) -> Lead | None:
    """The message's lead, locked."""
    # Not FOR UPDATE: rows that point to the lead may go on being written.
    return Lead.objects.select_for_update(no_key=True).filter(id=message.lead_id).first() if message.lead_id else None


def point_of(message: Message) -> ContactPoint | None:
    """The message's address, locked."""
    if message.contact_point_id is None:
        return None
    return ContactPoint.objects.select_for_update(no_key=True).get(id=message.contact_point_id)


def _tell(message: Message, lead: Lead, settlement: Settlement, now: datetime) -> None:
    kind = EVENT_KINDS.get(settlement.state)
    if kind is not None:
        # followup.sql writes the same for what was simply sent.
        facts = {"message": str(message.id), "why": settlement.why_not, "code": settlement.reply_code}
        write_event(lead=lead, kind=kind, actor=SYSTEM, now=now, facts=facts)


def only_tells(message: Message, settlement: Settlement) -> bool:
    """Whether nothing follows but the event on the lead that it was sent."""
    return (
        settlement.state == MessageState.SENT and message.lead_id is not None and message.staff_id is None and message.written_by_id is None
    )


def _is_bad_news(message: Message, settlement: Settlement) -> bool:
    """A member of staff wrote it and counts on it; that practice mode holds it is no surprise, nor that a condition no longer holds."""
    if settlement.why_not == WhyNot.NOT_TRUE:
        return False
    ended = settlement.state in {MessageState.FAILED, MessageState.EXPIRED, MessageState.SKIPPED}
    return settlement.why_not in _HELD_FOR_A_PERSON or (ended and message.message_class == MessageClass.CRITICAL)


def _not_sent_reason(message: Message, settlement: Settlement) -> str:
    sentence = _NOT_SENT_BY_HAND if message.written_by_id else _NOT_SENT
    return sentence.filled(label=WhyNot(settlement.why_not).label)


def _open_uncertain_task(message: Message, lead: Lead, now: datetime) -> None:
    reason = gettext_noop("It is not clear whether this e-mail went out. Ask the person, or look it up in the mail server's log.")
    if message.message_class == MessageClass.CRITICAL:
        open_task_about(message, lead, (TaskKind.UNCERTAIN_SENDS, f"uncertain:{message.id}", reason), now)
        return
    clinic = lead.clinic
    day = now.astimezone(ZoneInfo(clinic.time_zone)).date()
    wish = TaskWish(
        kind=TaskKind.UNCERTAIN_SENDS,
        dedupe_key=f"uncertain_day:{day.isoformat()}",
        queue=default_queue(clinic),
        reason=gettext_noop("For some e-mails of this day it is not clear whether they went out. The people concerned are marked."),
        severity=Severity.ROUTINE,
        ready_at=now,
        due_at=_due(clinic, Severity.ROUTINE, now),
    )
    open_task(wish=wish, clinic_id=clinic.id, lead=None, actor=SYSTEM, now=now)


def give_up_address(*, message: Message, point: ContactPoint, lead: Lead | None, reason: str, why: str, now: datetime) -> None:
    """Nothing more goes to an address until a person has checked it; `reason` tells them what happened."""
    point.is_usable = False
    point.save(update_fields=["is_usable"])
    suppress(point=point, purpose="", reason=why, now=now)
    if lead is not None:
        facts = {"message": str(message.id), "why": why}
        write_event(lead=lead, kind="address.failed", actor=SYSTEM, now=now, facts=facts)
        open_task_about(message, lead, (TaskKind.VERIFY_ADDRESS, f"verify_address:{point.id}", reason), now)


def open_task_about(message: Message, lead: Lead, need: tuple[TaskKind, str, str], now: datetime) -> Task:
    """Open the work that a message asks for: kind, key and reason."""
    kind, key, reason = need
    severity = Severity(min(lead.severity, Severity.SOON))
    wish = TaskWish(
        kind=kind,
        dedupe_key=key,
        queue=queue_of(lead),
        reason=reason,
        severity=severity,
        ready_at=now,
        due_at=_due(lead.clinic, severity, now),
        language=lead.language,
        assignee=message.written_by if message.written_by and message.written_by.is_active else lead.owner,
    )
    return open_task(wish=wish, clinic_id=lead.clinic_id, lead=lead, actor=SYSTEM, now=now)


def _due(clinic: Clinic, severity: Severity, now: datetime) -> datetime:
    return due_at(clinic=clinic, hours=hours_of(clinic), severity=severity, rule_minutes=None, now=now)
