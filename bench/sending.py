"""Sending under faults: workers killed in mid-send, Redis emptied, stopped and frozen, while people go on writing.

Everything is real: PostgreSQL, Redis, gunicorn, Celery workers that fork, the public form over HTTP, and an SMTP server that
keeps a log of what it accepted. That log, and not our own rows, judges what went out.
"""

import asyncio
import json
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.inquirer import Inquirer, Tally, random_pause
from bench.product import Product
from bench.servers import NoPostgresError, Postgres
from config.local.redis_server import find_server
from tests.servers import MailSink, RedisServer

SLUG = "oak-street"
# Lease, two sweeps and what a loaded machine needs (docs/decisions/0020-outbox.md).
RECOVERY_SECONDS = 180
# Seconds of each Redis fault.
FAULT_SECONDS = 6.0
FORM_GOAL_SECONDS = 1.5


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    inquiries: int
    kills: int
    # Seconds between two people who begin to write.
    pace: float


QUICK, FULL = Size(inquiries=240, kills=20, pace=0.4), Size(inquiries=2_400, kills=200, pace=0.4)


class Sink(MailSink):
    """Takes its time over each text, so that a worker can be killed in the middle of one."""

    def __init__(self) -> None:
        super().__init__()
        self.in_hand = 0
        self.accepted: Counter[str] = Counter()
        self.recipients: Counter[str] = Counter()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Accept even when the sender is gone by then: that is what makes a send uncertain."""
        self.in_hand += 1
        # Somebody who is cut off in the middle of this wait leaves the task cancelled or the answer unread.
        await asyncio.sleep(random.uniform(0.02, 0.15))
        self.in_hand -= 1
        self.accepted[str(message_from_bytes(envelope.content or b"")["Message-ID"])] += 1
        self.recipients[envelope.rcpt_tos[0]] += 1
        return "250 kept"


@dataclass
class Faults:
    """What was done to the set-up, and when (monotonic seconds)."""

    kills: int = 0
    mid_send: int = 0
    redis: dict[str, tuple[float, float]] = field(default_factory=dict)

    def is_redis_faulty(self, at: float) -> bool:
        return any(begin <= at <= end + 1 for begin, end in self.redis.values())


def main(arguments: list[str]) -> int:
    """Run it; the last line on standard output is JSON. Exit code 0 when every goal was met."""
    size = FULL if "--full" in arguments else QUICK
    if find_server() is None:
        return _cannot("There is no Redis-compatible server program here.")
    try:
        postgres = Postgres()
    except NoPostgresError as error:
        return _cannot(str(error))
    redis, sink = RedisServer(), Sink()
    folder = Path(tempfile.mkdtemp(prefix="th-bench-"))
    product = None
    try:
        postgres.start()
        redis.start()
        sink.start()
        database_url = postgres.create("threshold")
        product = Product(folder=folder, database_url=database_url, redis_url=redis.url, email_url=sink.url)
        return _measure(size, product, redis, sink)
    finally:
        if product is not None:
            product.close()
        sink.stop()
        redis.close()
        postgres.close()
        shutil.rmtree(folder, ignore_errors=True)


def _cannot(reason: str) -> int:
    say(reason)
    return 3


def say(text: str) -> None:
    """Chatter goes to standard error."""
    print(text, file=sys.stderr, flush=True)


def _measure(size: Size, product: Product, redis: RedisServer, sink: Sink) -> int:
    product.enter()
    _prepare()
    product.start_web()
    product.start_worker()
    product.start_scheduler()
    say(f"{size.inquiries} people write while the worker is killed {size.kills} times.")
    tally, faults = Tally(), Faults()
    writing = threading.Thread(target=_write_all, args=(size, product.port, tally))
    writing.start()
    _break_things(size, product, redis, sink, faults)
    writing.join()
    recovered = _wait_for_rest()
    report = _judge(size, sink, tally, faults, recovered)
    if not report["met"]:
        for name in ("worker", "web"):
            say(f"--- {name}\n{product.log(name)}")
    print(json.dumps(report))
    return 0 if report["met"] else 1


def _prepare() -> None:
    """A live clinic with texts and a queue."""
    from clinics.models import Installation  # noqa: PLC0415  models exist from here on
    from followup.domain.ready_texts import publish_ready_texts  # noqa: PLC0415
    from tests.factories import NOW, make_clinic  # noqa: PLC0415

    clinic = make_clinic(slug=SLUG, discreet_name="Oak Street")
    publish_ready_texts(clinic=clinic, now=NOW)
    Installation.objects.update_or_create(id=1, defaults={"practice_mode": False})


def _write_all(size: Size, port: int, tally: Tally) -> None:
    with ThreadPoolExecutor(max_workers=24) as people:
        for number in range(size.inquiries):
            person = Inquirer(port, SLUG, f"p{number}@example.org", number, tally)
            people.submit(person.send_message)
            random_pause(size.pace)


def _break_things(size: Size, product: Product, redis: RedisServer, sink: Sink, faults: Faults) -> None:
    redis_faults: dict[int, tuple[str, Callable[[RedisServer], None]]] = {
        size.kills // 4: ("emptied", _empty),
        size.kills // 2: ("stopped and lost", _stop_and_lose),
        3 * size.kills // 4: ("frozen", _freeze),
    }
    for number in range(size.kills):
        if number in redis_faults:
            name, act = redis_faults[number]
            say(f"Redis is {name}.")
            begun = time.monotonic()
            act(redis)
            faults.redis[name] = (begun, time.monotonic())
        _kill_worker(product, sink, faults)


def _kill_worker(product: Product, sink: Sink, faults: Faults) -> None:
    """Wait until a letter is on its way, then end the worker with all its processes, and start another."""
    end = time.monotonic() + 12
    while sink.in_hand == 0 and time.monotonic() < end:
        time.sleep(0.002)
    time.sleep(random.uniform(0, 0.05))
    faults.mid_send += sink.in_hand
    product.kill("worker")
    faults.kills += 1
    product.start_worker()


def _empty(redis: RedisServer) -> None:
    redis.client().flushall()


def _stop_and_lose(redis: RedisServer) -> None:
    redis.stop()
    for leftover in redis.folder.glob("appendonly*"):
        shutil.rmtree(leftover, ignore_errors=True)
    time.sleep(FAULT_SECONDS)
    redis.start()


def _freeze(redis: RedisServer) -> None:
    import signal  # noqa: PLC0415

    redis.signal(signal.SIGSTOP)
    time.sleep(FAULT_SECONDS)
    redis.signal(signal.SIGCONT)


def _wait_for_rest() -> float:
    """Wait until nothing is under way any more; seconds that took, at most RECOVERY_SECONDS."""
    begun = time.monotonic()
    while time.monotonic() - begun < RECOVERY_SECONDS and _under_way():
        time.sleep(1)
    return time.monotonic() - begun


def _under_way() -> int:
    from django.db import connection  # noqa: PLC0415

    from followup.domain.queries import OPEN_STATES  # noqa: PLC0415
    from followup.models import Message  # noqa: PLC0415
    from intake.models import Lead, Submission  # noqa: PLC0415

    try:
        waiting = Message.objects.filter(state__in=OPEN_STATES).count()
        undecided = Lead.objects.filter(followup_decided_at=None).count()
        return waiting + undecided + Submission.objects.filter(state="received").count()
    finally:
        connection.close()


def _judge(size: Size, sink: Sink, tally: Tally, faults: Faults, recovered: float) -> dict[str, Any]:
    """Compare what people were told, our rows, and the mail server's own log."""
    found = _account_for(tally.confirmed, sink)
    form_seconds = sorted(seconds for _at, seconds in tally.timings)
    faulty_seconds = sorted(seconds for at, seconds in tally.timings if faults.is_redis_faulty(at))
    figures = {
        "inquiries_confirmed": len(tally.confirmed),
        "inquiries_given_up": tally.gave_up,
        "accepted_by_mail_server": sum(sink.accepted.values()),
        "worker_kills": faults.kills,
        "letters_under_way_at_a_kill": faults.mid_send,
        "uncertain_that_had_arrived": found["uncertain_that_had_arrived"],
        "recovery_seconds": round(recovered, 1),
        "form_p50_ms": _percentile_ms(form_seconds, 0.50),
        "form_p99_ms": _percentile_ms(form_seconds, 0.99),
        "form_p99_ms_while_redis_is_faulty": _percentile_ms(faulty_seconds, 0.99),
        "form_requests_while_redis_is_faulty": len(faulty_seconds),
    }
    goals = {
        "lost": 0,
        "doubled": 0,
        "stuck": 0,
        "errors_5xx": 0,
        "uncertain_at_most": 2 * faults.kills,
        "inquiries_confirmed": size.inquiries,
        "form_p99_ms_while_redis_is_faulty": FORM_GOAL_SECONDS * 1000,
    }
    totals = {name: found[name] for name in ("lost", "doubled", "uncertain", "stuck")}
    totals |= {"errors_5xx": tally.errors_5xx, "unavailable_503": tally.unavailable_503}
    met = (
        not any(totals[name] for name in ("lost", "doubled", "stuck", "errors_5xx"))
        and totals["uncertain"] <= goals["uncertain_at_most"]
        and figures["inquiries_confirmed"] == size.inquiries
        and figures["form_p99_ms_while_redis_is_faulty"] <= goals["form_p99_ms_while_redis_is_faulty"]
    )
    for name, value in {**figures, **totals}.items():
        print(f"{name:<40}{value:>10}")
    return {"bench": "sending", "met": met, "figures": figures, "goals": goals, **totals}


def _account_for(confirmed: list[str], sink: Sink) -> dict[str, int]:
    from followup.domain.queries import OPEN_STATES  # noqa: PLC0415
    from followup.models import Message  # noqa: PLC0415
    from intake.models import Lead, Submission, Task  # noqa: PLC0415

    kept = {row.payload.get("email") for row in Submission.objects.all()}
    messages = {row.to_address: row for row in Message.objects.all()}
    uncertain = [row for row in messages.values() if row.state == "uncertain"]
    has_task = Task.objects.filter(kind="uncertain_sends", state="open").exists()
    lost = [email for email in confirmed if email not in kept or email not in messages]
    lost += [email for email, row in messages.items() if row.state == "sent" and not sink.recipients[email]]
    lost += [row.to_address for row in uncertain if not has_task]
    return {
        "lost": len(lost),
        "doubled": sum(count - 1 for count in sink.recipients.values()),
        "uncertain": len(uncertain),
        "uncertain_that_had_arrived": sum(1 for row in uncertain if sink.recipients[row.to_address]),
        "stuck": sum(row.state in OPEN_STATES for row in messages.values())
        + Lead.objects.filter(followup_decided_at=None).count()
        + Submission.objects.filter(state="received").count(),
    }


def _percentile_ms(seconds: list[float], share: float) -> float:
    return round(seconds[min(int(len(seconds) * share), len(seconds) - 1)] * 1000, 1) if seconds else 0.0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
