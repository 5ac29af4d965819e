"""How fast an inquiry is taken.

Beside bare Django, without Redis, while ten thousand messages go out, and until the acknowledgement is in a mailbox. The
web servers (two processes each) take turns on one PostgreSQL. `keep` is the product with understanding left to the sweep.
No worker runs beside the first part, as none runs beside bare Django.
"""

import asyncio
import secrets
import statistics
import threading
import time
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.outcome import Goal, Outcome, note
from bench.product import HOST
from bench.visitors import READING_SECONDS, Visitor
from bench.visitors import Answers as VisitorAnswers
from bench.yard.load import Answers, Load, percentile, request
from bench.yard.rounds import Side, compare
from bench.yard.stage import PROXY, Stage
from tests.servers import MailSink, wait_until

SECONDS, ROUNDS = 4.0, 3
# Leads a second, and for how long, while acknowledgements are timed; requests a second beside the dispatch.
PACE, PACED_SECONDS = 20, 15
STEADY, STEADY_SECONDS = 100.0, 12
MESSAGES = 10_000


class TimedSink(MailSink):
    """Notes when each address got its mail."""

    def __init__(self) -> None:
        super().__init__()
        self.times: dict[str, float] = {}

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        """Keep the moment, not the text."""
        self.times[envelope.rcpt_tos[0]] = time.perf_counter()
        await asyncio.sleep(0)
        return "250 kept"


class Sender(Visitor):
    """Somebody who writes with an e-mail address, and the moment of the last press."""

    def __init__(self, number: int, *, stage: Stage, slug: str, pressed: dict[str, float]) -> None:
        super().__init__(number, product=stage, slug=slug, answers=VisitorAnswers())
        self.pressed = pressed

    def _ask(self, method: str, path: str, body: str | None, *, is_last: bool) -> tuple[str, str]:
        if is_last:
            self.pressed[f"person{self.number}@people.example"] = time.perf_counter()
        return super()._ask(method, path, body, is_last=is_last)


@dataclass(frozen=True)
class Form:
    """The callback form of one clinic, as a browser got it."""

    slug: str
    opened: str

    def sends(self) -> Iterator[bytes]:
        """One send after another, each with its own token, number and network."""
        while True:
            number = secrets.randbelow(8_000_000) + 2_000_000
            said = {
                "opened": self.opened,
                "phone": f"+1202{number}",
                "name": f"Ada Example {number}",
                "good_time": "asap",
                "good_time_words": "I would like to book a first appointment next week",
                "voicemail": "none",
            }
            headers = {**PROXY, "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}
            path = f"/{self.slug}/en/call/{secrets.token_urlsafe(18)}/"
            yield request("POST", path, host=HOST, body=urllib.parse.urlencode(said), headers=headers)


def bare_sends() -> Iterator[bytes]:
    """The same for the bare form."""
    token = "a" * 32
    while True:
        number = secrets.randbelow(10**9)
        said = {
            "name": "Ada Example",
            "email": f"lead{number}@example.org",
            "phone": f"+1555{number}",
            "message": "I would like to book a first appointment next week",
            "csrfmiddlewaretoken": token,
        }
        yield request("POST", "/submit", body=urllib.parse.urlencode(said), headers={"Cookie": f"csrftoken={token}"})


def measure(*, full: bool) -> Outcome:
    """All parts, on servers of our own."""
    stage = Stage()
    stage.mail = sink = TimedSink()
    with stage:
        slug = stage.ask("prepare")["slug"]
        stage.serve_bare()
        stage.serve("keep", "bench.yard.keep_only:application")
        stage.serve_product()
        form = _open_form(stage, slug)
        figures = _beside_bare(stage, form, rounds=ROUNDS + 2 * full)
        figures |= _without_redis(stage, form)
        stage.start("worker")
        stage.start("scheduler")
        figures |= _beside_dispatch(stage, form, sink)
        figures |= _until_acknowledged(stage, slug, sink)
        counts = _counts(stage, figures)
    for name, value in {**figures, **counts}.items():
        print(f"{name:28} {value}")
    return Outcome(bench="capture", figures=figures, goals=_goals(), counts=counts)


def _goals() -> tuple[Goal, ...]:
    return (
        Goal("keep_x", least=0.6),
        Goal("whole_x", least=0.3),
        Goal("whole_p99_x", most=4),
        Goal("without_redis_x", least=0.9),
        Goal("beside_dispatch_p99_x", most=3),
        Goal("acknowledged_p50_s", most=0.5),
        Goal("acknowledged_p99_s", most=2),
        *(Goal(name, most=0) for name in ("lost", "errors_5xx")),
    )


def _open_form(stage: Stage, slug: str) -> Form:
    """The form as a browser gets it; whoever reads it needs a while before sending."""
    stage.port = stage.ports["whole"]
    found = Visitor(0, product=stage, slug=slug, answers=VisitorAnswers()).open_form(f"/{slug}/en/call/{secrets.token_urlsafe(18)}/")
    time.sleep(READING_SECONDS)
    return Form(slug, found)


def _beside_bare(stage: Stage, form: Form, *, rounds: int) -> dict[str, float]:
    note("one after another: bare Django, keeping, the whole request")
    sides = {
        "bare": Side(stage, "bare", bare_sends, SECONDS),
        "keep": Side(stage, "keep", form.sends, SECONDS),
        "whole": Side(stage, "whole", form.sends, SECONDS),
    }
    found = compare(sides, base="bare", rounds=rounds)
    alone = compare({name: side.with_connections(1) for name, side in sides.items()}, base="bare", rounds=1)
    return {
        **{f"{name}_per_s": found.per_second(name) for name in sides},
        **{f"{name}_cpu_ms": found.cpu_ms(name) for name in sides},
        **{f"{name}_p50_ms": found.time(name, 0.5) for name in sides},
        **{f"{name}_p99_ms": found.time(name, 0.99) for name in sides},
        **{f"{name}_alone_p50_ms": alone.time(name, 0.5) for name in sides},
        "keep_x": found.ratio("keep"),
        "whole_x": found.ratio("whole"),
        "whole_p99_x": found.time_ratio("whole", 0.99),
        "foreign": found.foreign,
        "judged_by_cpu": float(found.by_cpu),
        "accepted": found.count("whole", 303) + found.count("keep", 303) + alone.count("whole", 303) + alone.count("keep", 303),
        "refused": found.refused("whole", 303) + found.refused("keep", 303),
        "bare_refused": found.refused("bare", 302),
    }


def _without_redis(stage: Stage, form: Form) -> dict[str, float]:
    note("the same while Redis is gone")
    side = Side(stage, "whole", form.sends, SECONDS)
    with_redis, without = [], []
    accepted = 0
    for _round in range(2):
        for rates, is_down in ((with_redis, False), (without, True)):
            if is_down:
                stage.redis.stop()
            run = side.run()
            accepted += run.answers.statuses[303] + run.answers.warmed[303]
            rates.append(run)
            if is_down:
                stage.redis.start()
                time.sleep(6)
    speed = statistics.median(run.answers.per_second for run in without) / statistics.median(run.answers.per_second for run in with_redis)
    return {
        "without_redis_x": round(speed, 2),
        "without_redis_p99_ms": round(statistics.median(run.answers.percentile(0.99) for run in without), 1),
        "accepted_without_redis": accepted,
    }


def _beside_dispatch(stage: Stage, form: Form, sink: TimedSink) -> dict[str, float]:
    note(f"{STEADY:.0f} sends a second, alone and while {MESSAGES:,} messages go out")
    quiet = _steady(stage, form)
    stage.run_module("bench.yard.planting", "messages", str(MESSAGES))
    before = len(sink.times)
    busy = _steady(stage, form)
    sent = len(sink.times) - before
    note(f"{sent} messages went out meanwhile")
    return {
        "steady_p99_ms": round(quiet.percentile(0.99), 1),
        "beside_dispatch_p99_ms": round(busy.percentile(0.99), 1),
        "beside_dispatch_p99_x": round(busy.percentile(0.99) / quiet.percentile(0.99), 2),
        "sent_meanwhile": sent,
        "accepted_steady": quiet.count(303) + busy.count(303),
    }


def _steady(stage: Stage, form: Form) -> Answers:
    return Load(stage.ports["whole"], form.sends(), rate=STEADY).run(seconds=STEADY_SECONDS)


def _until_acknowledged(stage: Stage, slug: str, sink: TimedSink) -> dict[str, float]:
    # What was planted and has not gone out yet is put off: it would stand in front of the acknowledgements.
    put_off = "update followup_message set due_at = now() + interval '1 year' where state = 'pending'"
    stage.sql(put_off)
    in_hand = "select count(*) from followup_message where state in ('claimed', 'sending')"
    wait_until(lambda: stage.sql(in_hand) == "0", seconds=120, what="nothing in hand", every=1)
    stage.sql(put_off)
    note(f"{PACE} people a second write and wait for their mail")
    pressed: dict[str, float] = {}
    with ThreadPoolExecutor(int(PACE * (READING_SECONDS + 4))) as people:
        for number in range(PACE * PACED_SECONDS):
            people.submit(Sender(number, stage=stage, slug=slug, pressed=pressed).walk)
            threading.Event().wait(1 / PACE)
    end = time.monotonic() + 60
    while time.monotonic() < end and not pressed.keys() <= sink.times.keys():
        time.sleep(0.2)
    waits = [sink.times[address] - at for address, at in pressed.items() if address in sink.times]
    return {
        "wrote": len(pressed),
        "acknowledged": len(waits),
        "acknowledged_p50_s": round(percentile(waits, 0.5), 3),
        "acknowledged_p99_s": round(percentile(waits, 0.99), 3) if len(waits) == len(pressed) else 60.0,
    }


def _counts(stage: Stage, figures: dict[str, float]) -> dict[str, int]:
    """Rows against answers: what was accepted and is not there is lost."""
    told = int(figures["accepted"] + figures["accepted_without_redis"] + figures["accepted_steady"] + figures["wrote"])
    rows = int(stage.sql("select count(*) from intake_submission where not is_sample and channel = 'web_form'"))
    return {"lost": max(told - rows, 0), "errors_5xx": int(figures["refused"])}
