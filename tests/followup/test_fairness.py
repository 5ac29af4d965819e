"""One clinic has ten thousand e-mails due. How long does the one e-mail of another wait? Never longer than the batch in hand."""

from copy import copy
from datetime import timedelta

import pytest

from core.ids import new_id
from followup.domain import outbox
from followup.domain.delivering import deliver_due
from followup.domain.due import BATCH, due_ids
from followup.domain.letters import Answer, Letter
from followup.models import Message, Occurrence
from tests.factories import NOW
from tests.followup.builders import go_live, make_acknowledged, make_mailing_clinic
from tests.followup.domain.test_pacing import FakeSender
from tests.followup.plan_builders import enrol, make_live_clinic, make_plan

pytestmark = pytest.mark.django_db
MANY = 10_000
SOON = NOW + timedelta(minutes=1)


def plant_waiting(first: Message) -> None:
    """So many more like this one, due at the same hour."""
    rows = []
    for number in range(MANY - 1):
        row = copy(first)
        row._state = copy(first._state)
        row.id = new_id()
        row.dedupe_key, row.message_id = f"many:{number}", f"<{row.id}@oak.example>"
        row.to_address, row.subject, row.body, row.unsubscribe_token = first.to_address, first.subject, first.body, ""
        rows.append(row)
    Message.objects.bulk_create(rows, batch_size=500)


class Watching(FakeSender):
    """Remembers whose letters came; another clinic's person writes while the first of them is under way."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def send(self, prepared: Letter) -> Answer:
        self.seen.append(prepared.to_address)
        if len(self.seen) == 1:
            make_acknowledged(make_mailing_clinic(), now=SOON, email="small@example.org")
        return super().send(prepared)


def test_a_letter_that_comes_while_ten_thousand_of_another_clinic_go_out_waits_for_the_batch_in_hand() -> None:
    go_live()
    plant_waiting(make_acknowledged(make_mailing_clinic(), email="big@example.org"))
    sender = Watching()
    # The run is over for us once that letter has left.
    deliver_due(sender=sender, clock=lambda: SOON + timedelta(seconds=100 * ("small@example.org" in sender.seen)), seconds=50)
    place = sender.seen.index("small@example.org")
    assert place <= outbox.BATCH + 1


def test_a_claim_says_whether_it_was_all_that_may_go_or_a_share_of_it() -> None:
    go_live()
    big, small = make_mailing_clinic(), make_mailing_clinic()
    for number in range(4):
        make_acknowledged(big, email=f"big{number}@example.org")
    make_acknowledged(small, email="small@example.org")

    claims = [outbox.claim_batch(now=SOON, limit=2) for _again in range(4)]

    assert [(len(claim.messages), claim.is_all) for claim in claims] == [(2, False), (2, False), (1, True), (0, True)]
    assert len({message.id for claim in claims for message in claim.messages}) == 5


def test_of_two_that_wait_the_small_clinics_letter_is_among_the_first_two() -> None:
    go_live()
    plant_waiting(make_acknowledged(make_mailing_clinic(), email="big@example.org"))
    small = make_acknowledged(make_mailing_clinic(), now=NOW + timedelta(seconds=30), email="small@example.org")
    claim = outbox.claim_batch(now=SOON)
    assert small.id in [message.id for message in claim.messages[:2]]


def test_of_ten_thousand_steps_and_one_the_one_is_among_the_first_two() -> None:
    big, small = (enrol(make_plan(make_live_clinic())) for _clinic in range(2))
    first = Occurrence.objects.get(enrolment=big, step_key="day-1")
    rows = []
    for number in range(2, MANY + 1):
        row = copy(first)
        row._state = copy(first._state)
        row.id, row.sequence = new_id(), number
        rows.append(row)
    Occurrence.objects.bulk_create(rows, batch_size=500)
    due = NOW + timedelta(days=1)
    one = Occurrence.objects.get(enrolment=small, step_key="day-1")
    Occurrence.objects.filter(id=one.id).update(due_at=due - timedelta(minutes=1))
    found = due_ids(now=due, limit=BATCH)
    assert (len(found), one.id in found[:2]) == (BATCH, True)
