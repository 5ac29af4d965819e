"""Runs with the product's settings: made-up people, leads, work and messages in bulk, sealed and indexed like real ones."""

import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction

from bench.yard.explained import reads_of
from bench.yard.people import agreed
from bench.yard.sql import analyze, clone_history, clone_messages, copy_rows, plant_occurrences
from clinics.models import Clinic, Staff
from core import clock
from core.audit import PERSON
from core.hashing import keyed_hash, new_token
from core.ids import new_id
from core.search import LAST_FOUR, NAME, PHONE, TOKEN_LETTERS
from core.sessions import SessionStore
from core.writing import write_rows
from followup.domain import outbox
from followup.domain.deciding import decide_followup
from followup.domain.due import due_ids
from followup.domain.late_mail import clinics_with_late_mail
from followup.domain.letters import message_id_for
from followup.models import Message
from intake.domain.matching import value_hash_of
from intake.domain.receiving import receive_inquiry
from intake.models import ContactPoint, Lead, Person, Queue, SearchToken, Task

CHUNK = 200
# How many of the planted leads still wait.
OPEN = 300
# How many are written by the product's own code, and which of the older ones: the bench searches for 122 and 123.
WRITTEN, SEARCHED_EVERY, SEARCHED = 20_000, 10_000, (122, 123)
NAMES = ("Ada", "Ben", "Carmen", "Dolores", "Edwin", "Fatima", "Grace", "Hector", "Ines", "Jose")


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
        one = agreed(clinic=clinic, name=f"Ada Example {number}", address=f"{new_id().hex}@people.example", now=now)
        yield *one.rows, _message(first, one.lead, one.point)


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


def _chunks(rows: Iterator[tuple[Any, ...]], size: int = CHUNK) -> Iterator[list[tuple[Any, ...]]]:
    while chunk := list(islice(rows, size)):
        yield chunk


def plant_leads(count: int) -> None:
    """So many leads of one clinic over the past years: the newest OPEN still have their first task to do.

    Up to WRITTEN of them, those that a search finds among them, are written as the product writes them. The others are
    copies made inside the database, with ids, times and hashes of their own and a text that nobody opens.
    """
    clinic = Clinic.objects.order_by("slug")[0]
    queues = list(Queue.objects.filter(clinic=clinic, is_active=True).order_by("position"))
    staff = Staff.objects.filter(memberships__clinic=clinic).order_by("email")[0]
    old = max(count - WRITTEN, 0)
    numbers = [number for number in range(count) if number >= old or number % SEARCHED_EVERY in SEARCHED]
    for chunk in _chunks(_history(clinic, queues, staff, count, numbers), CHUNK * 25):
        copy_rows([row for rows in zip(*chunk, strict=True) for row in rows])
    if old:
        shared = keyed_hash(clinic_id=clinic.id, kind=NAME, value="carmen")[:TOKEN_LETTERS]
        clone_history(old, count=count, left_out=(SEARCHED_EVERY, SEARCHED), shared=shared)
    analyze()


def _history(clinic: Clinic, queues: list[Queue], staff: Staff, count: int, numbers: list[int]) -> Iterator[tuple[Any, ...]]:
    now = clock.now()
    # Evenly over three years, the oldest first.
    step = timedelta(days=3 * 365) / count
    for number in numbers:
        at = now - step * (count - number)
        is_open = number >= count - OPEN
        language = "es" if number % 10 == 0 else "en"
        person = Person(clinic=clinic, name=f"{NAMES[number % len(NAMES)]} Example{number}", language=language, created_at=at)
        phone = f"+1{2022000000 + number}"
        point = ContactPoint(
            clinic=clinic,
            person=person,
            kind="phone",
            value=phone,
            typed=phone,
            value_hash=value_hash_of(clinic_id=clinic.id, kind="phone", value=phone),
            may_call=True,
            created_at=at,
        )
        lead = Lead(
            clinic=clinic,
            contact_person=person,
            status="new" if is_open else "closed",
            severity=1 + number % 3,
            language=language,
            channel="web_form",
            own_words="I would like to book a first appointment next week, mornings if at all possible.",
            arrived_at=at,
            followup_decided_at=at,
        )
        task = _task(lead, point, queues[number % len(queues)], None if is_open else staff)
        yield person, point, lead, task, *_tokens(person, phone, at)


def _task(lead: Lead, point: ContactPoint, queue: Queue, done_by: Staff | None) -> Task:
    return Task(
        clinic_id=lead.clinic_id,
        queue=queue,
        kind="first_contact",
        dedupe_key=f"first_contact:{lead.id}",
        lead=lead,
        reason="Sent to General by rule 3 because no earlier rule fits",
        severity=lead.severity,
        language=lead.language,
        number_hash=point.value_hash,
        ready_at=lead.arrived_at,
        due_at=lead.arrived_at + timedelta(hours=4),
        state="done" if done_by else "open",
        done_by=done_by,
        done_at=lead.arrived_at if done_by else None,
        created_at=lead.arrived_at,
    )


def _tokens(person: Person, phone: str, at: Any) -> list[SearchToken]:
    """What a person is found by, less the beginnings and sounds of their name."""
    said = [(NAME, word.lower()) for word in person.name.split()] + [(PHONE, phone), (LAST_FOUR, phone[-4:])]
    hashes = [keyed_hash(clinic_id=person.clinic_id, kind=kind, value=value)[:TOKEN_LETTERS] for kind, value in said]
    return [SearchToken(clinic_id=person.clinic_id, person=person, token=token, created_at=at) for token in hashes]


def open_session() -> None:
    """Print the key of a session of a supervisor of all clinics, second factor passed."""
    staff = Staff.objects.filter(memberships__role="staff", is_active=True).order_by("email")[0]
    session: Any = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(staff.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    session[Staff.SECOND_FACTOR_MARK] = True
    session.create()
    print(session.session_key)


def plant_scheduled(count: int) -> None:
    """So many messages and steps that are due within the next years, as many that are over, and nothing due now."""
    clinic = Clinic.objects.order_by("slug")[0]
    first = _first_message(clinic)
    Message.objects.filter(id=first.id).update(due_at=clock.now() + timedelta(days=400))
    later = "now() + interval '1 day' + g * interval '1 minute'"
    clone_messages(first.id, count=count, state="pending", due=later)
    clone_messages(first.id, count=count, state="sent", due="now() - g * interval '1 minute'")
    plant_occurrences(clinic.id, count=count, due=later)
    plant_occurrences(clinic.id, count=count, due="now() - g * interval '1 minute'", is_done=True)
    analyze()


def time_due(count: int) -> None:
    """Print the milliseconds of an empty look, and of finding `count` that are due, for messages and for steps."""
    clinic = Clinic.objects.order_by("slug")[0]
    looks = {"messages": _claim_messages, "occurrences": _find_occurrences, "late": _look_for_late_mail}
    found = {f"{name}_empty_ms": _median(look, 0) for name, look in looks.items()}
    template = Message.objects.filter(state="pending")[0]
    clone_messages(template.id, count=count, state="pending", due="now() - interval '1 minute'")
    plant_occurrences(clinic.id, count=count, due="now() - interval '1 minute'")
    found |= {"messages_due_ms": _median(_claim_messages, count), "occurrences_due_ms": _median(_find_occurrences, count)}
    read, scans = reads_of(lambda: _claim_messages(count), table="followup_message")
    found |= {"messages_rows_read": read, "messages_whole_table": int("Seq Scan" in scans)}
    read, scans = reads_of(lambda: _find_occurrences(count), table="followup_occurrence")
    found |= {"occurrences_rows_read": read, "occurrences_index_only": int(scans == {"Index Only Scan"})}
    _read, scans = reads_of(lambda: _look_for_late_mail(0), table="followup_message")
    found |= {"late_whole_table": int("Seq Scan" in scans)}
    print(json.dumps(found))


def _look_for_late_mail(count: int) -> int:
    """As every tick does before it sends. The sample's doses are ahead, so a clinic may be found; of messages none is late."""
    begun = time.perf_counter()
    clinics_with_late_mail(clock.now())
    _look_for_late_mail.spent = (time.perf_counter() - begun) * 1000  # type: ignore[attr-defined]
    return count


def _claim_messages(limit: int) -> int:
    """Claim, and give back, so that the next look finds the same."""
    with transaction.atomic():
        begun = time.perf_counter()
        claim = outbox.claim_batch(now=clock.now(), limit=limit or 100)
        _claim_messages.spent = (time.perf_counter() - begun) * 1000  # type: ignore[attr-defined]
        transaction.set_rollback(True)
    return len(claim.messages)


def _find_occurrences(limit: int) -> int:
    begun = time.perf_counter()
    ids = due_ids(now=clock.now(), limit=limit or 100)
    _find_occurrences.spent = (time.perf_counter() - begun) * 1000  # type: ignore[attr-defined]
    return len(ids)


def _median(look: Any, count: int) -> float:
    times = []
    for _again in range(21):
        if look(count) != count:
            raise SystemExit(f"{look.__name__} found another number of rows than {count}.")
        times.append(look.spent)
    return round(statistics.median(times), 3)


ACTS = {"messages": plant_messages, "leads": plant_leads, "scheduled": plant_scheduled, "due": time_due}

if __name__ == "__main__":
    if sys.argv[1] == "session":
        open_session()
    else:
        ACTS[sys.argv[1]](int(sys.argv[2]))
