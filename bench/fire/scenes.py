"""What is done to the product, one scene after another, while people write."""

import contextlib
import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from bench.fire.crowd import Crowd, Impatient
from bench.fire.stage import PROCESSES, Stage, fill

# The steps of arrive, understand, decide, claim and send, in the order in which they are struck. The last one is reached
# by the sweep that finds what the ones before left behind.
POINTS = (
    *("keep.written", "keep.committed", "understand.written", "understand.committed", "decide.written", "decide.committed"),
    *("claim.written", "claim.committed", "send.written", "send.committed", "send.handed_over", "send.answered", "settle.committed"),
    "reap.written",
)
# Points of a send after which nobody can know whether the text arrived.
DOUBTFUL = ("send.committed", "send.handed_over", "send.answered")
_CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name <> 'crowd'"
# PostgreSQL's log is kept in files of 16 MB.
MOST_LOG_FILES = 100
MOST_AT_A_POINT = 60.0


@dataclass(frozen=True)
class Scene:
    """`is_quick`: people get their answers within 1.5 s meanwhile. `may_refuse`: an honest 503 is right meanwhile."""

    name: str
    act: Callable[[Stage, Crowd], None]
    is_quick: bool = False
    may_refuse: bool = False
    needs_disk: bool = False


def _kill_points(stage: Stage, crowd: Crowd) -> None:
    for number, point in enumerate(stage.points or POINTS):
        if stage.strike_at(point, everything=number % 2 == 1, seconds=MOST_AT_A_POINT):
            stage.doubts += point in DOUBTFUL
        stage.wait(0.3)


def _random_kills(stage: Stage, crowd: Crowd) -> None:
    names = list(PROCESSES) * stage.rounds
    random.shuffle(names)
    for name in names:
        stage.wait(random.uniform(0.4, 1.6))
        if name == "web":
            _wait_for_a_confirmation(stage, crowd)
        # Each sender of a worker may have one message under way.
        stage.doubts += 2 if name == "worker" else 0
        stage.strike(name)
    stage.wait(1)


def _wait_for_a_confirmation(stage: Stage, crowd: Crowd) -> None:
    """Until somebody was told a moment ago that we have it: whoever answers first and keeps afterwards loses it now."""

    def confirmed() -> int:
        return sum(person.is_confirmed for person in crowd.people)

    before = confirmed()
    stage.until(lambda: confirmed() > before, seconds=10)


def _redis_emptied(stage: Stage, crowd: Crowd) -> None:
    """Again and again, and once while no worker was there to take what is lost."""
    for _time in range(stage.rounds):
        stage.dismiss("worker")
        stage.doubts += 2
        stage.wait(3)
        stage.redis.client().flushall()
        stage.start("worker")
        for _again in range(5):
            stage.wait(0.7)
            stage.redis.client().flushall()


def _redis_frozen(stage: Stage, crowd: Crowd) -> None:
    stage.redis.signal(signal.SIGSTOP)
    stage.wait(stage.fault)
    stage.redis.signal(signal.SIGCONT)


def _redis_gone(stage: Stage, crowd: Crowd) -> None:
    stage.redis.stop()
    stage.wait(stage.fault)
    stage.redis.start()


def _redis_full(stage: Stage, crowd: Crowd) -> None:
    client = stage.redis.client()
    client.config_set("maxmemory", "1")
    stage.wait(stage.fault)
    client.config_set("maxmemory", "0")


def _redis_replaced(stage: Stage, crowd: Crowd) -> None:
    """An empty one takes its place, as after a fail-over to a replica that had nothing."""
    for _time in range(stage.rounds):
        stage.dismiss("worker")
        stage.doubts += 2
        stage.wait(3)
        stage.redis.stop()
        stage.redis.empty()
        stage.redis.start()
        stage.start("worker")
        stage.wait(2)


def _postgres_restarted(stage: Stage, crowd: Crowd) -> None:
    for _time in range(stage.rounds):
        # A worker that loses the database in mid-send can't write down what it learnt.
        stage.doubts += 2
        stage.postgres.stop()
        stage.wait(1.5)
        stage.revive()
        stage.wait(2)


def _postgres_killed(stage: Stage, crowd: Crowd) -> None:
    for _time in range(stage.rounds):
        stage.doubts += 2
        _wait_for_a_confirmation(stage, crowd)
        stage.postgres.crash()
        stage.wait(1)
        stage.revive()
        stage.wait(2)


def _postgres_crowded(stage: Stage, crowd: Crowd) -> None:
    """Our connections are cut, and others hold every one that there is."""
    stage.doubts += 2
    end = time.monotonic() + stage.fault
    with contextlib.ExitStack() as taken:
        while time.monotonic() < end:
            with contextlib.suppress(psycopg.Error):
                while True:
                    line = psycopg.connect(stage.address, autocommit=True, connect_timeout=5, application_name="crowd")
                    taken.callback(line.close)
                    line.execute(_CUT)
            stage.wait(0.1)


def _mail(mood: str) -> Callable[[Stage, Crowd], None]:
    def act(stage: Stage, crowd: Crowd) -> None:
        stage.mail.mood = mood
        cut = stage.mail.cut
        stage.wait(stage.fault)
        stage.mail.mood = "well"
        stage.wait(1)
        stage.doubts += max(stage.mail.cut - cut, 0) + 2 * (mood == "silent")

    return act


def _disk_full(stage: Stage, crowd: Crowd) -> None:
    """First the data folder's, then PostgreSQL's own."""
    for disk in (stage.var_disk, stage.data_disk):
        if disk is None:
            continue
        filler = fill(disk)
        if disk == stage.data_disk:
            _use_up_the_log(stage)
        stage.wait(stage.fault)
        filler.unlink()
        stage.doubts += 2
        stage.revive()
        stage.wait(2)


def _use_up_the_log(stage: Stage) -> None:
    """PostgreSQL keeps log files that it can write again; only when they are used up does a full disk stop it."""
    for _file in range(MOST_LOG_FILES):
        try:
            stage.sql("SELECT pg_switch_wal(), txid_current()")
        except psycopg.Error:
            return


def _two_schedulers(stage: Stage, crowd: Crowd) -> None:
    """Two clocks ring for the same work, then three, one of which is killed; and a backlog is there to be sent by two at once."""
    stage.start("scheduler-2")
    stage.dismiss("worker")
    stage.doubts += 2
    stage.wait(4)
    stage.start("worker")
    for _time in range(stage.rounds):
        stage.wait(3)
        stage.start("scheduler-3")
        stage.wait(2)
        stage.strike("scheduler")
        stage.wait(3)
        stage.dismiss("scheduler-3")
    stage.dismiss("scheduler-2")


def _clock_jumps(stage: Stage, crowd: Crowd) -> None:
    """Back and forth by an hour and by a day. It ends ahead: what was written for tomorrow must not wait for it."""
    # A day later an acknowledgement is no news and expires; before anybody moves the clock, none may.
    stage.expired = stage.expired_now()
    stage.mail.dawdle = (0.6, 1.0)
    # A machine that is behind would lose sight of whoever wrote before the jump.
    stage.until(lambda: stage.stuck() == 0, seconds=20)
    for hours in (-1, -24, 0, 1, 24):
        stage.set_clock(hours * 3600)
        stage.wait(2 if hours < 1 else 7)
    stage.mail.dawdle = stage.mail.USUAL


def _parallel_posts(stage: Stage, crowd: Crowd) -> None:
    people = [threading.Thread(target=Impatient(crowd.writer(), presses=5).write) for _person in range(6 * stage.rounds)]
    for person in people:
        person.start()
    stage.until(lambda: not any(person.is_alive() for person in people), seconds=60)
    for person in people:
        person.join()


SCENES = (
    Scene("kill points", _kill_points),
    Scene("random kills", _random_kills),
    Scene("redis emptied", _redis_emptied, is_quick=True),
    Scene("redis frozen", _redis_frozen, is_quick=True),
    Scene("redis gone", _redis_gone, is_quick=True),
    Scene("redis full", _redis_full, is_quick=True),
    Scene("redis replaced", _redis_replaced, is_quick=True),
    Scene("postgres restarted", _postgres_restarted, may_refuse=True),
    Scene("postgres killed", _postgres_killed, may_refuse=True),
    Scene("postgres crowded", _postgres_crowded, may_refuse=True),
    Scene("mail silent", _mail("silent"), is_quick=True),
    Scene("mail refusing", _mail("refusing"), is_quick=True),
    Scene("mail dropping", _mail("dropping"), is_quick=True),
    Scene("two schedulers", _two_schedulers),
    Scene("parallel posts", _parallel_posts),
    Scene("disk full", _disk_full, may_refuse=True, needs_disk=True),
    Scene("clock jumps", _clock_jumps),
)
