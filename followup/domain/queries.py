"""What screens and checks read of the outbox. Nothing here changes a row."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min

from core.sql import database_now
from followup.domain.meaning import LONGEST_WAIT
from followup.domain.outbox import IN_HAND
from followup.models import Backlog, DeliveryEvent, MailHook, Message, Plan, SendingPace, WebhookDelivery
from followup.models.delivery import Delivery, EventState
from followup.states import MessageClass, MessageState
from intake.models import Lead

_RECENT = timedelta(days=7)
_TOKEN = re.compile(r"(/w/c|/w/v|/stop)/[^/\s]+/")


def messages_of_lead(lead: Lead, *, limit: int = 100) -> list[Message]:
    """The lead's messages, newest first. Subject and body open only when they are read."""
    messages = Message.objects.filter(lead=lead).select_related("written_by", "template_version", "contact_point")
    return list(messages.order_by("-created_at", "-id")[:limit])


def shown_body(message: Message) -> str:
    """The words of a mail for staff. The tokens of its links are left out: whoever has them could answer, stop or start for the person."""
    return _TOKEN.sub(r"\1/…/", message.body)


def outbox_counts(*, now: datetime, clinic_id: UUID | None = None) -> dict[str, int]:
    """State → how many messages of the last seven days, every state named."""
    recent = Message.objects.filter(created_at__gte=now - _RECENT)
    if clinic_id is not None:
        recent = recent.filter(clinic_id=clinic_id)
    found = dict(recent.order_by().values_list("state").annotate(count=Count("id")))
    return {state: found.get(state, 0) for state in MessageState.values}


def message_age(*, now: datetime) -> timedelta | None:
    """How long the most overdue message has waited; None when none is late. A growing age means that nothing sends.

    One that was tried in vain has waited since the hour it was due at first, though its next try lies ahead. Later than a next
    try is only what was put off to hours at which it may arrive.
    """
    pending = Message.objects.filter(state=MessageState.PENDING)
    again = pending.filter(first_due_at__lte=now, due_at__lte=now + LONGEST_WAIT)
    in_hand = Message.objects.filter(state__in=IN_HAND, due_at__lte=now)
    # The oldest that waits stands at the beginning of an index; a smallest of all states would be looked for in the whole outbox.
    oldest = [pending.filter(due_at__lte=now).order_by("due_at").values_list("due_at", flat=True).first()]
    oldest += [again.aggregate(at=Min("first_due_at"))["at"], in_hand.aggregate(at=Min("due_at"))["at"]]
    waiting = [at for at in oldest if at is not None]
    return now - min(waiting) if waiting else None


def failing_pagers(*, now: datetime) -> int:
    """How many pager deliveries of the last seven days were given up or are being tried again."""
    recent = WebhookDelivery.objects.filter(created_at__gte=now - _RECENT)
    return recent.filter(state="failed").exclude(result="acknowledged_first").count() + recent.filter(state="pending", tries__gt=0).count()


def mail_hook(provider: str) -> MailHook | None:
    """The door of a provider."""
    return MailHook.objects.filter(provider=provider).first()


def sent_count(*, since: datetime) -> int:
    """How many messages a server or provider took since then."""
    return Message.objects.filter(state=MessageState.SENT, sent_at__gte=since).count()


def unreadable_events(*, now: datetime) -> int:
    """How many events of the last seven days nobody could read."""
    return DeliveryEvent.objects.filter(state=EventState.UNREADABLE, received_at__gte=now - _RECENT).count()


def failing_alerts(*, now: datetime) -> int:
    """To how many members of staff alerts of the last seven days did not get through."""
    alerts = Message.objects.filter(message_class=MessageClass.STAFF_ALERT, created_at__gte=now - _RECENT)
    lost = alerts.filter(delivery__in=[Delivery.HARD_BOUNCE, Delivery.REJECTED, Delivery.COMPLAINED])
    return lost.values("staff_id").distinct().count()


def backlogs_waiting() -> list[tuple[UUID, str]]:
    """Clinic id and name of every backlog that waits for a word."""
    waiting = Backlog.objects.filter(decision="").select_related("clinic").order_by("found_at")
    return [(backlog.clinic_id, backlog.clinic.discreet_name) for backlog in waiting]


def mail_held_because() -> str:
    """Why all workers hold mail back at this moment, "" when they do not: "told" or "unreachable"."""
    row = SendingPace.objects.filter(id=1, held_until__gt=database_now()).first()
    return row.held_because if row else ""


def last_try_code() -> str:
    """What the newest try in vain of a message that still waits met: a reply or a kind of failure; "" when there is none."""
    waiting = Message.objects.filter(state=MessageState.PENDING, first_due_at__isnull=False).exclude(reply_code="")
    return waiting.order_by("-due_at").values_list("reply_code", flat=True).first() or ""


def plan_names(*, clinic_id: UUID, codes: Collection[str]) -> dict[str, str]:
    """Code → name of these plans of a clinic, in the reader's language while it is a name of ours."""
    return {plan.code: plan.shown_name for plan in Plan.objects.filter(clinic_id=clinic_id, code__in=codes)}
