"""Whatever lies in the broker, a worker goes on."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.storm.broker import KINDS, QUEUE, message_of
from config.broker import refuse_odd_headers
from tests.architecture.source import PROJECT
from tests.databases import own_url
from tests.servers import RedisServer, child_environment, wait_until

pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("headers", [None, {}, {"timelimit": None}, {"timelimit": [None, 30.0], "retries": 2}])
def test_headers_of_a_job_are_taken(headers: object) -> None:
    refuse_odd_headers({"headers": headers})


@pytest.mark.parametrize(
    "message", [7, [], {"headers": {"timelimit": ["x", 1]}}, {"headers": {"timelimit": 3}}, {"headers": {"retries": "many"}}]
)
def test_headers_that_would_end_the_pool_are_refused(message: object) -> None:
    with pytest.raises((TypeError, AttributeError)):
        refuse_odd_headers(message)


@pytest.mark.embedded
@pytest.mark.slow
def test_rubbish_of_every_kind_is_dropped_and_what_comes_after_it_is_taken(redis_server: RedisServer, tmp_path: Path) -> None:
    broker = redis_server.client()
    broker.flushall()
    mark, chance = tmp_path / "unpickled", random.Random(3)
    for number in range(3 * KINDS):
        broker.lpush(QUEUE, message_of(number, mark, chance))
    broker.lpush(QUEUE, b"[" * 100_000, b"\xff\xfe", b"", json.dumps({"body": 1, "properties": {}}).encode())
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-P", "solo", "-l", "ERROR", "--without-gossip"]
    worker = subprocess.Popen(
        command,
        cwd=PROJECT,
        env=child_environment(DATABASE_URL=own_url(), REDIS_URL=redis_server.url),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_until(lambda: broker.llen(QUEUE) == 0 and broker.zcard("unacked_index") == 0, seconds=90, what="the pile is gone")
        time.sleep(1)
        assert worker.poll() is None
    finally:
        worker.terminate()
        said = worker.communicate(timeout=60)[0].decode(errors="replace")
    assert "The broker held something that is no message" in said
    assert not mark.exists()
