"""Runs with the product's settings: made-up people, leads, work and messages in bulk, sealed and indexed like real ones."""

import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from clinics.models import Clinic
from core import clock
from core.audit import PERSON
from core.hashing import new_token
from core.ids import new_id
from core.writing import write_rows
from followup.domain.deciding import decide_followup
from followup.domain.letters import message_id_for
from followup.models import Message
from intake.domain.matching import value_hash_of
from intake.domain.receiving import receive_inquiry
from intake.models import ContactConsent, ContactPoint, Lead, Person

CHUNK = 200


def plant_messages(count: int) -> None:
    """So many acknowledgements that are due now, each to a person of its own who agreed to it. Shown to all at once."""
    clinic = Clinic.objects.order_by("slug")[0]
    first = _first_message(clinic)
    for chunk in _chunks(_people(clinic, first, count)):
        write_rows(row for rows in zip(*chunk, strict=True) for row in rows)
    Message.objects.filter(state="held", why_not="practice_mode").update(state="pending", why_not="", due_at=clock.now())


def _first_message(clinic: Clinic) -> Message:
    """What the product itself writes for one person."""
    payload = {
        "version": "inquiry/1",
        "form": "message",
        "who": "self",
        "reach": "email",
        "email": f"{new_id().hex}@people.example",
        "private": "no",
        "own_words": "When can I start?",
        "wordings": {"inquiry": "inquiry-email-1"},
    }
    now = clock.now()
    received = receive_inquiry(
        clinic=clinic, channel="web_form", payload=payload, language="en", public_token=new_token(), now=now, actor=PERSON
    )
    lead = received.lead
    if lead is None:
        raise SystemExit("The example inquiry was not understood.")
    decide_followup(lead_id=lead.id, now=now)
    return Message.objects.select_related("template_version").get(lead=lead)


def _people(clinic: Clinic, first: Message, count: int) -> Iterator[tuple[Any, ...]]:
    now = clock.now()
    for number in range(count):
        address = f"{new_id().hex}@people.example"
        person = Person(clinic=clinic, name=f"Ada Example {number}", created_at=now)
        point = ContactPoint(
            clinic=clinic,
            person=person,
            kind="email",
            value=address,
            typed=address,
            value_hash=value_hash_of(clinic_id=clinic.id, kind="email", value=address),
            may_email=True,
            is_private=False,
            created_at=now,
        )
        consent = ContactConsent(
            clinic=clinic,
            person=person,
            contact_point=point,
            purpose="inquiry",
            channel="email",
            granted=True,
            wording="inquiry-email-1",
            language="en",
            evidence_kind="submission",
            at=now,
        )
        lead = Lead(clinic=clinic, contact_person=person, channel="web_form", arrived_at=now, followup_decided_at=now)
        yield person, point, consent, lead, _message(first, lead, point)


def _message(first: Message, lead: Lead, point: ContactPoint) -> Message:
    """A copy of the first, to another person. It waits in `held` until all are written."""
    row_id = new_id()
    return Message(
        id=row_id,
        clinic_id=first.clinic_id,
        message_class=first.message_class,
        purpose=first.purpose,
        dedupe_key=f"ack:{lead.id}",
        lead=lead,
        person_id=point.person_id,
        contact_point=point,
        template_version_id=first.template_version_id,
        language=first.language,
        to_address=point.value,
        to_hash=point.value_hash,
        from_name=first.from_name,
        subject=first.subject,
        body=first.body,
        message_id=message_id_for(row_id),
        unsubscribe_token=new_token(),
        state="held",
        why_not="practice_mode",
        due_at=first.due_at,
        expires_at=first.expires_at + timedelta(hours=2),
        created_at=first.created_at,
    )


def _chunks(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


if __name__ == "__main__":
    {"messages": plant_messages}[sys.argv[1]](int(sys.argv[2]))
