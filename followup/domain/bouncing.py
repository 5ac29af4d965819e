"""Bouncing: what follows for people when a message came back, was reported, or proved to have gone out after all.

Every function here runs inside the transaction that applies the event. Addresses are locked before leads.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from core.audit import SYSTEM, WEBHOOK
from followup.domain.consequences import give_up_address, lead_of, open_task_about, point_of
from followup.domain.outbox import prove_restored_sent, prove_sent
from followup.domain.suppressing import suppress
from followup.models import DeliveryEvent, Message
from followup.models.delivery import Delivery, EventState
from followup.states import MessageClass
from intake.domain.consenting import Evidence, record_contact_consent
from intake.domain.recording import write_event
from intake.domain.same_value import hashes_of_point
from intake.domain.tasking import end_task
from intake.models import ContactPoint, Lead, Task
from intake.states import TaskKind, TaskState

COMPLAINED, BOUNCED, UNSUBSCRIBED = "complained", "bounced", "unsubscribed"
# So many messages to one address that did not arrive, within so many days, are as good as a "no such mailbox".
SOFT_BOUNCES, SOFT_DAYS = 3, 30
STOP_WORDING = "provider-stop-1"


def follow_event(*, message: Message, kind: str, now: datetime) -> None:
    """What one event asks for that weighs more than all before it. Alerts to staff show on the health page instead."""
    if message.person_id is None:
        return
    point = point_of(message)
    lead = lead_of(message)
    if point is None:
        return
    if kind in {Delivery.COMPLAINED, UNSUBSCRIBED}:
        _stop(message, point, lead, kind, now)
    if kind in {Delivery.COMPLAINED, Delivery.HARD_BOUNCE}:
        _fail_address(message, point, lead, kind, now)
    elif kind in {Delivery.SOFT_BOUNCE, Delivery.REJECTED}:
        _came_back_once(message, point, lead, kind, now)


def settle_proven(*, message: Message, at: datetime, now: datetime) -> None:
    """An uncertain message, or one held since a restore, went out: nobody has to look for it any more."""
    point_of(message)
    lead = lead_of(message)
    if not (prove_sent(message=message, at=at) or prove_restored_sent(message=message, at=at)) or lead is None:
        return
    write_event(lead=lead, kind="message.sent", actor=WEBHOOK, now=now, facts={"message": str(message.id), "why": "proven", "code": ""})
    for task in Task.objects.filter(clinic_id=lead.clinic_id, dedupe_key=f"uncertain:{message.id}", state=TaskState.OPEN):
        end_task(task=task, outcome="proven_sent", staff=None, actor=SYSTEM, now=now, state=TaskState.CANCELLED)


def _stop(message: Message, point: ContactPoint, lead: Lead | None, kind: str, now: datetime) -> None:
    """Somebody who reports our mail, or leaves it at the provider, has said no; the ledger keeps that answer."""
    if kind == UNSUBSCRIBED:
        suppress(point=point, purpose=message.purpose, reason=UNSUBSCRIBED, now=now)
    record_contact_consent(
        person=point.person,
        contact_point=point,
        purpose=message.purpose,
        channel="email",
        granted=False,
        wording=STOP_WORDING,
        language=message.language,
        evidence=Evidence(kind="message", id=message.id),
        now=now,
    )
    if lead is not None:
        facts = {"purpose": message.purpose, "message": str(message.id), "why": kind}
        write_event(lead=lead, kind="messages.stopped", actor=WEBHOOK, now=now, facts=facts)
        if kind == UNSUBSCRIBED:
            reason = gettext_noop("They stopped e-mails at the mail provider. Look whether there is another safe way to answer them.")
            open_task_about(message, lead, (TaskKind.REVIEW, f"left:{lead.id}", reason), now)


def _fail_address(message: Message, point: ContactPoint, lead: Lead | None, kind: str, now: datetime) -> None:
    reported = kind == Delivery.COMPLAINED
    reason = (
        gettext_noop(
            "Somebody who reads this mailbox reported our e-mail as unwanted. Nothing more is sent there. Find out whether it is theirs."
        )
        if reported
        else gettext_noop("An e-mail came back: this address does not work. Ask the person for the right one.")
    )
    give_up_address(message=message, point=point, lead=lead, reason=reason, why=COMPLAINED if reported else BOUNCED, now=now)


def _came_back_once(message: Message, point: ContactPoint, lead: Lead | None, kind: str, now: datetime) -> None:
    """One that did not arrive is noted; the third one closes the address. A person hears of one they wrote themselves."""
    if lead is not None:
        facts = {"message": str(message.id), "why": kind}
        write_event(lead=lead, kind="message.came_back", actor=WEBHOOK, now=now, facts=facts)
    if _soft_bounces(point, now) >= SOFT_BOUNCES:
        _fail_address(message, point, lead, Delivery.HARD_BOUNCE, now)
    elif lead is not None and message.message_class == MessageClass.CRITICAL:
        reason = gettext_noop("An e-mail you wrote did not arrive this time. Look for another safe way to answer them.")
        open_task_about(message, lead, (TaskKind.REVIEW, f"not_sent:{message.id}", reason), now)


def _soft_bounces(point: ContactPoint, now: datetime) -> int:
    """How many messages to this address did not arrive lately, each counted once however often it was tried."""
    events = DeliveryEvent.objects.filter(
        state=EventState.APPLIED,
        kind__in=[Delivery.SOFT_BOUNCE, Delivery.REJECTED],
        received_at__gte=now - timedelta(days=SOFT_DAYS),
        message__clinic_id=point.clinic_id,
        message__to_hash__in=hashes_of_point(point),
    )
    return events.values("message_id").distinct().count()
