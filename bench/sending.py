"""Sending under faults: workers killed in mid-send, Redis emptied, stopped and frozen, while people go on writing.

Everything is real: PostgreSQL, Redis, gunicorn, Celery workers that fork, the public form over HTTP, and a mail server that
keeps a log of what it accepted. That log, and not our own rows, judges what went out.
"""

import asyncio
import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException

from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.outcome import Goal, Outcome, note
from bench.product import Product
from bench.visitors import Answers, Visitor
from tests.servers import MailSink, wait_until

KILLS, KILLS_FULL = 20, 200
# Seconds between two people who begin to write; seconds of each Redis fault; processes of the worker that send.
PACE, FAULT, SENDERS = 0.5, 6.0, 2
# The lease of a message, two sweeps, and what a loaded machine needs.
REST = 180.0
# How often a person tries again; how long a blow waits for a letter to be under way, in seconds.
PATIENCE, AMBUSH = 20, 15.0
OPEN_STATES = ("pending", "claimed", "sending")
# The mail server of this measurement dawdles twice over each text, before and after it writes it down.
DAWDLE = (0.05, 0.15)


class Dawdler(MailSink):
    """Takes its time over each text, so that a worker can be killed before it is accepted and before it learns of it."""

    def __init__(self) -> None:
        super().__init__()
        self.in_hand = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        """Keep the text between two waits; a sender that is killed cancels whichever wait it is."""
        self.in_hand += 1
        try:
            await asyncio.sleep(random.uniform(*DAWDLE))
            self.envelopes.append(envelope)
            await asyncio.sleep(random.uniform(*DAWDLE))
        finally:
            self.in_hand -= 1
        return "250 kept"


class Timed(Answers):
    """The answers to one person, each with the moment it came."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[tuple[float, float]] = []
        self.is_confirmed = False
        self.tried_again = 0

    def add(self, status: int, milliseconds: float, *, is_last: bool) -> None:
        """Note one answer."""
        super().add(status, milliseconds, is_last=is_last)
        self.times.append((time.monotonic(), milliseconds))
        self.is_confirmed = self.is_confirmed or (is_last and status in {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER})


class Patient(Visitor):
    """Somebody who tries again when no page comes; sending twice is once."""

    answers: Timed

    def _ask(self, method: str, path: str, body: str | None, *, is_last: bool) -> tuple[str, str]:
        for _try in range(PATIENCE):
            try:
                return super()._ask(method, path, body, is_last=is_last)
            except (OSError, HTTPException):
                self.answers.tried_again += 1
                self.line.close()
                time.sleep(0.5)
        raise TimeoutError


@dataclass
class Blows:
    """What was done, and when."""

    kills: int = 0
    under_way: int = 0
    redis: list[tuple[float, float]] = field(default_factory=list)

    def is_redis_faulty(self, at: float) -> bool:
        """Whether an answer of this moment was given while Redis was faulty, or within a second after."""
        return any(begin <= at <= end + 1 for begin, end in self.redis)


def measure(*, full: bool) -> Outcome:
    """Write, strike, rest, and compare what people were told with our rows and with the mail server's log."""
    kills = KILLS_FULL if full else KILLS
    product = Product()
    product.mail = Dawdler()
    with product:
        slug = product.ask("prepare")["slug"]
        _read_rows_of(product)
        for name in ("web", "worker", "scheduler"):
            product.start(name)
        wait_until(lambda: _answers(product), seconds=60, what="the web server answers")
        note(f"people write while the worker is killed {kills} times")
        crowd: list[Timed] = []
        is_over = threading.Event()
        writing = threading.Thread(target=_write, args=(product, slug, crowd, is_over))
        writing.start()
        try:
            blows = _strike(product, product.mail, kills)
        finally:
            is_over.set()
            writing.join()
        seconds = _rest()
        return _outcome(crowd, blows, product.mail, seconds)


def _read_rows_of(product: Product) -> None:
    """Make this process a reader of the product's database. The processes were not started by their parent's variables."""
    os.environ.update(product.environment, DJANGO_SETTINGS_MODULE="config.settings")
    import django  # noqa: PLC0415  settings are read here, from the variables above

    django.setup()


def _answers(product: Product) -> bool:
    try:
        socket.create_connection(("127.0.0.1", product.port), timeout=1).close()
    except OSError:
        return False
    return True


def _write(product: Product, slug: str, crowd: list[Timed], is_over: threading.Event) -> None:
    """Let one person after another begin to write, until the blows are over."""
    with ThreadPoolExecutor(24) as people:
        while not is_over.wait(PACE * random.uniform(0.5, 1.5)):
            answers = Timed()
            people.submit(Patient(len(crowd), product=product, slug=slug, answers=answers).walk)
            crowd.append(answers)


def _strike(product: Product, mail: Dawdler, kills: int) -> Blows:
    faults: dict[int, tuple[str, Callable[[Product], None]]] = {
        kills // 4: ("emptied", _empty),
        kills // 2: ("killed, and its data removed", _lose),
        kills * 3 // 4: ("frozen", _freeze),
    }
    blows = Blows()
    for number in range(kills):
        if number in faults:
            name, act = faults[number]
            note(f"Redis is {name}")
            begun = time.monotonic()
            act(product)
            blows.redis.append((begun, time.monotonic()))
        _kill_worker(product, mail, blows)
    return blows


def _kill_worker(product: Product, mail: Dawdler, blows: Blows) -> None:
    """Wait for a letter to be under way, then end the worker with all its processes, and start another."""
    end = time.monotonic() + AMBUSH
    while mail.in_hand == 0 and time.monotonic() < end:
        time.sleep(0.002)
    time.sleep(random.uniform(0, DAWDLE[1]))
    blows.under_way += mail.in_hand
    product.kill("worker")
    blows.kills += 1
    product.start("worker")


def _empty(product: Product) -> None:
    product.redis.client().flushall()


def _lose(product: Product) -> None:
    product.redis.stop()
    product.redis.empty()
    time.sleep(FAULT)
    product.redis.start()


def _freeze(product: Product) -> None:
    product.redis.signal(signal.SIGSTOP)
    time.sleep(FAULT)
    product.redis.signal(signal.SIGCONT)


def _rest() -> float:
    """Wait until nothing is under way any more; how many seconds that took, at most REST."""
    begun = time.monotonic()
    while (seconds := time.monotonic() - begun) < REST and _stuck():
        time.sleep(1)
    return seconds


def _stuck() -> int:
    """How many rows are in a middle state."""
    from followup.models import Message  # noqa: PLC0415  models exist once the variables are set
    from intake.models import Lead, Submission  # noqa: PLC0415

    return (
        Message.objects.filter(state__in=OPEN_STATES).count()
        + Lead.objects.filter(followup_decided_at=None).count()
        + Submission.objects.filter(state="received").count()
    )


def _fates() -> dict[str, tuple[str, bool]]:
    """Address → the state of its message, and whether an uncertain one stands in a task for a person."""
    from followup.models import Message  # noqa: PLC0415
    from intake.models import Task  # noqa: PLC0415

    told = set(Task.objects.filter(kind="uncertain_sends", state="open").values_list("clinic_id", flat=True))
    return {row.to_address: (row.state, row.clinic_id in told) for row in Message.objects.filter(staff=None)}


def _outcome(crowd: list[Timed], blows: Blows, mail: Dawdler, seconds: float) -> Outcome:
    fates, arrived = _fates(), Counter(envelope.rcpt_tos[0] for envelope in mail.envelopes)
    confirmed = [f"person{number}@people.example" for number, answers in enumerate(crowd) if answers.is_confirmed]
    uncertain = [address for address, (state, _told) in fates.items() if state == "uncertain"]
    statuses = sum((answers.statuses for answers in crowd), Counter[int]())
    times = [found for answers in crowd for found in answers.times]
    healthy = _percentile(0.99, [spent for at, spent in times if not blows.is_redis_faulty(at)])
    faulty = _percentile(0.99, [spent for at, spent in times if blows.is_redis_faulty(at)])
    figures = {
        "people": len(crowd),
        "confirmed": len(confirmed),
        "accepted_by_mail_server": len(mail.envelopes),
        "kills": blows.kills,
        "under_way_at_a_kill": blows.under_way,
        "uncertain_that_had_arrived": sum(address in arrived for address in uncertain),
        "rest_seconds": round(seconds, 1),
        "answer_p50_ms": _percentile(0.5, [spent for _at, spent in times]),
        "answer_p99_ms": healthy,
        "redis_faulty_answers": sum(blows.is_redis_faulty(at) for at, _spent in times),
        "redis_faulty_p99_ms": faulty,
        "redis_faulty_extra_ms": round(faulty - healthy, 1),
        "tried_again": sum(answers.tried_again for answers in crowd),
    }
    counts = {
        "lost": sum(_is_lost(address, fates, arrived) for address in confirmed),
        "doubled": sum(times - 1 for address, times in arrived.items() if address in fates),
        "uncertain": len(uncertain),
        "stuck": _stuck(),
        "errors_5xx": sum(count for status, count in statuses.items() if status >= HTTPStatus.INTERNAL_SERVER_ERROR)
        - statuses[HTTPStatus.SERVICE_UNAVAILABLE],
        "unavailable_503": statuses[HTTPStatus.SERVICE_UNAVAILABLE],
    }
    for name, value in {**figures, **counts}.items():
        print(f"{name:28} {value}")
    return Outcome(bench="sending", figures=figures, goals=_goals(len(crowd), blows), counts=counts)


def _goals(people: int, blows: Blows) -> tuple[Goal, ...]:
    nothing = [Goal(name, most=0) for name in ("lost", "doubled", "stuck", "errors_5xx", "unavailable_503")]
    return (
        *nothing,
        # One for each connection that a kill cut off.
        Goal("uncertain", most=SENDERS * blows.kills),
        Goal("confirmed", least=people),
        # A faulty Redis may cost a page the doorbell's 0.3 s, and a little.
        Goal("redis_faulty_extra_ms", most=500),
    )


def _is_lost(address: str, fates: dict[str, tuple[str, bool]], arrived: Counter[str]) -> bool:
    """Told that we have it, and nothing to show for it."""
    state, is_told = fates.get(address, ("", False))
    return state == "" or (state == "sent" and address not in arrived) or (state == "uncertain" and not is_told)


def _percentile(share: float, values: list[float]) -> float:
    return round(sorted(values)[min(int(len(values) * share), len(values) - 1)], 1) if values else 0.0
