"""The two statements of each letter, as workers send them: they do the same on every line to the database, in a transaction and outside."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DataError, connection, transaction

from core.ids import new_id
from followup.domain import outbox
from followup.domain.clearing import clear_batch
from followup.domain.consequences import follow_through
from followup.domain.outbox import Settlement
from followup.models import Message
from followup.sql import Lease, SentRow, StartRow, settle_alone, settle_statement, start_next, start_statement
from followup.states import MessageState
from intake.models import LeadEvent
from tests.core.test_prepared import ODD, WAYS, _as_before, add_columns, discard_all, lose_the_line, nothing
from tests.factories import NOW
from tests.followup.builders import go_live, make_acknowledged, make_mailing_clinic
from tests.followup.domain.test_starting import MAKERS

__all__ = ["_as_before"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _live() -> None:
    go_live()


@dataclass(frozen=True)
class Claimed:
    """A message that a worker has in hand, and what it would be started with."""

    message: Message
    start: StartRow
    lease: Lease

    def begin(self, **values: Any) -> tuple[bool, bool]:
        """Start it, with other values perhaps; afterwards it is in hand again."""
        started = start_next(start=replace(self.start, values={**self.start.values, **values}), lease=self.lease)
        Message.objects.filter(id=self.message.id).update(state="claimed", claim_token=self.lease.token)
        return started

    def settle(self, code: str) -> bool:
        """As sent, with this reply of its server."""
        return settle_alone(settled=SentRow(self.message.id, code, NOW.astimezone(ZoneInfo("Asia/Kathmandu")), new_id()), lease=self.lease)


def claimed(kind: str) -> Claimed:
    message, now = MAKERS[kind]()
    claim = outbox.claim_batch(now=now)
    start = clear_batch(claim.messages, now=now)[message.id].at(now)
    assert start is not None
    return Claimed(message, start, Lease(claim.token, 60))


def another_of_ours_prepared_it() -> None:
    """On a line that a pool gives us now."""
    lose_the_line()
    with connection.cursor() as cursor:
        for statement in (settle_statement(), *(start_statement(kind, 60) for kind in ("", "plan", "hours"))):
            cursor.execute(statement.as_prepare())


@pytest.mark.usefixtures("_as_before")
@pytest.mark.parametrize("kind", MAKERS)
def test_a_letter_is_started_on_every_line(kind: str) -> None:
    letter = claimed(kind)
    for happens in (nothing, nothing, lose_the_line, discard_all, nothing, another_of_ours_prepared_it, nothing, add_columns):
        happens()
        assert letter.begin() == (True, True)
        assert (happens, letter.begin()) == (happens, (True, True))


ODD_VALUES: dict[str, list[Mapping[str, Any]]] = {
    "plain": [
        *({"hashes": value} for value in ([], [""], [ODD], ["x" * 100_000], ["'); DROP TABLE intake_lead; --"])),
        *({"never": value} for value in ([], [ODD])),
        *({"may_be_private": value} for value in (True, False, None)),
        {"now": NOW.astimezone(ZoneInfo("Pacific/Apia"))},
    ],
    "plan": [
        *({"people": value} for value in ([], [new_id()], [new_id() for _many in range(500)])),
        *({"kinds": value} for value in ([], [ODD, ""])),
        *({"zone": value} for value in ("", ODD, "ñ" * 50_000, None)),
        *({"facts_known": value} for value in (0, -3, 2**31 - 1, -(2**31), None)),
        *({"waits_for_reply": True, "on_holidays": value} for value in (True, False)),
        {"today": None},
    ],
    "check_in": [{"zone": ODD}, {"zone": None}, {"follows_person": False}, {"follows_person": True, "waits_for_reply": True}],
}


@pytest.mark.parametrize("kind", ODD_VALUES)
def test_odd_values_are_answered_alike_by_itself_and_in_a_transaction(kind: str) -> None:
    letter = claimed(kind)
    for values in ODD_VALUES[kind]:
        by_itself = [letter.begin(**values) for _twice in range(2)]
        with transaction.atomic():
            assert (values, by_itself) == (values, [letter.begin(**values)] * 2)
    assert letter.begin() == (True, True)


@pytest.mark.parametrize("way", WAYS)
def test_what_no_column_takes_is_refused_and_the_letter_before_it_stays_as_it_was(way: str) -> None:
    letter = claimed("plain")
    outbox.start(message=letter.message, token=letter.lease.token)
    for code in ("a\0b", "\ud800", "x" * 13):
        with pytest.raises((DataError, ValueError)), WAYS[way]():
            letter.settle(code)
        with pytest.raises((DataError, ValueError)), WAYS[way]():
            start_next(start=letter.start, lease=letter.lease, settled=SentRow(letter.message.id, code, NOW, new_id()))
    letter.message.refresh_from_db()
    assert (letter.message.state, letter.message.reply_code) == ("sending", "")
    with WAYS[way]():
        assert letter.settle("250")
    letter.message.refresh_from_db()
    assert (letter.message.state, letter.message.reply_code) == ("sent", "250")


def settled_as(way: str, code: str, happens: Any) -> dict[str, Any]:
    """What is on record of a letter that was settled this way."""
    message = make_acknowledged(make_mailing_clinic())
    claim = outbox.claim_batch(now=NOW.replace(minute=1))
    assert outbox.start(message=message, token=claim.token)
    version = message.lead.version
    happens()
    if way == "in words":
        settlement = Settlement(MessageState.SENT, reply_code=code, sent_at=NOW)
        with transaction.atomic():
            assert outbox.settle(message=message, token=claim.token, settlement=settlement)
            follow_through(message=message, settlement=settlement, now=NOW)
    else:
        with WAYS[way]():
            lease = Lease(claim.token, 60)
            row = SentRow(message.id, code, NOW.astimezone(ZoneInfo("Asia/Kathmandu")), new_id())
            assert [settle_alone(settled=row, lease=lease) for _twice in range(2)] == [True, False]
    message.refresh_from_db()
    message.lead.refresh_from_db()
    event = LeadEvent.objects.get(lead=message.lead, kind="message.sent")
    told = (event.actor_kind, event.actor_id, event.at, {**event.facts, "message": event.facts["message"] == str(message.id)})
    columns = ("state", "why_not", "reply_code", "claim_token", "claimed_until", "sent_at")
    return {"told": told, "more": message.lead.version - version, **{name: getattr(message, name) for name in columns}}


@pytest.mark.parametrize("happens", [nothing, lose_the_line])
def test_a_letter_is_settled_as_in_words_on_every_line(happens: Any) -> None:
    for code in ("", "250", "2.0.0 ñ'\\%s", '";--$1{}%%'):
        in_words = settled_as("in words", code, nothing)
        assert in_words["state"] == "sent"
        for way in WAYS:
            assert (way, settled_as(way, code, happens)) == (way, in_words)
