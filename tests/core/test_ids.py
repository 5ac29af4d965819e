"""Ids: UUIDv7, growing, never twice."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from core.ids import new_id


def test_an_id_is_a_uuid_7_of_this_moment():
    before = time.time_ns() // 1_000_000
    # In a process of its own: ids of this one may have grown ahead of a clock that another test moved.
    command = [sys.executable, "-c", "from core.ids import new_id; print(new_id())"]
    made = subprocess.run(command, capture_output=True, text=True, check=True)
    found = UUID(made.stdout.strip())
    after = time.time_ns() // 1_000_000
    assert (found.version, found.variant) == (7, "specified in RFC 4122")
    assert before <= found.int >> 80 <= after + 1


def test_ids_grow():
    ids = [new_id() for _ in range(20_000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)


def test_threads_never_share_an_id():
    with ThreadPoolExecutor(8) as pool:
        batches = list(pool.map(lambda _: [new_id() for _ in range(2000)], range(8)))
    assert len({found for batch in batches for found in batch}) == 16_000
    assert all(batch == sorted(batch) for batch in batches)


def test_ids_grow_when_the_system_clock_steps_back(time_machine):
    time_machine.move_to("2030-01-01T00:00:00Z")
    first = new_id()
    time_machine.move_to("2029-01-01T00:00:00Z")
    assert new_id() > first
