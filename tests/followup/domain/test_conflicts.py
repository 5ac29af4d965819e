"""Two that lock each other's rows: PostgreSQL ends one for the other, and what a mail server said is not forgotten with it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, transaction

from core.sql import again_after_conflict
from followup.domain.letters import Answer, Letter, Outcome
from followup.models import Message
from intake.models import LeadEvent
from tests.factories import NOW
from tests.followup.builders import go_live
from tests.followup.domain.test_pacing import SOON, FakeSender, free, make_waiting, send

pytestmark = pytest.mark.django_db(transaction=True)
_WAITS_FOR_US = "SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"


class Crosser(FakeSender):
    """Beside it, somebody locks the lead of the letter that was taken, and then its message: the other way round than settling does."""

    def __init__(self, *answers: Answer, crosses: int) -> None:
        super().__init__(*answers)
        self.crosses, self.threads, self.crossed = crosses, list[threading.Thread](), 0

    def send(self, prepared: Letter) -> Answer:
        answer = super().send(prepared)
        if self.crosses:
            self.crosses -= 1
            message = Message.objects.get(message_id=prepared.message_id.strip("<>"))
            holds = threading.Event()
            self.threads.append(threading.Thread(target=self._cross, args=(message, holds)))
            self.threads[-1].start()
            assert holds.wait(20)
        return answer

    def _cross(self, message: Message, holds: threading.Event) -> None:
        with _another_line() as cursor:
            # Whoever looks first for a deadlock is the one that is ended: never this one.
            cursor.execute("SET deadlock_timeout = '1min'")
            cursor.execute("BEGIN")
            cursor.execute("SELECT id FROM intake_lead WHERE id = %s FOR UPDATE", [message.lead_id])
            holds.set()
            for _look in range(400):
                cursor.execute(f"{_WAITS_FOR_US} AND pg_sleep(0.05) IS NOT NULL")
                if cursor.fetchone()[0]:
                    break
            cursor.execute("UPDATE followup_message SET tries = tries WHERE id = %s", [message.id])
            cursor.execute("COMMIT")
            self.crossed += 1


@contextmanager
def _another_line() -> Iterator:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.close()


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("outcome", "state"), [(Outcome.ACCEPTED, "sent"), (Outcome.RECIPIENT_REFUSED, "failed"), (Outcome.TRY_LATER, "pending")]
)
def test_what_a_server_said_is_written_down_after_a_deadlock_and_nothing_is_sent_twice(outcome: Outcome, state: str) -> None:
    go_live()
    make_waiting(3)
    sender = Crosser(*[Answer(outcome, "x")] * 3, crosses=3)
    assert send(sender, free(), now=SOON) == 3
    for thread in sender.threads:
        thread.join(30)
    assert (len(sender.times), sender.crossed) == (3, 3)
    assert list(Message.objects.values_list("state", "reply_code")) == [(state, "x")] * 3
    events = LeadEvent.objects.filter(kind__startswith="message.").exclude(kind="message.written")
    assert events.count() == events.values("lead").distinct().count()


class ConflictError(Exception):
    """As the driver tells it."""

    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


def conflict(sqlstate: str) -> OperationalError:
    error = OperationalError()
    error.__cause__ = ConflictError(sqlstate)
    return error


@pytest.mark.parametrize(("sqlstate", "tries"), [("40P01", 4), ("40001", 4), ("55P03", 1), ("57P01", 1)])
def test_only_a_conflict_is_tried_again_and_not_for_ever(sqlstate: str, tries: int) -> None:
    asked = []

    def act() -> None:
        asked.append(NOW)
        raise conflict(sqlstate)

    with pytest.raises(OperationalError):
        again_after_conflict(connection, act)
    assert len(asked) == tries
    with pytest.raises(OperationalError), transaction.atomic():
        again_after_conflict(connection, act)
    assert len(asked) == tries + 1
