"""Sending while its processes are killed: at every step and at random, with mail servers and providers that misbehave.

Two rounds: over SMTP, and by the HTTP interface of a provider that tells about deliveries by webhook. Redis is emptied every
five seconds throughout, frozen and gone, and PostgreSQL is restarted. The log of the other side judges.
"""

import random
import signal
import threading
import time
from collections.abc import Iterable

from bench.faults import PACE, prove
from bench.fire.crowd import Crowd
from bench.fire.judge import judge
from bench.fire.planted import DEFECTS as FIRE_DEFECTS
from bench.fire.planted import Defect
from bench.fire.provider import Provider
from bench.fire.scenes import DOUBTFUL, MOST_AT_A_POINT
from bench.fire.stage import Stage
from bench.fire.tree import Change
from bench.outcome import Goal, Outcome, note
from bench.pieces import Pieces, chosen

KILLS, KILLS_FULL = 20, 200
SENDERS = 2
# Seconds in which nothing moved: a lease and two sweeps. And how long everything may take to be at rest once nobody is killed
# any more: what waits behind a slow mail server is late then, but not stuck.
STILL, STILL_FULL = 30.0, 120.0
MOST, MOST_FULL = 120.0, 300.0
POINTS = ("claim.written", "claim.committed", "send.written", "send.committed", "send.answered", "settle.committed", "reap.written")
OF_SMTP, OF_A_PROVIDER = ("send.handed_over",), ("track.kept", "track.written")
# The made-up provider has no certificate.
PLAIN_HTTP = Change("config/mail.py", 'if not address.startswith("https://"):', 'if not address.startswith("http"):')
MOODS = ("well", "well", "well", "dropping", "refusing", "silent")
DEFECTS = (
    Defect(
        "an event is answered first and kept afterwards",
        "provider",
        "events_lost",
        (
            Change(
                "followup/domain/tracking.py",
                "            event.save(force_insert=True)\n",
                '            __import__("threading").Timer(20, event.save, kwargs={"force_insert": True}).start()\n',
            ),
        ),
    ),
)
_EVENTS_LOST = "SELECT count(*) FROM followup_deliveryevent"
_EVENTS_OPEN = "SELECT count(*) FROM followup_deliveryevent WHERE state = 'received'"


def measure(*, full: bool) -> Outcome:
    """Both rounds; the counts are those of both."""
    random.seed(seed := random.randrange(10**6))
    note(f"seed {seed}")
    figures: dict[str, float] = {}
    counts: dict[str, int] = {}
    for way in ("smtp", "provider"):
        found, counted = _round(way, full=full)
        figures |= {f"{way}_{name}": value for name, value in found.items()}
        counts = {name: counts.get(name, 0) + value for name, value in counted.items()}
    for name, value in {**figures, **counts}.items():
        print(f"{name:42} {value}")
    nothing = (
        "lost",
        "doubled",
        "stuck",
        "errors_5xx",
        "smtp_uncertain_unexplained",
        "provider_uncertain_unexplained",
        "provider_events_lost",
    )
    points = {way: len(POINTS) + len(extra) for way, extra in (("smtp", OF_SMTP), ("provider", OF_A_PROVIDER))}
    reached = tuple(Goal(f"{way}_kill_points", least=count) for way, count in points.items())
    return Outcome("kill", figures, (*(Goal(name, most=0) for name in nothing), *reached), counts)


def measure_planted(*, full: bool, only: str = "") -> Outcome:
    """The defects of sending that `bench faults` plants too, and those of a provider's events in the round with a provider."""
    of_sending = [defect for defect in FIRE_DEFECTS if defect.points or defect.scene.startswith("mail")]
    wanted = chosen([*of_sending, *DEFECTS], only)
    shared = [defect for defect in wanted if defect in of_sending]
    found = [prove(shared)] if shared else []
    found.append(Pieces("kill").prove_each([defect for defect in wanted if defect in DEFECTS], _sign))
    figures = {name: sum(outcome.figures[name] for outcome in found) for name in ("planted", "caught")}
    return Outcome("kill --planted", figures, (Goal("caught", least=figures["planted"]),))


def _sign(defect: Defect) -> float:
    return _round("provider", full=False, changes=defect.changes)[0][defect.sign]


def _round(way: str, *, full: bool, changes: Iterable[Change] = ()) -> tuple[dict[str, float], dict[str, int]]:
    stage = Stage(is_short=not full, changes=[PLAIN_HTTP, *changes])
    if way == "provider":
        stage.mail = Provider()
    with stage:
        slug = stage.ask("prepare")["slug"]
        if way == "provider":
            printed = stage.tell("mail_webhook", "postmark")
            stage.mail.tell_to(next(line for line in printed.split() if line.startswith("https://")), stage.port)
        stage.begin()
        crowd = Crowd(stage, slug, pace=PACE)
        crowd.start()
        try:
            stage.until(lambda: stage.mail.envelopes, seconds=60, what="a first message")
            kills = _strike(stage, way, KILLS_FULL if full else KILLS)
            _break_servers(stage)
        finally:
            crowd.stop()
        begun = time.monotonic()
        still, most = (STILL_FULL, MOST_FULL) if full else (STILL, MOST)
        if not stage.come_to_rest(still=still, most=most, also=lambda: _is_told(stage)):
            stage.tell_what_is_stuck()
        verdict = judge(stage, crowd, [])
        kept = {"rest_seconds": round(time.monotonic() - begun, 1), "kills": kills, "kill_points": stage.fired, "doubts": stage.doubts}
        return {**_telling(stage), **kept, **_chosen(verdict.figures)}, verdict.counts


def _chosen(figures: dict[str, float]) -> dict[str, float]:
    return {name: figures[name] for name in ("people", "confirmed", "accepted_by_mail_server", "uncertain_unexplained", "answer_p99_ms")}


def _telling(stage: Stage) -> dict[str, float]:
    """What became of the provider's events."""
    if not isinstance(stage.mail, Provider):
        return {}
    told = len(stage.mail.acknowledged)
    return {"events_told": told, "events_lost": max(told - int(stage.sql(_EVENTS_LOST)), 0), "events_open": int(stage.sql(_EVENTS_OPEN))}


def _is_told(stage: Stage) -> bool:
    return not isinstance(stage.mail, Provider) or (stage.mail.is_quiet() and int(stage.sql(_EVENTS_OPEN)) == 0)


def _strike(stage: Stage, way: str, kills: int) -> int:
    """At each step, then at random; Redis is emptied every five seconds meanwhile. How many random kills there were."""
    is_over = threading.Event()
    emptying = threading.Thread(target=_keep_emptying, args=(stage, is_over))
    emptying.start()
    try:
        for number, point in enumerate(POINTS[:-1] + (OF_SMTP if way == "smtp" else OF_A_PROVIDER) + POINTS[-1:]):
            everything = number % 2 == 1 and not point.startswith("track")
            if stage.strike_at(point, everything=everything, seconds=MOST_AT_A_POINT):
                # Where the whole worker died, its other process may have had one under way too.
                stage.doubts += (point in DOUBTFUL) + everything
        for _number in range(kills):
            _strike_worker(stage)
    finally:
        is_over.set()
        emptying.join()
    return kills


def _keep_emptying(stage: Stage, is_over: threading.Event) -> None:
    while not is_over.wait(5):
        stage.redis.client().flushall()


def _strike_worker(stage: Stage) -> None:
    """Wait for a letter to be under way, and kill; the server's mood is drawn anew."""
    stage.until(lambda: stage.mail.in_hand, seconds=6)
    time.sleep(random.uniform(0, 0.1))
    stage.doubts += SENDERS
    stage.strike("worker")
    if not isinstance(stage.mail, Provider):
        stage.mail.mood = random.choice(MOODS)
        # Whatever it does to a letter is one more that nobody can be sure of.
        stage.doubts += SENDERS * (stage.mail.mood != "well")


def _break_servers(stage: Stage) -> None:
    """Redis frozen and gone, PostgreSQL restarted; from here on the other side behaves."""
    stage.doubts += max(stage.mail.cut, 0) + SENDERS
    if isinstance(stage.mail, Provider):
        stage.mail.is_moody = False
    else:
        stage.mail.mood = "well"
    stage.redis.signal(signal.SIGSTOP)
    stage.wait(4)
    stage.redis.signal(signal.SIGCONT)
    stage.redis.stop()
    stage.wait(4)
    stage.redis.start()
    stage.doubts += SENDERS
    stage.postgres.stop()
    stage.wait(1.5)
    stage.revive()
    stage.wait(2)
