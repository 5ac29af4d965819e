"""Races between workers, on real connections. SQLite serialises writers, so these need PostgreSQL."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from clinics.models import OnCallMember
from core.sql import whole
from followup.channels.mail import Server, SmtpSender
from followup.domain.alerting import raise_alert
from followup.domain.consequences import follow_through
from followup.domain.deciding import try_to_decide
from followup.domain.delivering import deliver_due, reap_lapsed
from followup.domain.leaving import stop_messages
from followup.domain.outbox import Settlement
from followup.domain.paging import PagerAnswer, page_due, page_task
from followup.models import Message, Suppression, UnsubscribeLink
from followup.states import MessageState, WhyNot
from intake.models import ContactConsent, LeadEvent, Task
from tests.factories import NOW, make_clinic, make_staff
from tests.followup.builders import go_live, make_acknowledged, make_emergency, make_lead, make_mailing_clinic
from tests.followup.servers import FaultyServer
from tests.together import at_once as together
from tests.together import errors_in

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
SOON = NOW + timedelta(minutes=1)


def at_once(act: Callable[[], object], *, times: int = 6) -> list[object]:
    """Run `act` in several threads that start together; what each returned."""
    barrier, results = threading.Barrier(times), []

    def run() -> None:
        try:
            barrier.wait()
            results.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == times
    return results


def test_deciding_at_once_writes_one_acknowledgement() -> None:
    lead = make_lead(make_mailing_clinic())
    at_once(lambda: try_to_decide(lead_id=lead.id, now=NOW))
    assert Message.objects.count() == UnsubscribeLink.objects.count() == 1
    assert LeadEvent.objects.filter(kind="followup.decided").count() == 1


def test_many_workers_and_reapers_send_each_message_once() -> None:
    go_live()
    clinic = make_mailing_clinic()
    for number in range(60):
        make_acknowledged(clinic, email=f"p{number}@example.org")
    server = FaultyServer()
    server.start()

    def work() -> None:
        with SmtpSender(server=Server("127.0.0.1", server.port), timeout=5) as sender:
            while Message.objects.filter(state="pending").exists():
                deliver_due(sender=sender, clock=lambda: SOON, seconds=30)
                reap_lapsed(now=SOON)

    try:
        at_once(work, times=4)
    finally:
        server.stop()
    assert Counter(Message.objects.values_list("state", flat=True)) == {"sent": 60}
    assert Counter(envelope.rcpt_tos[0] for envelope in server.envelopes) == {f"p{number}@example.org": 1 for number in range(60)}


def test_stopping_at_once_is_one_answer() -> None:
    message = make_acknowledged(make_mailing_clinic())
    at_once(lambda: stop_messages(token=message.unsubscribe_token, now=SOON))
    assert Suppression.objects.count() == 1
    assert ContactConsent.objects.filter(granted=False, evidence_kind="link").count() == 1


def test_one_round_of_an_alert_is_raised_by_one_process() -> None:
    go_live()
    clinic = make_clinic()
    OnCallMember.objects.create(clinic=clinic, staff=make_staff(clinic))
    task = make_emergency(clinic)
    results = at_once(lambda: raise_alert(task_id=task.id, now=NOW))
    assert Counter(results) == {True: 1, False: 5}
    assert Message.objects.count() == 1


class Pager:
    """Counts posts."""

    posts = 0

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> PagerAnswer:
        self.posts += 1
        return PagerAnswer(200)


def test_one_delivery_is_posted_by_one_process() -> None:
    go_live()
    clinic = make_clinic()
    clinic.pager_webhooks.create(url="https://pager.example/", secret="s", created_at=NOW)
    page_task(task=make_emergency(clinic), now=NOW)
    pager = Pager()
    at_once(lambda: page_due(pager=pager, now=NOW))
    assert pager.posts == 1


def test_nothing_goes_out_after_a_stop_was_committed() -> None:
    """Each round one worker sends while a person leaves: a message that goes out must have been under way before."""
    go_live()
    clinic = make_mailing_clinic()
    server = FaultyServer()
    server.start()
    try:
        for number in range(20):
            message = make_acknowledged(clinic, email=f"p{number}@example.org")
            _leave_while_sending(message, server)
            message.refresh_from_db()
            assert message.state in {"sent", "skipped"}
            assert len(server.envelopes) == Message.objects.filter(state="sent").count()
    finally:
        server.stop()


def _leave_while_sending(message: Message, server: FaultyServer) -> None:
    acts = [lambda: stop_messages(token=message.unsubscribe_token, now=SOON), lambda: _send(server)]
    lock = threading.Lock()

    def act() -> object:
        with lock:
            mine = acts.pop()
        return mine()

    at_once(act, times=2)


def _send(server: FaultyServer) -> int:
    with SmtpSender(server=Server("127.0.0.1", server.port), timeout=5) as sender:
        return deliver_due(sender=sender, clock=lambda: SOON, seconds=5)


def test_letters_that_became_uncertain_at_once_are_each_marked_and_share_one_piece_of_work() -> None:
    go_live()
    clinic = make_mailing_clinic()
    unknown = Settlement(MessageState.UNCERTAIN, WhyNot.WORKER_LOST)
    for number in range(6):
        Task.objects.filter(kind="uncertain_sends").delete()
        letters = [make_acknowledged(clinic, email=f"p{number}-{letter}@example.org") for letter in range(4)]
        acts = [lambda letter=letter: whole(follow_through)(message=letter, settlement=unknown, now=SOON) for letter in letters]
        assert errors_in(together(*acts)) == []
        assert LeadEvent.objects.filter(lead__in=[letter.lead_id for letter in letters], kind="message.uncertain").count() == 4
        assert Task.objects.filter(kind="uncertain_sends").count() == 1
