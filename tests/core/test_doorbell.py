"""The doorbell against a real server: alive, gone, frozen, restarted. It may fail, but never hold anybody up.

Ringing waits for nothing; the bound of 1.5 s is generous on purpose, so that a busy machine does not turn these tests red.
"""

import base64
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from celery import current_app
from django.db import transaction

from core import doorbell
from core.ids import new_id
from tests.architecture.source import PROJECT
from tests.servers import RedisServer, child_environment, free_port, wait_until

pytestmark = pytest.mark.usefixtures("fresh_doorbell")
BOUND = 1.5
ROW = new_id()


@pytest.fixture
def server() -> Iterator[RedisServer]:
    """A server of this test's own; there is no skipping: without a server program this is an error."""
    found = RedisServer()
    found.start()
    yield found
    found.close()


@pytest.fixture
def broker(server, settings) -> RedisServer:
    settings.CELERY_BROKER_URL = server.url
    return server


def queued(server: RedisServer) -> list[dict[str, object]]:
    assert doorbell.settle(10)
    messages = server.client().lrange(current_app.conf.task_default_queue, 0, -1)
    return [json.loads(message) for message in messages]


def arguments_of(message: dict[str, object]) -> object:
    arguments, named, _embedded = json.loads(base64.b64decode(message["body"]))
    assert arguments == []
    return named


def seconds_of_ringing() -> float:
    begin = time.monotonic()
    doorbell.ring("intake.open_lead", ROW)
    return time.monotonic() - begin


def is_silent_soon() -> None:
    wait_until(doorbell.is_silent, seconds=10, what="the failure is noticed")


@pytest.mark.django_db(transaction=True)
def test_a_message_names_the_job_and_carries_the_id_only(broker):
    doorbell.ring("intake.open_lead", ROW)
    (message,) = queued(broker)
    assert message["headers"]["task"] == "intake.open_lead"
    assert arguments_of(message) == {"row_id": str(ROW)}
    assert not doorbell.is_silent()


@pytest.mark.django_db(transaction=True)
def test_rings_of_one_moment_share_a_message(broker, monkeypatch):
    monkeypatch.setattr(doorbell, "GATHER", 5.0)
    rows = [new_id() for _ in range(doorbell.MOST_TOGETHER + 2)]
    for row in rows:
        doorbell.ring("intake.open_lead", row)
        doorbell.ring("followup.page")

    found = [(message["headers"]["task"], arguments_of(message)) for message in reversed(queued(broker))]

    whole, rest = [str(row) for row in rows[:-2]], [str(row) for row in rows[-2:]]
    assert found == [
        ("intake.open_lead", {"row_id": whole[0], "also": whole[1:]}),
        ("intake.open_lead", {"row_id": rest[0], "also": rest[1:]}),
        ("followup.page", {}),
    ]


def test_a_process_that_ends_at_once_has_rung(broker):
    lines = (
        "import django; django.setup()",
        "from core import doorbell",
        "from core.ids import new_id",
        "doorbell.GATHER, doorbell.PATIENCE = 5, 30",
        "doorbell._ringer.ring('intake.open_lead', new_id())",
    )
    variables = {"REDIS_URL": broker.url, "DJANGO_SETTINGS_MODULE": "config.settings"}
    subprocess.run([sys.executable, "-c", "\n".join(lines)], env=child_environment(**variables), cwd=PROJECT, check=True, timeout=60)
    assert len(queued(broker)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_without_a_row_gets_no_argument(broker):
    doorbell.ring("followup.page")
    (message,) = queued(broker)
    assert arguments_of(message) == {}


@pytest.mark.django_db(transaction=True)
def test_it_rings_after_commit_and_not_before(broker):
    with transaction.atomic():
        doorbell.ring("intake.open_lead", ROW)
        assert queued(broker) == []
    assert len(queued(broker)) == 1


@pytest.mark.django_db(transaction=True)
def test_it_does_not_ring_for_what_was_rolled_back(broker):
    with transaction.atomic():
        doorbell.ring("intake.open_lead", ROW)
        transaction.set_rollback(True)
    assert queued(broker) == []


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_nothing_happens(settings, caplog):
    settings.CELERY_BROKER_URL = ""
    doorbell.ring("intake.open_lead", ROW)
    assert not doorbell.is_silent()
    assert caplog.text == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("warm", [True, False], ids=["open connection", "new connection"])
def test_a_frozen_server_holds_nobody_up(broker, warm, caplog):
    if warm:
        doorbell.ring("intake.open_lead", ROW)
        assert doorbell.settle(10)
    broker.signal(signal.SIGSTOP)
    assert seconds_of_ringing() < BOUND
    is_silent_soon()
    begin = time.monotonic()
    for _ in range(200):
        doorbell.ring("intake.open_lead", ROW)
    assert time.monotonic() - begin < BOUND
    # Told by another thread, a moment after it fell silent.
    wait_until(lambda: "The doorbell does not ring" in caplog.text, seconds=10, what="the failure is told")
    warnings = [record for record in caplog.records if record.name == "core.doorbell"]
    assert len(warnings) == 1
    assert str(ROW) not in caplog.text
    assert "open_lead" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_refused_connection_holds_nobody_up(settings):
    settings.CELERY_BROKER_URL = f"redis://user:hidden-password@127.0.0.1:{free_port()}/0"
    assert seconds_of_ringing() < BOUND
    is_silent_soon()


@pytest.fixture
def dripping_server() -> Iterator[int]:
    """The port of a server that keeps every read alive with one more byte and never finishes an answer."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        done = threading.Event()

        def drip() -> None:
            connection, _address = listener.accept()
            with connection, contextlib.suppress(OSError):
                connection.sendall(b"+")
                while not done.wait(0.05):
                    connection.sendall(b"x")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        done.set()
        thread.join(5)


@pytest.mark.django_db(transaction=True)
def test_a_server_that_never_finishes_an_answer_holds_nobody_up(dripping_server, settings):
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{dripping_server}/0"
    assert seconds_of_ringing() < BOUND
    assert not doorbell.settle(doorbell.LIMIT / 2)
    wait_until(lambda: not doorbell.settle(0) and doorbell.is_silent(), seconds=10, what="the failure is noticed")
    assert seconds_of_ringing() < BOUND


@pytest.mark.django_db(transaction=True)
def test_the_log_never_shows_the_broker_address(settings, caplog):
    settings.CELERY_BROKER_URL = f"redis://user:hidden-password@127.0.0.1:{free_port()}/0"
    doorbell.ring("intake.open_lead", ROW)
    wait_until(lambda: "The doorbell does not ring" in caplog.text, seconds=10, what="the failure is told")
    assert "hidden-password" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_it_rings_again_once_the_server_is_back(broker, monkeypatch, caplog):
    monkeypatch.setattr(doorbell, "QUIET", 0.2)
    broker.stop()
    doorbell.ring("intake.open_lead", ROW)
    is_silent_soon()
    broker.start()
    wait_until(lambda: not doorbell.is_silent(), seconds=5, what="the breaker closes")
    doorbell.ring("intake.open_lead", ROW)
    assert len(queued(broker)) == 1
    assert not doorbell.is_silent()


@pytest.mark.django_db(transaction=True)
def test_a_server_restarted_meanwhile_costs_no_message(broker):
    doorbell.ring("intake.open_lead", ROW)
    assert doorbell.settle(10)
    broker.stop()
    broker.start()
    broker.client().flushall()
    doorbell.ring("intake.open_lead", ROW)
    assert len(queued(broker)) == 1
    assert not doorbell.is_silent()


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_process_rings_by_itself(broker):
    doorbell.ring("intake.open_lead", ROW)
    assert doorbell.settle(10)
    child = os.fork()
    if child == 0:
        doorbell._ringer.ring("intake.open_lead", ROW)
        os._exit(0 if doorbell.settle(10) and not doorbell.is_silent() else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(queued(broker)) == 2


@pytest.mark.django_db(transaction=True)
def test_the_thread_publishes_to_the_queue_that_our_workers_read(broker):
    doorbell.ring("intake.open_lead", ROW)
    assert current_app.main == "threshold"
    assert doorbell.settle(10)
    assert broker.client().llen("threshold") == 1
