"""Runs with the product's settings, beside it: prepares accounts and messages, and tells what became of them."""

import json
import os
import random
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db.models import Count

from bench.storm.ground_names import SIGNING_KEY
from bench.yard.planting import plant_messages
from clinics.domain.staffing import add_staff
from clinics.models import Clinic
from core import clock
from core.audit import COMMAND
from core.models import AuditEntry
from followup.domain.hooking import open_hook
from followup.domain.tracking import EventReading, keep_event, sweep_events
from followup.models import DeliveryEvent, Message, Suppression
from followup.models.delivery import Delivery, EventState
from intake.models import ContactPoint, Lead, Submission, Task

# What a history is made of. Two soft bounces close no address; what weighs more wins, whatever came first.
KINDS = (Delivery.ACCEPTED, Delivery.DEFERRED, Delivery.DELIVERED, Delivery.SOFT_BOUNCE, Delivery.HARD_BOUNCE, Delivery.COMPLAINED)


def staff(*, count: int, password: str) -> list[str]:
    """So many people of the first clinic who can sign in."""
    clinic, now = Clinic.objects.order_by("slug")[0], clock.now()
    addresses = [f"colleague{number}@desk.example" for number in range(count)]
    for number, address in enumerate(addresses):
        add_staff(email=address, name=f"Colleague {number}", roles={clinic.id: ["staff"]}, password=password, actor=COMMAND, now=now)
    return addresses


def sent(*, count: int) -> list[list[str]]:
    """So many messages that went out: id, recipient and Message-ID."""
    known = set(Message.objects.values_list("id", flat=True))
    plant_messages(count)
    rows = Message.objects.filter(lead__channel="web_form", staff=None).exclude(id__in=known)
    rows.update(state="sent", sent_at=clock.now(), tries=1, claim_token=None, claimed_until=None)
    return [[row.id.hex, row.to_address, row.message_id] for row in rows.order_by("id")][:count]


def hooks() -> dict[str, str]:
    """A door for a provider that gives a password, and for one that signs."""
    now = clock.now()
    return {
        "postmark": open_hook(provider="postmark", signing_key="", actor=COMMAND, now=now).url,
        "mailgun": open_hook(provider="mailgun", signing_key=SIGNING_KEY, actor=COMMAND, now=now).url,
    }


def effects() -> dict[str, int]:
    """What events do to people: addresses closed, stops, work for staff, and what is known of messages."""
    return {
        "closed": ContactPoint.objects.filter(is_usable=False).count(),
        "stops": Suppression.objects.count(),
        "checks": Task.objects.filter(kind="verify_address").count(),
        "known": Message.objects.exclude(delivery="").count(),
        "applied": DeliveryEvent.objects.filter(state=EventState.APPLIED).count(),
        "events": DeliveryEvent.objects.count(),
        "waiting": DeliveryEvent.objects.filter(state=EventState.RECEIVED, names__isnull=False).count(),
        "twins": Task.objects.filter(kind="verify_address").values("lead").annotate(times=Count("id")).filter(times__gt=1).count(),
    }


def rows() -> dict[str, int]:
    """How many rows of each kind of work there are: rubbish must add none."""
    kinds: dict[str, Any] = {"submissions": Submission, "leads": Lead, "tasks": Task, "messages": Message, "stops": Suppression}
    return {name: model.objects.count() for name, model in kinds.items()}


def failed_sign_ins() -> int:
    """How many attempts were written down."""
    return AuditEntry.objects.filter(action="sign_in.failed").count()


def histories(*, count: int, seed: int) -> dict[str, int]:
    """Tell the same random histories twice, in order and shuffled: how many ended otherwise, or with more work for staff."""
    chance = random.Random(seed)
    names = sent(count=2 * count)
    pairs = list(zip(names[::2], names[1::2], strict=True))
    now = clock.now()
    for number, (first, second) in enumerate(pairs):
        happened = [chance.choice(KINDS) for _event in range(chance.randint(2, 6))]
        told = [(kind, now - timedelta(minutes=60 - place)) for place, kind in enumerate(happened)]
        _tell(first, told, number)
        _tell(second, chance.sample(told, len(told)), number)
    while sweep_events(now=now + timedelta(hours=1)):
        pass
    return {"histories": count, "ended_otherwise": sum(_end_of(first) != _end_of(second) for first, second in pairs)}


def _tell(message: list[str], told: list[tuple[Any, Any]], number: int) -> None:
    for place, (kind, at) in enumerate(told):
        identity = f"history {number} {message[0]} {place}"
        keep_event(
            reading=EventReading("brevo", identity=identity, kind=kind, names=message_uuid(message), recipient=message[1], happened_at=at),
            now=clock.now(),
        )
        if place % 2:
            # Some arrive while earlier ones were applied already.
            sweep_events(now=clock.now())


def message_uuid(message: list[str]) -> Any:
    """The id of a message."""
    import uuid  # noqa: PLC0415

    return uuid.UUID(message[0])


def _end_of(message: list[str]) -> tuple[Any, ...]:
    row = Message.objects.select_related("contact_point").get(id=message_uuid(message))
    usable = row.contact_point.is_usable if row.contact_point else None
    return (row.state, row.delivery, usable, Task.objects.filter(kind="verify_address", lead=row.lead_id).count())


QUESTIONS: dict[str, Callable[..., Any]] = {
    "staff": staff,
    "sent": sent,
    "hooks": hooks,
    "effects": effects,
    "rows": rows,
    "failed_sign_ins": failed_sign_ins,
    "histories": histories,
}

if __name__ == "__main__":
    print(json.dumps(QUESTIONS[sys.argv[1]](**json.loads(sys.argv[2]))))
