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

from clinics.models import Installation
from core import clock
from followup.domain.delivering import deliver_due
from followup.domain.letters import Answer, Letter, Outcome
from followup.domain.suppressing import suppress
from followup.models import Message
from intake.domain.never_contact import never_contact_again
from intake.models import ContactConsent, ContactPoint, Lead

BATCH_SECONDS, DRAWN = 3600.0, 0.02


def _practice(_message: Message) -> None:
    Installation.objects.update(practice_mode=True)


def _take_back(message: Message) -> None:
    said = {"purpose": message.purpose, "channel": "email", "granted": False, "wording": "link", "language": "en", "evidence_kind": "link"}
    ContactConsent.objects.create(clinic_id=message.clinic_id, person_id=message.person_id, at=clock.now(), **said)


def _point(message: Message) -> ContactPoint:
    return ContactPoint.objects.get(id=message.contact_point_id)


ACTS: tuple[tuple[str, Callable[[Message], object]], ...] = (
    ("suppressed", lambda message: suppress(point=_point(message), purpose="", reason="unsubscribed", now=clock.now())),
    ("consent", _take_back),
    ("paused", lambda message: Lead.objects.filter(id=message.lead_id).update(messages_paused_at=clock.now())),
    ("no_email", lambda message: ContactPoint.objects.filter(id=message.contact_point_id).update(may_email=False)),
    ("never", lambda message: never_contact_again(points=[_point(message)], now=clock.now())),
    ("practice", _practice),
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

    def take_back(self) -> None:
        """The other thread."""
        number = 0
        while (found := self.turns.get()) is not None:
            name, act = ACTS[number % len(ACTS)]
            # The sender has decided about the letter before, so this takes nothing back from it.
            Installation.objects.update(practice_mode=False)
            message = Message.objects.get(id=found)
            self.acts[found] = name
            self.barrier.wait()
            time.sleep(random.uniform(0, DRAWN))
            act(message)
            self.committed[found] = time.monotonic()
            number += 1


def race() -> None:
    """Race for every message that is due."""
    racer = Racer()
    other = threading.Thread(target=racer.take_back)
    other.start()
    deliver_due(sender=racer, clock=clock.now, seconds=BATCH_SECONDS)
    racer.turns.put(None)
    other.join()
    late = Counter(racer.acts[found] for found in racer.sent if racer.committed[found] < racer.asked[found])
    sent = Counter(racer.acts[found] for found in racer.sent)
    found = {"races": len(racer.asked), "sent": len(racer.sent), "sent_after": late.total(), "least_sent": min(sent.values(), default=0)}
    print(json.dumps({**found, **{f"{name}_after": count for name, count in late.items()}}))


if __name__ == "__main__":
    sys.exit(race())
