"""Runs with the product's settings: one thread sends, another takes each permission back at the very moment. Prints what came of it.

A letter is built, both meet at a barrier, and each waits a moment drawn by lot. What was committed before the sender asked
the database must have stopped the letter.
"""

import json
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from queue import SimpleQueue
from typing import Self
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import transaction

from clinics.models import Installation
from core import clock
from core.ids import new_id
from followup.domain.delivering import deliver_due
from followup.domain.letters import Answer, Letter, Outcome
from followup.domain.suppressing import suppress
from followup.models import Backlog, Message
from intake.domain.matching import value_hash_of
from intake.domain.never_contact import never_contact_again
from intake.models import ContactConsent, ContactPoint, Lead

BATCH_SECONDS = 3600.0
# Seconds at most that each waits. Taking back needs a commit of its own before the sender asks, so the sender draws from more.
DRAWN, DRAWN_BY_THE_OTHER = 0.03, 0.01


def _practice(_message: Message) -> None:
    Installation.objects.update(practice_mode=True)


def _take_back(message: Message) -> None:
    said = {"purpose": message.purpose, "channel": "email", "granted": False, "wording": "link", "language": "en", "evidence_kind": "link"}
    ContactConsent.objects.create(clinic_id=message.clinic_id, person_id=message.person_id, at=clock.now(), **said)


def _replace(message: Message) -> None:
    old = _point(message)
    fresh = ContactPoint.objects.get(id=old.id)
    fresh.pk = fresh.id = new_id()
    fresh._state.adding = True  # noqa: SLF001  Django's way of copying a row
    fresh.value = fresh.typed = f"{fresh.id.hex}@people.example"
    fresh.value_hash = value_hash_of(clinic_id=old.clinic_id, kind="email", value=fresh.value)
    with transaction.atomic():
        fresh.save(force_insert=True)
        ContactPoint.objects.filter(id=old.id).update(replaced_by=fresh)


def _hold(message: Message) -> None:
    now = clock.now()
    Backlog.objects.create(clinic_id=message.clinic_id, found_at=now, reaches_to=now)


def _point(message: Message) -> ContactPoint:
    return ContactPoint.objects.get(id=message.contact_point_id)


ACTS: tuple[tuple[str, Callable[[Message], object]], ...] = (
    ("suppressed", lambda message: suppress(point=_point(message), purpose="", reason="unsubscribed", now=clock.now())),
    ("consent", _take_back),
    ("paused", lambda message: Lead.objects.filter(id=message.lead_id).update(messages_paused_at=clock.now())),
    ("no_email", lambda message: ContactPoint.objects.filter(id=message.contact_point_id).update(may_email=False)),
    ("never", lambda message: never_contact_again(points=[_point(message)], now=clock.now())),
    ("practice", _practice),
    ("private", lambda message: ContactPoint.objects.filter(id=message.contact_point_id).update(is_private=True)),
    ("replaced", _replace),
    ("held", _hold),
)


class Racer:
    """A sender that hands nothing over, and the other one it races with."""

    def __init__(self) -> None:
        self.barrier = threading.Barrier(2)
        self.turns: SimpleQueue[UUID | None] = SimpleQueue()
        self.committed: dict[UUID, float] = {}
        self.asked: dict[UUID, float] = {}
        self.acts: dict[UUID, str] = {}
        self.sent: set[UUID] = set()
        self.is_done = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Nothing to close."""

    def prepare(self, letter: Letter) -> UUID:
        """Meet the other one; from the moment this returns the database is asked."""
        found = UUID(hex=letter.message_id.strip("<>").partition("@")[0])
        self.turns.put(found)
        self.barrier.wait()
        time.sleep(random.uniform(0, DRAWN))
        self.asked[found] = time.monotonic()
        return found

    def send(self, prepared: UUID) -> Answer:
        """Note that it left."""
        self.sent.add(prepared)
        return Answer(Outcome.ACCEPTED, "250")

    def take_part(self) -> None:
        """The other thread. Whatever ends it ends the waiting of both."""
        try:
            self.take_back()
        finally:
            self.is_done = True
            self.barrier.abort()

    def take_back(self) -> None:
        """Take one permission after another back."""
        number = 0
        while (found := self.turns.get()) is not None:
            name, act = ACTS[number % len(ACTS)]
            message = Message.objects.get(id=found)
            self.acts[found] = name
            self.barrier.wait()
            time.sleep(random.uniform(0, DRAWN_BY_THE_OTHER))
            act(message)
            self.committed[found] = time.monotonic()
            self._give_back(found)
            number += 1

    def _give_back(self, found: UUID) -> None:
        """What stops everybody's letters is over once it has been decided about this one."""
        while Message.objects.filter(id=found, state="claimed").exists():
            time.sleep(0.002)
        Installation.objects.filter(practice_mode=True).update(practice_mode=False)
        Backlog.objects.filter(decided_at=None).delete()


def race() -> None:
    """Race for every message that is due."""
    racer = Racer()
    other = threading.Thread(target=racer.take_part)
    other.start()
    # A hold may still stand when the next batch is claimed, so it is looked again.
    while Message.objects.filter(state="pending", due_at__lte=clock.now()).exists() and not racer.is_done:
        deliver_due(sender=racer, clock=clock.now, seconds=BATCH_SECONDS)
    if racer.is_done:
        raise SystemExit("Nobody was left to race with; what went wrong stands above.")
    racer.turns.put(None)
    other.join()
    late = Counter(racer.acts[found] for found in racer.sent if racer.committed[found] < racer.asked[found])
    sent = Counter(racer.acts[found] for found in racer.sent)
    found = {"races": len(racer.asked), "sent": len(racer.sent), "sent_after": late.total(), "least_sent": min(sent.values(), default=0)}
    print(json.dumps({**found, **{f"{name}_after": count for name, count in late.items()}}))


if __name__ == "__main__":
    sys.exit(race())
