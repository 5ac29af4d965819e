"""How fast the outbox goes out, and how evenly.

Two of our workers beside two loops of bare Django that keep their connection open, one Celery task a message,
django-post-office and django-mailer: the same letter, one mail server, one PostgreSQL, in turns. Then two workers at a
provider's limit. The mail server's log is what counts. The planted messages are acknowledgements of people with consent.
"""

import statistics
import subprocess
import sys
import time
from dataclasses import replace

from bench.outcome import Goal, Outcome, note
from bench.product import PROJECT
from bench.yard.peers import PACKAGES, python_of
from bench.yard.rounds import Comparison, compare
from bench.yard.senders import Sender, Sink, Yard, is_planted, work, working
from bench.yard.stage import Stage
from bench.yard.turns import Worker
from config.local.children import die_with_parent
from tests.servers import wait_until

MESSAGES, MESSAGES_FULL, ROUNDS, WORKERS = 1_500, 6_000, 3, 2
# A provider's limit (Amazon SES gives this to many), and how many messages show that it is kept.
RATE, PACED, PACED_FULL, WINDOW = 14, 300, 600, 10.0


def measure(*, full: bool) -> Outcome:
    """All sides in turns, then the pace."""
    stage = Stage()
    sink = Sink(stage.folder)
    stage.mail = sink  # type: ignore[assignment]  the little that a product needs of one
    with stage:
        stage.ask("prepare")
        yard = Yard(stage, sink, MESSAGES_FULL if full else MESSAGES)
        stage.run_module("bench.yard.planting", "messages", "1")
        (stage.folder / "letter.json").write_text(stage.run_module("bench.yard.delivering", "letter"))
        for worker in _ours(yard, 1):
            _run_once([worker])
        sides = {"raw_django": _raw(yard), "ours": _own(yard), "celery": _celery(yard), **_packages(yard)}
        note(f"one after another: {', '.join(sides)}; {yard.messages:,} messages each")
        found = compare(sides, base="raw_django", rounds=ROUNDS)
        figures = {**_figures(found, yard), **_paced(yard, PACED_FULL if full else PACED)}
    counts = {"lost": yard.tally.lost, "doubled": yard.tally.doubled}
    for name, value in {**figures, **counts}.items():
        print(f"{name:28} {value}")
    return Outcome(bench="dispatch", figures=figures, goals=_goals(figures), counts=counts)


def _figures(found: Comparison, yard: Yard) -> dict[str, float]:
    mine, base = found.runs["ours"], found.runs["raw_django"]
    others = {name: replace(found, base=name).ratio("ours") for name in found.runs if name not in {"ours", "raw_django"}}
    return {
        "messages": yard.messages,
        **{f"{name}_per_s": found.per_second(name) for name in found.runs},
        **{f"{name}_cpu_ms": found.cpu_ms(name) for name in found.runs},
        "x_raw_django": found.ratio("ours"),
        "cpu_x_raw_django": round(statistics.median(run.cpu_ms / bare.cpu_ms for run, bare in zip(mine, base, strict=True)), 2),
        **{f"x_{name}": ratio for name, ratio in others.items()},
        **{f"{name}_installed": float(name in found.runs) for name in PACKAGES},
        **{f"{name}_wrong": yard.tally.others[name] for name in others},
        "foreign": found.foreign,
        "judged_by_cpu": float(found.by_cpu),
    }


def _goals(figures: dict[str, float]) -> tuple[Goal, ...]:
    goals = (
        Goal("x_raw_django", least=0.6),
        Goal("cpu_x_raw_django", most=1.7),
        Goal("x_celery", least=2.5),
        Goal("x_post_office", least=1.5),
        Goal("x_mailer", least=2.5),
        Goal("pace_most_in_window", most=RATE * WINDOW + 1),
        Goal("pace_least_in_window", least=RATE * WINDOW * 0.95),
        Goal("lost", most=0),
        Goal("doubled", most=0),
    )
    # A package that can't be installed here is no goal missed; the figures say that it was not there.
    return tuple(goal for goal in goals if goal.figure in {*figures, "lost", "doubled"})


def _ours(yard: Yard, count: int = WORKERS, **environment: str) -> list[Worker]:
    command = [sys.executable, "-m", "bench.yard.delivering", "send"]
    return [Worker(command, {**yard.stage.environment, **environment}) for _number in range(count)]


def _own(yard: Yard) -> Sender:
    return Sender(yard, "ours", lambda: _plant(yard, yard.messages), lambda: _ours(yard))


def _plant(yard: Yard, count: int) -> None:
    """The product writes one message itself, which stays, and that many are copied from it. The sample's own are due later."""
    yard.stage.run_module("bench.yard.planting", "messages", str(count))
    due = "state = 'pending' and staff_id is null and due_at <= now()"
    first = f"select id from followup_message where {due} order by created_at, id limit 1"
    yard.stage.sql(f"update followup_message set state = 'skipped' where id in ({first}) or (state = 'pending' and staff_id is not null)")
    yard.stage.sql("vacuum analyze")


def _raw(yard: Yard) -> Sender:
    share = yard.messages // WORKERS
    starts = [[sys.executable, "-m", "bench.yard.mailing", "raw", str(number * share), str(share)] for number in range(WORKERS)]
    return Sender(yard, "raw_django", lambda: None, lambda: [Worker(command, yard.peer("raw")) for command in starts])


def _celery(yard: Yard) -> Sender:
    """A worker of two processes stands ready; that tasks are made counts, as it does in a product."""
    yard.stage.sql("create database peer_celery")
    environment = yard.peer("celery")
    app = [sys.executable, "-m", "celery", "--quiet", "--app", "bench.yard.mailing:app", "worker", "--concurrency", "2"]

    def helper() -> subprocess.Popen[bytes]:
        yard.stage.redis.client().flushdb()
        quick = ["--loglevel", "error", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        process = subprocess.Popen([*app, *quick], cwd=PROJECT, env=environment, stdout=sys.stderr.fileno(), preexec_fn=die_with_parent())
        ready = lambda: "_kombu.binding.celery" in {key.decode() for key in yard.stage.redis.client().scan_iter()}  # noqa: E731
        wait_until(ready, seconds=60, what="a Celery worker listens")
        time.sleep(2)
        return process

    enqueue = [sys.executable, "-m", "bench.yard.mailing", "enqueue"]
    return Sender(yard, "celery", lambda: _fill(yard, "celery", sys.executable), lambda: [Worker(enqueue, environment)], helper)


def _packages(yard: Yard) -> dict[str, Sender]:
    pythons = {name: python_of(name) for name in PACKAGES}
    return {name: _package(yard, name, python) for name, python in pythons.items() if python}


def _package(yard: Yard, name: str, python: str) -> Sender:
    """django-post-office makes its own two processes."""
    yard.stage.sql(f"create database peer_{name}")
    command, count = [python, "-m", "bench.yard.mailing", "queue"], 1 if name == "post_office" else WORKERS
    start = lambda: [Worker(command, yard.peer(name)) for _number in range(count)]  # noqa: E731
    return Sender(yard, name, lambda: _fill(yard, name, python), start)


def _fill(yard: Yard, name: str, python: str) -> None:
    command = [python, "-m", "bench.yard.mailing", "fill", str(yard.messages)]
    subprocess.run(command, cwd=PROJECT, env=yard.peer(name), stdout=sys.stderr.fileno(), check=True)


def _run_once(workers: list[Worker]) -> None:
    with working(workers):
        work(workers)


def _paced(yard: Yard, count: int) -> dict[str, float]:
    note(f"{WORKERS} workers at {RATE} a second, {count} messages")
    _plant(yard, count)
    begun = yard.sink.size
    _run_once(_ours(yard, EMAIL_URL=f"{yard.sink.url}?rate={RATE}"))
    lines = yard.sink.lines(begun)
    # A note to staff goes out at the same pace, and is none of the planted ones.
    times = sorted(at for at, _address in lines)
    windows = windows_of(times)
    yard.tally.lost += count - len({address for _at, address in lines if is_planted(address)})
    return {
        "pace_messages": len(times),
        "pace_per_s": round((len(times) - 1) / (times[-1] - times[0]), 2),
        "pace_most_in_window": max(windows),
        "pace_least_in_window": min(windows),
    }


def windows_of(times: list[float], seconds: float = WINDOW) -> list[int]:
    """How many came in each window of so many seconds that begins with one of them and ends before the last."""
    return [sum(start <= at < start + seconds for at in times) for start in times if start + seconds <= times[-1]] or [len(times)]
