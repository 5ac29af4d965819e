"""The table of states, as a full cross product against the database."""

from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from followup.domain.outbox import IllegalMessageMoveError, move
from followup.models import Message
from followup.states import LEGAL_MESSAGE_MOVES, MessageState
from tests.factories import NOW
from tests.followup.builders import make_acknowledged, make_mailing_clinic

pytestmark = pytest.mark.django_db
IN_HAND = {MessageState.CLAIMED, MessageState.SENDING}
ENDS = {MessageState.SENT, MessageState.SKIPPED, MessageState.EXPIRED, MessageState.FAILED}


def columns_for(state: MessageState) -> dict[str, object]:
    held = {"claim_token": uuid4(), "claimed_until": NOW + timedelta(minutes=1)}
    changes: dict[str, object] = dict(held) if state in IN_HAND else {"claim_token": None, "claimed_until": None}
    return changes | ({"sent_at": NOW} if state == MessageState.SENT else {})


def test_every_move_is_legal_or_refused() -> None:
    message = make_acknowledged(make_mailing_clinic())
    rows = Message.objects.filter(id=message.id)
    for before, after in product(MessageState, MessageState):
        rows.update(state=before, **columns_for(before))
        if after in LEGAL_MESSAGE_MOVES[before]:
            assert move(rows, of=before, to=after, **columns_for(after)) == 1
            assert rows.get().state == after
        else:
            with pytest.raises(IllegalMessageMoveError):
                move(rows, of=before, to=after, **columns_for(after))
            assert rows.get().state == before


def test_every_state_has_a_row_in_the_table_and_ends_have_no_way_out() -> None:
    assert set(LEGAL_MESSAGE_MOVES) == set(MessageState)
    assert {state for state, moves in LEGAL_MESSAGE_MOVES.items() if not moves} == ENDS


def test_nothing_that_may_have_gone_out_becomes_claimed_again_by_itself() -> None:
    for state in (MessageState.SENT, MessageState.UNCERTAIN):
        assert not LEGAL_MESSAGE_MOVES[state] & IN_HAND


def test_a_move_passes_over_a_row_in_another_state() -> None:
    message = make_acknowledged(make_mailing_clinic())
    rows = Message.objects.filter(id=message.id)
    rows.update(state=MessageState.PENDING)

    assert move(rows, of=MessageState.HELD, to=MessageState.EXPIRED) == 0
    assert rows.get().state == MessageState.PENDING


@pytest.mark.parametrize("state", sorted(IN_HAND))
def test_the_database_refuses_a_claim_without_its_lease(state: str) -> None:
    message = make_acknowledged(make_mailing_clinic())
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(id=message.id).update(state=state)


def test_the_database_refuses_a_lease_outside_a_claim_and_a_sent_without_a_time() -> None:
    message = make_acknowledged(make_mailing_clinic())
    for changes in ({"claim_token": uuid4()}, {"state": MessageState.SENT}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.filter(id=message.id).update(**changes)
