"""One pace for all workers: even, never saved up, held back together, and fair between clinics."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import override_settings

from followup.domain import outbox
from followup.domain.delivering import deliver_due
from followup.domain.letters import Answer, Letter, Outcome
from followup.domain.meaning import MOST_FAILURES, next_try_at
from followup.domain.outgoing import strange_parts
from followup.domain.pacing import Pacer
from followup.models import Message, SendingPace
from followup.states import MessageState, WhyNot
from intake.models import Task
from tests.factories import NOW, make_staff
from tests.followup.builders import go_live, make_acknowledged, make_emergency, make_mailing_clinic

SOON = NOW + timedelta(minutes=1)


class FakeSender:
    """Gives the planned answers, then takes everything; remembers when each letter came."""

    def __init__(self, *answers: Answer, seconds: float = 0.0) -> None:
        self.answers, self.seconds, self.times = list(answers), seconds, list[float]()

    def __enter__(self):
        return self

    def __exit__(self, *_error: object) -> None:
        """Nothing to close."""

    def prepare(self, letter: Letter) -> Letter:
        return letter

    def send(self, prepared: Letter) -> Answer:
        self.times.append(time.monotonic())
        time.sleep(self.seconds)
        return self.answers.pop(0) if self.answers else Answer(Outcome.ACCEPTED, "250")


def send(sender: FakeSender, pacer: Pacer | None = None, *, now=SOON) -> int:
    return deliver_due(sender=sender, clock=lambda: now, seconds=5, pacer=pacer)


def make_waiting(count: int, **words: object) -> list[Message]:
    clinic = make_mailing_clinic()
    return [make_acknowledged(clinic, email=f"p{number}@example.org", **words) for number in range(count)]


def free() -> Pacer:
    return Pacer(rate=None, rest=lambda _seconds: None)


@pytest.mark.django_db
def test_slots_are_even_and_nothing_is_saved_up_while_nobody_sends() -> None:
    waits: list[float] = []
    # Half a second each, so that six statements of a busy machine fit into what they wait.
    pacer = Pacer(rate=2, rest=waits.append)
    assert [pacer.admit(is_urgent=False) for _message in range(6)] == [True] * 6
    assert waits == sorted(waits)
    assert 1.5 < waits[-1] < 2.6
    SendingPace.objects.update(next_at=NOW - timedelta(days=3))
    waits.clear()
    assert [pacer.admit(is_urgent=False) for _message in range(2)] == [True] * 2
    assert len(waits) == 1


@pytest.mark.django_db
def test_whoever_would_wait_long_gives_its_messages_back_and_an_alert_never_waits() -> None:
    rested: list[float] = []
    pacer = Pacer(rate=0.5, rest=rested.append)
    assert [pacer.admit(is_urgent=False) for _message in range(3)] == [True, True, False]
    assert pacer.admit(is_urgent=True)
    assert len(rested) == 1


def by_two_workers(work: Callable[[], object]) -> None:
    """The same by two threads at once, each with a line to the database of its own, until both have ended."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    workers = [threading.Thread(target=run) for _worker in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_two_workers_keep_one_rate() -> None:
    slots, waits = [], []

    def work() -> None:
        asked_at = 0.0

        def rest(wait: float) -> None:
            """The slot is so long after the database's answer, which came between the question and now."""
            slots.append((asked_at + wait, time.monotonic() + wait))
            waits.append(wait)
            time.sleep(wait)

        pacer = Pacer(rate=40, rest=rest)
        for _message in range(60):
            asked_at = time.monotonic()
            pacer.admit(is_urgent=False)

    by_two_workers(work)
    starts = [earliest for earliest, latest in slots if latest + 1 <= max(slots)[0]]
    surely = [sum(start <= earliest and latest < start + 1 for earliest, latest in slots) for start in starts]
    perhaps = [sum(start <= latest and earliest < start + 1 for earliest, latest in slots) for start in starts]
    assert max(surely) <= 41
    # Whoever came later than its slot waited for none, and a machine that is so busy leaves some unused.
    assert min(perhaps) >= 38 or len(waits) < 119


@pytest.mark.django_db
def test_not_so_fast_stops_the_run_and_every_other_worker_until_then() -> None:
    go_live()
    messages = make_waiting(3)
    sender = FakeSender(Answer(Outcome.TRY_LATER, "429", wait=120))
    assert send(sender, free()) == 1
    assert send(sender, free()) == 0
    assert len(sender.times) == 1
    assert [Message.objects.get(id=message.id).state for message in messages] == ["pending"] * 3
    assert Message.objects.get(reply_code="429").due_at >= SOON + timedelta(seconds=120)
    SendingPace.objects.update(held_until=NOW - timedelta(days=1))
    assert send(sender, free()) == 2
    assert (SendingPace.objects.get().holds, SendingPace.objects.get().held_until) == (0, None)


@pytest.mark.django_db
def test_alerts_go_out_while_everything_else_is_held() -> None:
    go_live()
    clinic = make_mailing_clinic()
    from clinics.models import OnCallMember  # noqa: PLC0415
    from followup.domain.alerting import raise_due_alerts  # noqa: PLC0415  beside the one use

    OnCallMember.objects.create(clinic=clinic, staff=make_staff(clinic))
    make_acknowledged(clinic, email="other@example.org")
    make_emergency(clinic)
    raise_due_alerts(now=NOW)
    free().hold_back(600)
    assert send(FakeSender(), free()) == 1
    assert list(Message.objects.filter(state="sent").values_list("message_class", flat=True)) == ["staff_alert"]


@pytest.mark.django_db
def test_while_no_server_answers_tries_get_rarer_and_no_message_is_used_up() -> None:
    go_live()
    make_waiting(3)
    sender = FakeSender(*[Answer(Outcome.UNREACHABLE)] * 40)
    for _run in range(8):
        SendingPace.objects.update(held_until=NOW - timedelta(days=1))
        assert send(sender, free(), now=SOON + timedelta(hours=_run)) == 0
    assert len(sender.times) <= 8
    pace = SendingPace.objects.get()
    assert (pace.holds, pace.held_because) == (8, "unreachable")


@pytest.mark.django_db
def test_a_clinic_with_a_backlog_holds_up_no_other() -> None:
    go_live()
    big = [make_acknowledged(clinic := make_mailing_clinic(), email="b0@example.org")]
    big += [make_acknowledged(clinic, email=f"b{number}@example.org") for number in range(1, 30)]
    small = make_acknowledged(make_mailing_clinic(), now=NOW + timedelta(seconds=30))
    third = make_acknowledged(make_mailing_clinic(), now=NOW + timedelta(seconds=40))
    claim = outbox.claim_batch(now=SOON, limit=8)
    found = [message.id for message in claim.messages]
    assert {small.id, third.id} <= set(found[:3])
    assert len(found) == 2 + 3
    rest = [message.id for message in outbox.claim_batch(now=SOON, limit=20).messages]
    assert rest == [message.id for message in sorted(big, key=lambda one: one.due_at) if message.id not in found][:20]


@pytest.mark.django_db
def test_more_clinics_than_places_take_turns() -> None:
    go_live()
    for _clinic in range(5):
        make_acknowledged(make_mailing_clinic())
    seen = {message.clinic_id for _turn in range(3) for message in outbox.claim_batch(now=SOON, limit=2).messages}
    assert len(seen) == 5


@pytest.mark.django_db
def test_a_row_that_fails_by_itself_stops_no_other_and_ends_with_a_person(monkeypatch) -> None:
    go_live()
    poison, *others = make_waiting(4)
    table = Message._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET body = %s WHERE id = %s", [b"v1 not a ciphertext", _key(poison)])
    sender, now = FakeSender(), SOON
    assert send(sender) == 3
    for _try in range(MOST_FAILURES + 2):
        now = max(now, Message.objects.values_list("due_at", flat=True).get(id=poison.id))
        send(sender, now=now)
    state = Message.objects.values_list("state", "why_not", "tries").get(id=poison.id)
    assert state == (MessageState.HELD, WhyNot.UNREADABLE, MOST_FAILURES - 1)
    assert len(sender.times) == 3
    assert Task.objects.filter(dedupe_key=f"not_sent:{poison.id}").count() == 1
    assert [Message.objects.get(id=one.id).state for one in others] == ["sent"] * 3


def _key(message: Message) -> str:
    return message.id.hex if connection.vendor == "sqlite" else str(message.id)


@pytest.mark.django_db
def test_what_should_follow_may_fail_and_what_was_sent_stays_sent() -> None:
    go_live()
    first, second = make_waiting(2)
    Message.objects.filter(id=first.id).update(due_at=NOW - timedelta(minutes=1))
    sender = FakeSender()
    from intake.models import Lead  # noqa: PLC0415  beside the one use

    # Its event can't be written: the number of facts of this lead is at the end of its column.
    Lead.objects.filter(id=first.lead_id).update(version=2**63 - 1 if connection.vendor == "sqlite" else 2**31 - 1)
    send(sender)
    send(sender, now=SOON + timedelta(hours=1))
    assert len(sender.times) == 2
    assert {Message.objects.get(id=one.id).state for one in (first, second)} == {"sent"}


@pytest.mark.django_db
def test_the_time_a_provider_asks_for_counts_but_never_beyond_the_expiry() -> None:
    from followup.domain.meaning import settlement_of  # noqa: PLC0415  beside the one use

    message = Message(id=uuid4(), expires_at=NOW + timedelta(hours=2))
    asked = [settlement_of(message, Answer(Outcome.TRY_LATER, "429", wait=seconds), NOW).due_at for seconds in (1, 1800, 86_400)]
    assert asked == [next_try_at(message, NOW), NOW + timedelta(minutes=30), message.expires_at]


def letter(body: str = "Hello.", html: str = "") -> Letter:
    return Letter("Oak Street", "mail@oak.example", "maria@example.org", "Hello", body, "<id@oak.example>", html=html)


OWN = ("https://care.example.org", "https://desk.example.org")
STRANGE = [
    ("", '<img src="https://care.example.org/1.gif">', ["fetched"]),
    ("", '<p style="background: url(https://x.example/p)">', ["fetched"]),
    ("", '<link rel="stylesheet" href="https://care.example.org/a.css">', ["fetched"]),
    ("", '<IMG alt="İ" SRC = "x">', ["fetched"]),
    ("", "<style>@Import 'x'</style>", ["fetched"]),
    ("", '<a href="https://track.example/c?u=1">', ["link"]),
    ("", '<a href="https://care.example.org.evil.example/">', ["link"]),
    ("", "<a href=//x.example>", ["link"]),
    ("", '<p>İÑ</p><A HREF="https://care.example.org/oak/es/">', []),
    ("", '<p>İÑ</p><A HREF="https://x.example/">', ["link"]),
    ("", '<a href="https://care.example.org/oak/en/stop/x/">', []),
    ("See https://bit.ly/x now", "", ["address"]),
    ("See //care.example.org/ now", "", ["address"]),
    ("See HTTPS://bit.ly/x now", "", ["address"]),
    ("See https://care.example.org/oak/en/ now", "", []),
    ("See https://care.example.organic/ now", "", ["address"]),
]


@pytest.mark.parametrize(("body", "html", "wanted"), STRANGE)
def test_a_finished_letter_leads_nowhere_but_to_us(body: str, html: str, wanted: list[str]) -> None:
    assert strange_parts(letter(body, html), own=OWN, is_automatic=True) == wanted


def test_a_member_of_staff_may_write_an_address_as_words() -> None:
    assert strange_parts(letter("See https://maps.example/ now"), own=OWN, is_automatic=False) == []


@pytest.mark.django_db
@override_settings(LINK_URL="https://elsewhere.example")
def test_a_letter_that_leads_elsewhere_is_held_for_a_person() -> None:
    go_live()
    message = make_acknowledged(make_mailing_clinic())
    with override_settings(LINK_URL="https://care.example.org"):
        assert send(FakeSender()) == 0
    assert Message.objects.values_list("state", "why_not").get() == ("held", "not_discreet")
    assert Task.objects.filter(dedupe_key=f"not_sent:{message.id}").count() == 1
