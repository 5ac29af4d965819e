"""A thief of the database, without the keys, learns no name, number, address or note."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from core.audit import Actor
from intake.domain.calling import CallDraft, log_call, record_attempt
from intake.domain.consenting import change_safe_contact
from intake.domain.drafting import open_draft
from intake.domain.leading import add_note, record_reply
from intake.domain.staff_drafts import save_draft
from intake.models import ContactPoint
from tests.factories import NOW, first_task, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db

# Unlikely in any code, id or timestamp; each stands for one kind of thing people tell us.
CANARIES = {
    "name": "Zephyrina Quillfeather",
    "phone": "2025550163",
    "e164": "+12025550163",
    "email": "zephyrina.q@example.org",
    "own words": "xylophone-marmalade kill myself",
    "if someone else": "pretend-you-are-the-plumber",
    "helps us talk": "speaks-only-esperanto",
    "good time": "after-the-kingfisher-sings",
    "note": "noted-by-the-lighthouse",
    "reply": "replied-from-the-orchard",
    "call name": "Balthazar Wrenwick",
    "call note": "whispered-in-the-attic",
    "draft": "half-typed-by-candle",
    "staff draft": "unsaved-in-the-pantry",
    "override": "seen-on-the-bridge-railing",
    "safe words": "ask-for-the-beekeeper",
}


def walk_the_road() -> None:
    """Put every canary through the verb that takes it."""
    clinic = make_clinic()
    dana = make_staff(clinic)
    received = receive(
        clinic,
        name=CANARIES["name"],
        phone=CANARIES["phone"],
        email=CANARIES["email"],
        own_words=CANARIES["own words"],
        if_someone_else=CANARIES["if someone else"],
        helps_us_talk=CANARIES["helps us talk"],
        good_time_words=CANARIES["good time"],
    )
    lead_id = received.submission.lead_id
    add_note(lead_id=lead_id, staff=dana, text=CANARIES["note"], now=NOW)
    record_reply(lead_id=lead_id, staff=dana, text=CANARIES["reply"], now=NOW)
    draft = CallDraft(
        clinic=clinic,
        idempotency_key="k",
        direction="in",
        started_at=NOW,
        number=CANARIES["phone"],
        name=CANARIES["call name"],
        note=CANARIES["call note"],
        who="self",
        outcome="thinking",
        next_step_at=NOW + timedelta(days=1),
    )
    log_call(draft=draft, staff=dana, now=NOW)
    open_draft(clinic=clinic, token="t", language="en", answers={"own_words": CANARIES["draft"]}, now=NOW)
    save_draft(staff=dana, key=f"note:{lead_id}", body={"text": CANARIES["staff draft"]}, now=NOW)
    point = ContactPoint.objects.filter(kind="phone").order_by("created_at")[0]
    changes = {"may_call": False, "if_someone_else_answers": CANARIES["safe words"]}
    change_safe_contact(contact_point_id=point.id, changes=changes, staff=dana, spoke_with_person=True, now=NOW)
    record_attempt(
        task_id=first_task(received).id,
        staff=dana,
        outcome="no_answer",
        note="",
        next_step_at=None,
        is_mine=False,
        idempotency_key="k2",
        now=NOW,
        danger_reason=CANARIES["override"],
    )
    assert Actor.of(dana).id == dana.id


def dump() -> Iterator[bytes]:
    """Every value of every table, as a thief reads them."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    yield bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode("utf-8", "replace")


def words_of(canary: str) -> set[bytes]:
    """The canary and each of its long words: half a name is a name."""
    return {word.casefold().encode() for word in [canary, *canary.split()] if len(word) > 5}


def test_a_dump_without_the_keys_shows_nobody() -> None:
    walk_the_road()

    stolen = b"\0".join(dump()).lower()

    assert len(stolen) > 10_000
    found = {kind for kind, canary in CANARIES.items() if any(word in stolen for word in words_of(canary))}
    assert found == set()


def test_the_scan_would_find_a_leak() -> None:
    clinic = make_clinic(public_name=CANARIES["name"])

    stolen = b"\0".join(dump()).lower()

    assert clinic.public_name == CANARIES["name"]
    assert words_of(CANARIES["name"]) & {word for word in words_of(CANARIES["name"]) if word in stolen}
