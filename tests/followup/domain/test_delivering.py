"""Delivering to a real SMTP server on loopback that refuses, drops, falls silent, or takes a letter and says nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from clinics.models import Clinic
from followup.channels.mail import Server, SmtpSender
from followup.domain import outbox
from followup.domain.composing import write_staff_email
from followup.domain.delivering import deliver_due, expire_held, reap_lapsed
from followup.domain.leaving import stop_messages
from followup.domain.meaning import next_try_at
from followup.models import Message, Suppression
from followup.states import MessageState, WhyNot
from intake.models import ContactPoint, Lead, Task
from tests.factories import NOW, make_staff
from tests.followup.builders import email_point, go_live, make_acknowledged, make_lead, make_mailing_clinic
from tests.followup.servers import FaultyServer
from tests.servers import free_port

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=1)


@pytest.fixture(params=[(), ("PIPELINING",)], ids=["in turn", "at once"])
def server(request: pytest.FixtureRequest) -> Iterator[FaultyServer]:
    """A server that wants one command after another, and one that takes them together."""
    sink = FaultyServer(extensions=request.param)
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture(autouse=True)
def _live() -> None:
    go_live()


def send(server: FaultyServer | None, *, now: datetime = SOON, port: int = 0) -> int:
    where = Server(host="127.0.0.1", port=server.port if server else port)
    with SmtpSender(server=where, timeout=0.5) as sender:
        return deliver_due(sender=sender, clock=lambda: now, seconds=50)


def state_of(message: Message) -> tuple[str, str, str]:
    message.refresh_from_db()
    return message.state, message.why_not, message.reply_code


def kinds(message: Message) -> list[str]:
    return [kind for kind in message.lead.events.order_by("id").values_list("kind", flat=True) if kind.startswith("message")]  # type: ignore[union-attr]


def lapse(*messages: Message) -> None:
    """Let the lease run out by the database's clock."""
    for message in Message.objects.filter(id__in=[found.id for found in messages], claimed_until__isnull=False):
        Message.objects.filter(id=message.id).update(claimed_until=message.claimed_until - timedelta(hours=1))


def test_a_message_goes_out_once_however_often_the_job_runs(server: FaultyServer) -> None:
    message = make_acknowledged(make_mailing_clinic())

    assert [send(server) for _run in range(3)] == [1, 0, 0]

    assert state_of(message) == ("sent", "", "250")
    assert message.sent_at == SOON
    assert len(server.envelopes) == 1
    assert server.envelopes[0].rcpt_tos == ["maria@example.org"]
    assert kinds(message) == ["message.sent"]


def test_many_messages_of_two_clinics_go_over_one_connection(server: FaultyServer) -> None:
    for clinic in (make_mailing_clinic(), make_mailing_clinic()):
        for number in range(15):
            make_acknowledged(clinic, email=f"p{number}@example.org")

    assert send(server) == 30

    assert server.connections == 1
    assert Message.objects.filter(state=MessageState.SENT).count() == len(server.envelopes) == 30
    assert len({envelope.content for envelope in server.envelopes}) == 30


@dataclass(frozen=True)
class Case:
    plan: str
    state: str
    why_not: str = ""
    code: str = ""
    taken: int = 0


CASES = [
    Case("451 4.3.0 later", "pending", code="451"),
    Case("rcpt 450 4.2.0 greylisted", "pending", code="450"),
    Case("mail 421 4.3.2 closing", "pending", code="421"),
    Case("554 5.6.0 no", "failed", WhyNot.REFUSED, "554"),
    Case("rcpt 550 5.1.1 no such user", "failed", WhyNot.REFUSED, "550"),
    Case("rcpt 550 5.7.1 relay denied", "failed", WhyNot.REFUSED, "550"),
    Case("mail 550 5.1.8 bad sender", "failed", WhyNot.REFUSED, "550"),
    Case("drop", "uncertain", WhyNot.NO_ANSWER),
    Case("silent", "uncertain", WhyNot.NO_ANSWER),
    Case("keep and drop", "uncertain", WhyNot.NO_ANSWER, taken=1),
    Case("keep and silent", "uncertain", WhyNot.NO_ANSWER, taken=1),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.plan)
def test_every_answer_leads_where_the_table_says_and_the_next_message_goes_out(server: FaultyServer, case: Case) -> None:
    clinic = make_mailing_clinic()
    server.plan.append(case.plan)
    message = make_acknowledged(clinic)
    other = make_acknowledged(clinic, email="other@example.org", now=NOW + timedelta(seconds=1))

    send(server)
    send(server)

    assert state_of(message) == (case.state, case.why_not, case.code)
    assert state_of(other)[0] == "sent"
    assert len(server.envelopes) == 1 + case.taken


def test_a_recipient_that_drops_before_the_text_is_tried_again(server: FaultyServer) -> None:
    message = make_acknowledged(make_mailing_clinic())
    server.plan.append("rcpt drop")
    send(server)
    assert state_of(message)[0] == "pending"
    send(server, now=SOON + timedelta(minutes=5))
    assert state_of(message)[0] == "sent"
    assert len(server.envelopes) == 1


@pytest.mark.parametrize("plan", ["drop", "silent", "keep and drop", "keep and silent"])
def test_an_uncertain_message_is_never_sent_again_by_itself(server: FaultyServer, plan: str) -> None:
    server.plan.append(plan)
    message = make_acknowledged(make_mailing_clinic())
    for hours in range(3):
        send(server, now=SOON + timedelta(hours=hours))
        reap_lapsed(now=SOON + timedelta(hours=hours))
    assert state_of(message)[0] == "uncertain"
    assert len(server.envelopes) == plan.startswith("keep")
    assert kinds(message) == ["message.uncertain"]


def test_nobody_listening_leaves_everything_waiting_and_stops_the_run() -> None:
    clinic = make_mailing_clinic()
    messages = [make_acknowledged(clinic, email=f"p{number}@example.org") for number in range(3)]
    assert send(None, port=free_port()) == 0
    assert [state_of(message)[0] for message in messages] == ["pending"] * 3
    assert Message.objects.filter(claim_token__isnull=False).count() == 0
    assert Message.objects.filter(due_at__gt=SOON).count() == 1


def test_waits_grow_are_spread_and_end_when_the_message_expires(server: FaultyServer) -> None:
    message = make_acknowledged(make_mailing_clinic())
    server.plan.extend(["451 later"] * 40)
    now, waits = SOON, []
    while state_of(message)[0] == "pending":
        send(server, now=now)
        message.refresh_from_db()
        waits.append(message.due_at - now)
        now = max(message.due_at, now)
    assert state_of(message)[:2] == ("expired", WhyNot.TOO_LATE)
    assert now <= message.expires_at
    assert waits[3] > waits[0]
    spread = {next_try_at(Message(id=uuid4(), expires_at=NOW + timedelta(days=9)), NOW) for _id in range(30)}
    assert len(spread) > 10


def test_a_stale_connection_is_opened_again_without_losing_the_message() -> None:
    clinic = make_mailing_clinic()
    old = FaultyServer()
    new = FaultyServerAt(old.port)
    with SmtpSender(server=Server("127.0.0.1", old.port), timeout=2) as sender:
        first = make_acknowledged(clinic)
        with running(old):
            deliver_due(sender=sender, clock=lambda: SOON, seconds=50)
        second = make_acknowledged(clinic, email="other@example.org")
        with running(new):
            deliver_due(sender=sender, clock=lambda: SOON, seconds=50)
            sender.close()
    assert (state_of(first)[0], state_of(second)[0]) == ("sent", "sent")


class FaultyServerAt(FaultyServer):
    """Another server on a port that just came free."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = self._controller.port = port


@contextmanager
def running(server: FaultyServer) -> Iterator[None]:
    server.start()
    try:
        yield
    finally:
        server.stop()


def refuse(lead: Lead) -> None:
    ContactPoint.objects.filter(person_id=lead.contact_person_id).update(may_email=False)


def make_private(lead: Lead) -> None:
    ContactPoint.objects.filter(person_id=lead.contact_person_id).update(is_private=True)


def replace(lead: Lead) -> None:
    point = email_point(lead)
    point.replaced_by = email_point(make_lead(lead.clinic, email="new@example.org"))
    point.save(update_fields=["replaced_by"])


def leave(lead: Lead) -> None:
    stop_messages(token=Message.objects.get(lead=lead).unsubscribe_token, now=NOW)


def pause(lead: Lead) -> None:
    Lead.objects.filter(id=lead.id).update(messages_paused_at=NOW)


def bounce(lead: Lead) -> None:
    Suppression.objects.create(clinic=lead.clinic, address_hash=email_point(lead).value_hash, purpose="", reason="bounced", created_at=NOW)


@pytest.mark.parametrize(
    ("change", "why_not"),
    [
        (refuse, WhyNot.EMAIL_NOT_SAFE),
        (make_private, WhyNot.EMAIL_NOT_SAFE),
        (replace, WhyNot.SUPPRESSED),
        (leave, WhyNot.SUPPRESSED),
        (bounce, WhyNot.SUPPRESSED),
        (pause, WhyNot.PAUSED),
    ],
)
def test_what_changed_since_it_was_written_counts_at_the_moment_it_would_go(server: FaultyServer, change: Any, why_not: str) -> None:
    message = make_acknowledged(make_mailing_clinic())
    change(message.lead)
    assert send(server) == 0
    assert state_of(message)[:2] == ("skipped", why_not)
    assert server.envelopes == []
    assert kinds(message)[-1] == "message.not_sent"


def test_practice_mode_holds_what_was_written_before(server: FaultyServer) -> None:
    message = make_acknowledged(make_mailing_clinic())
    from clinics.models import Installation  # noqa: PLC0415

    Installation.objects.update(practice_mode=True)
    send(server)
    assert state_of(message)[:2] == ("held", WhyNot.PRACTICE_MODE)
    assert server.envelopes == []


def test_a_message_past_its_time_expires_unsent(server: FaultyServer) -> None:
    message = make_acknowledged(make_mailing_clinic())
    send(server, now=message.expires_at)
    assert state_of(message)[:2] == ("expired", WhyNot.TOO_LATE)
    assert server.envelopes == []


def test_held_messages_end_when_their_time_has_passed() -> None:
    clinic = make_mailing_clinic()
    message = make_acknowledged(clinic)
    Message.objects.update(state=MessageState.HELD)
    assert expire_held(now=NOW) == 0
    assert expire_held(now=message.expires_at) == 1
    assert state_of(message)[0] == "expired"


def test_a_refused_mailbox_is_closed_and_a_person_checks_it(server: FaultyServer) -> None:
    message = make_acknowledged(make_mailing_clinic())
    server.plan.append("rcpt 550 5.1.1 no such user")
    send(server)
    send(server)
    assert message.contact_point is not None
    assert not ContactPoint.objects.get(id=message.contact_point_id).is_usable
    assert Suppression.objects.get().reason == "bounced"
    task = Task.objects.get(kind="verify_address")
    assert (task.lead, task.state) == (message.lead, "open")


def test_a_refusal_by_policy_says_nothing_about_the_mailbox(server: FaultyServer) -> None:
    message = make_acknowledged(make_mailing_clinic())
    server.plan.append("rcpt 550 5.7.1 relay denied")
    send(server)
    assert ContactPoint.objects.get(id=message.contact_point_id).is_usable
    assert not Suppression.objects.exists()


def make_staff_email(clinic: Clinic) -> Message:
    lead = make_lead(clinic, email="written@example.org")
    return write_staff_email(
        lead_id=lead.id,
        contact_point_id=email_point(lead).id,
        subject="About Tuesday",
        body="Hello",
        staff=make_staff(clinic),
        seen_version=Lead.objects.get(id=lead.id).version,
        idempotency_key="k",
        now=NOW,
    )


def test_uncertain_acknowledgements_of_a_day_are_one_task_a_clinic(server: FaultyServer) -> None:
    here, there = make_mailing_clinic(), make_mailing_clinic()
    for number, clinic in enumerate((here, here, there)):
        make_acknowledged(clinic, email=f"p{number}@example.org")
    server.plan.extend(["drop"] * 3)
    send(server)
    assert sorted(Task.objects.filter(kind="uncertain_sends").values_list("clinic_id", flat=True)) == sorted([here.id, there.id])


def test_an_uncertain_staff_mail_is_its_own_task_for_its_writer(server: FaultyServer) -> None:
    message = make_staff_email(make_mailing_clinic())
    server.plan.append("drop")
    send(server)
    task = Task.objects.get(kind="uncertain_sends")
    assert (task.lead, task.assignee) == (message.lead, message.written_by)


def test_a_staff_mail_that_is_refused_opens_a_task_and_one_that_goes_stops_the_first_clock(server: FaultyServer) -> None:
    refused, sent = make_staff_email(make_mailing_clinic()), make_staff_email(make_mailing_clinic())
    server.plan.append("554 no")
    send(server)
    assert {state_of(refused)[0], state_of(sent)[0]} == {"failed", "sent"}
    failed = refused if refused.state == "failed" else sent
    went = sent if failed is refused else refused
    assert Task.objects.get(kind="review").lead == failed.lead
    assert Lead.objects.get(id=went.lead_id).first_attempt_at == SOON
    assert Lead.objects.get(id=failed.lead_id).first_attempt_at is None


def test_an_acknowledgement_does_not_stop_the_clock_of_a_first_attempt(server: FaultyServer) -> None:
    message = make_acknowledged(make_mailing_clinic())
    send(server)
    assert Lead.objects.get(id=message.lead_id).first_attempt_at is None


def test_a_worker_lost_before_sending_gives_its_messages_back(server: FaultyServer) -> None:
    message = make_acknowledged(make_mailing_clinic())
    claim = outbox.claim_batch(now=SOON)
    assert [found.id for found in claim.messages] == [message.id]
    assert reap_lapsed(now=SOON) == 0
    assert state_of(message)[0] == "claimed"
    lapse(message)
    reap_lapsed(now=SOON)
    assert state_of(message)[0] == "pending"
    assert not outbox.start(message=message, token=claim.token)
    assert send(server) == 1


def test_a_worker_lost_while_sending_leaves_an_uncertain_message(server: FaultyServer) -> None:
    message = make_acknowledged(make_mailing_clinic())
    claim = outbox.claim_batch(now=SOON)
    assert outbox.start(message=claim.messages[0], token=claim.token)
    lapse(message)
    assert [reap_lapsed(now=SOON) for _sweep in range(2)] == [1, 0]
    assert state_of(message)[:2] == ("uncertain", WhyNot.WORKER_LOST)
    assert kinds(message) == ["message.uncertain"]
    assert send(server) == 0


def test_the_truth_of_a_worker_that_was_only_slow_counts() -> None:
    message = make_acknowledged(make_mailing_clinic())
    claim = outbox.claim_batch(now=SOON)
    outbox.start(message=claim.messages[0], token=claim.token)
    lapse(message)
    reap_lapsed(now=SOON)
    sent = outbox.Settlement(MessageState.SENT, sent_at=SOON)
    assert outbox.settle(message=message, token=claim.token, settlement=sent)
    assert not outbox.settle(message=message, token=claim.token, settlement=sent)
    assert state_of(message)[0] == "sent"


def test_two_claims_share_nothing_and_sending_renews_the_lease_of_the_batch() -> None:
    clinic = make_mailing_clinic()
    for number in range(3):
        make_acknowledged(clinic, email=f"p{number}@example.org")
    first, second = outbox.claim_batch(now=SOON, limit=2), outbox.claim_batch(now=SOON, limit=2)
    assert (len(first.messages), len(second.messages)) == (2, 1)
    lapse(*first.messages)
    assert outbox.start(message=first.messages[0], token=first.token)
    reap_lapsed(now=SOON)
    assert Message.objects.filter(claim_token=first.token).count() == 2


def test_a_fresh_lease_is_not_written_again() -> None:
    clinic = make_mailing_clinic()
    for number in range(3):
        make_acknowledged(clinic, email=f"p{number}@example.org")
    claim = outbox.claim_batch(now=SOON)
    waiting = claim.messages[2]
    for message, seconds in zip(claim.messages, (5, 15), strict=False):
        held_until = Message.objects.get(id=waiting.id).claimed_until
        assert held_until is not None
        Message.objects.filter(id=waiting.id).update(claimed_until=held_until - timedelta(seconds=seconds))
        assert outbox.start(message=message, token=claim.token)
        now_until = Message.objects.get(id=waiting.id).claimed_until
        assert now_until is not None
        # Five seconds old: left as it was. Twenty: renewed.
        assert (now_until > held_until - timedelta(seconds=4)) is (seconds == 15)


def test_a_message_that_cannot_be_built_stops_no_other(server: FaultyServer) -> None:
    clinic = make_mailing_clinic()
    bad = make_acknowledged(clinic)
    good = make_acknowledged(clinic, email="good@example.org", now=NOW + timedelta(seconds=1))
    bad.to_address = "no address"
    bad.save(update_fields=["to_address"])
    send(server)
    assert (state_of(bad)[::2], state_of(good)[0]) == (("pending", "unreadable"), "sent")


def test_sending_a_message_costs_a_fixed_number_of_queries(server: FaultyServer, django_assert_num_queries: Any) -> None:
    counts = []
    for number in (1, 3):
        for place in range(number):
            make_acknowledged(make_mailing_clinic(), email=f"p{number}{place}@example.org")
        before = len(connection.queries_log)
        connection.force_debug_cursor = True
        send(server)
        connection.force_debug_cursor = False
        counts.append((number, len(connection.queries_log) - before))
    (_one, first), (_three, third) = counts
    assert (third - first) / 2 <= 20
