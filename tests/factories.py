"""Plain builders of rows for tests. Nothing here builds a world: a test names what it needs."""

import itertools
from datetime import UTC, datetime
from typing import Any

from clinics.models import Clinic, Membership, PhoneLine, Staff, StaffedPeriod
from core.audit import PERSON
from intake.domain.receiving import Received, receive_inquiry
from intake.domain.routing import default_rules, publish_rulebook
from intake.models import Queue, QueueMembership, Task
from intake.states import Channel

# A Tuesday, ten in the morning in New York.
NOW = datetime(2026, 11, 17, 15, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def make_clinic(*, slug: str = "", zone: str = "America/New_York", staffed: bool = True, **columns: Any) -> Clinic:
    """A clinic with the three usual queues, the default rules and hours from 8 to 17 on weekdays."""
    slug = slug or f"clinic-{next(_numbers)}"
    clinic = Clinic.objects.create(
        slug=slug,
        public_name=columns.pop("public_name", f"{slug} public"),
        discreet_name=columns.pop("discreet_name", slug.replace("-", " ").title()),
        time_zone=zone,
        languages=["en", "es"],
        created_at=NOW,
        **columns,
    )
    if staffed:
        StaffedPeriod.objects.bulk_create(
            StaffedPeriod(clinic=clinic, weekday=day, opens_minute=8 * 60, closes_minute=17 * 60) for day in range(5)
        )
    for position, code in enumerate(["urgent", "spanish", "general"]):
        Queue.objects.create(clinic=clinic, code=code, name=code.title(), position=position)
    publish_rulebook(clinic=clinic, rules=default_rules(), note="", staff=None, now=NOW)
    PhoneLine.objects.create(clinic=clinic, number=f"+1202555{next(_numbers):04d}", label="Main")
    return clinic


def make_staff(
    clinic: Clinic | None = None, *, roles: tuple[str, ...] = ("staff",), name: str = "Dana", queues: str | None = "all", **columns: Any
) -> Staff:
    """Somebody with these roles in a clinic, in all its queues unless `queues` is None."""
    staff = Staff(
        email=columns.pop("email", f"person{next(_numbers)}@clinic.example"),
        name=name,
        languages=columns.pop("languages", ["en", "es"]),
        date_joined=NOW,
        **columns,
    )
    staff.set_unusable_password()
    staff.save()
    if clinic is not None:
        Membership.objects.bulk_create(Membership(staff=staff, clinic=clinic, role=role) for role in roles)
        if queues == "all":
            QueueMembership.objects.bulk_create(QueueMembership(queue=queue, staff=staff) for queue in clinic.queues.all())
    return staff


def inquiry(**words: Any) -> dict[str, Any]:
    """The payload of a callback form, with what a test wants to differ."""
    return {"form": "callback", "reach": "call", "phone": "(202) 555-0147", "name": "Maria", **words}


def receive(clinic: Clinic, *, now: datetime = NOW, token: str = "", language: str = "en", **words: Any) -> Received:
    """An inquiry that came through the clinic's web form."""
    return receive_inquiry(
        clinic=clinic,
        channel=Channel.WEB_FORM,
        payload=inquiry(**words),
        language=language,
        public_token=token or f"token-{next(_numbers)}",
        now=now,
        actor=PERSON,
    )


def first_task(received: Received) -> Task:
    """The first-contact task of what was received."""
    return Task.objects.get(dedupe_key=f"first_contact:{received.submission.lead_id}")
