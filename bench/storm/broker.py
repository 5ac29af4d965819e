"""Rubbish in the broker: random bytes, pickles that would act, jobs nobody knows, known jobs with words of another release.

A message is only hurry. So whatever lies there must start nothing, end no worker for long, and stop nobody's work.
"""

import base64
import json
import os
import pickle
import random
import time
import uuid
from pathlib import Path
from typing import Any

from bench.fire.crowd import Crowd
from bench.fire.stage import Stage

MESSAGES, MESSAGES_FULL = 400, 10_000
PEOPLE = 6
# Seconds until the pile is gone, and until somebody who writes beside it has their answer.
BACK = 120.0
QUEUE = "threshold"
KINDS = 10
KNOWN = ("followup.decide_lead", "followup.dispatch", "followup.sweep", "intake.sweep", "followup.track", "core.tick")


class Acting:
    """Leaves a file behind wherever it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.system, (f"touch {self.path}",)


def play(stage: Stage, slug: str, *, full: bool) -> dict[str, float]:
    """Fill the queue beside people who write; the figures."""
    mark, chance = stage.folder / "unpickled", random.Random(3)
    before = stage.run("bench.storm.ground", "rows")
    crowd = Crowd(stage, slug, pace=1.0, leaving=10**6)
    crowd.start()
    count = MESSAGES_FULL if full else MESSAGES
    client = stage.redis.client()
    ends = 0
    for number in range(count):
        client.lpush(QUEUE, message_of(number, mark, chance))
        if number % 100 == 99:
            stage.wait(0.2)
    ends = stage.mended
    begun = time.monotonic()
    gone = stage.until(lambda: client.llen(QUEUE) == 0, seconds=BACK, what="the pile is gone")
    seconds = time.monotonic() - begun
    stage.until(lambda: len(crowd.people) >= PEOPLE, seconds=30)
    crowd.stop()
    stage.until(lambda: stage.stuck() == 0, seconds=BACK, what="everything is at rest")
    after = stage.run("bench.storm.ground", "rows")
    people = sum(person.is_confirmed for person in crowd.people)
    return {
        "rubbish": count,
        "rubbish_left": 0 if gone else client.llen(QUEUE),
        "rubbish_seconds": round(seconds, 1),
        "rubbish_unpickled": int(mark.exists()),
        # A row more than those of the people who wrote meanwhile.
        "rubbish_rows": sum(abs(after[name] - before[name] - people) for name in ("submissions", "leads", "messages")),
        "rubbish_worker_ends": stage.mended - ends,
        "beside_rubbish_unanswered": stage.stuck(),
        "beside_rubbish_5xx": sum(answer.status >= 500 for answer in crowd.answers()),
    }


def message_of(number: int, mark: Path, chance: random.Random) -> bytes:
    """One piece of rubbish, of one of ten kinds."""
    ways = (
        lambda: chance.randbytes(chance.randint(0, 300)),
        lambda: json.dumps(chance.choice([None, 1, [], {}, "x", {"body": 1}, {"headers": {}}, {"properties": {}}])).encode(),
        lambda: _envelope(pickle.dumps(([], {"x": Acting(mark)}, {})), kind="application/x-python-serialize", task=chance.choice(KNOWN)),
        lambda: _envelope(_body({}), task=f"release.after_this_{number}"),
        lambda: _envelope(_body({"row_id": str(uuid.uuid4()), "word_of_a_later_release": 1}), task=chance.choice(KNOWN)),
        lambda: _envelope(_body({"row_id": chance.choice(["", "x", 0, None, [], "\0", "9" * 400])}), task=chance.choice(KNOWN)),
        lambda: _envelope(_body({"row_id": str(uuid.uuid4())}), task="followup.decide_lead"),
        lambda: _envelope(chance.randbytes(40), task=chance.choice(KNOWN)),
        lambda: _envelope(_body({}), task=chance.choice(KNOWN), eta="no day at all", expires="never"),
        lambda: _envelope(_body({}), task=chance.choice(KNOWN), timelimit=["x", "y"], retries="many"),
    )
    return ways[number % KINDS]()


def _body(arguments: dict[str, Any]) -> bytes:
    return json.dumps([[], arguments, {"callbacks": None, "errbacks": None, "chain": None, "chord": None}]).encode()


def _envelope(body: bytes, *, task: str, kind: str = "application/json", **headers: Any) -> bytes:
    """As kombu writes one."""
    name = str(uuid.uuid4())
    properties = {
        "correlation_id": name,
        "delivery_mode": 2,
        "delivery_info": {"exchange": "", "routing_key": QUEUE},
        "priority": 0,
        "body_encoding": "base64",
        "delivery_tag": str(uuid.uuid4()),
    }
    told = {"lang": "py", "task": task, "id": name, "root_id": name, "parent_id": None, "group": None, "retries": 0, "eta": None}
    words = base64.b64encode(body).decode()
    return json.dumps(
        {
            "body": words,
            "content-encoding": "binary" if "python" in kind else "utf-8",
            "content-type": kind,
            "headers": {**told, **headers},
            "properties": properties,
        }
    ).encode()
