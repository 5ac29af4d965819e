"""How fast an inquiry is taken, and that it is taken once.

Beside bare Django and django-helpdesk, without Redis, while ten thousand messages go out, until the acknowledgement is in a
mailbox, and while everything is killed. The web servers (two processes each) take turns on one PostgreSQL. `keep` is the
product with understanding left to the sweep. No worker runs beside the first part, as none runs beside bare Django.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.outcome import Goal, Outcome, note
from bench.product import PROJECT
from bench.yard.asking import Form, Messages, bare_sends, helpdesk_sends, open_form, plant_drafts
from bench.yard.killing import beside_kills, leads_now, pressed_at_once, rest, same_number_at_once
from bench.yard.load import Answers, Load, percentile
from bench.yard.outsiders import refuse_what_is_too_large, tell_known_from_unknown
from bench.yard.peers import python_of
from bench.yard.rounds import Comparison, Run, Side, compare
from bench.yard.senders import Sink
from bench.yard.stage import Stage
from tests.servers import wait_until

SECONDS, ROUNDS = 4.0, 3
# Leads a second, and for how long, while acknowledgements are timed; requests a second beside the dispatch.
PACE, PACED_SECONDS = 20, 15
STEADY, STEADY_SECONDS = 100.0, 12
MESSAGES = 10_000
# Drafts that stand ready for the rounds with mail.
DRAFTS = 4_000
# Request Tracker 5.0.3 through its REST interface, 8 connections, measured in November 2026 on another machine of two cores.
RT_PER_SECOND = 12.8


@dataclass(frozen=True)
class Sizes:
    """How much of everything."""

    rounds: int
    kills: int
    keys: int
    pairs: int
    known: int
    too_large: int


SHORT = Sizes(rounds=ROUNDS, kills=8, keys=300, pairs=300, known=500, too_large=60)
FULL = Sizes(rounds=ROUNDS + 2, kills=40, keys=1_000, pairs=2_000, known=2_000, too_large=200)


def measure(*, full: bool) -> Outcome:
    """All parts, on servers of our own."""
    sizes = FULL if full else SHORT
    stage = Stage()
    sink = Sink(stage.folder)
    stage.mail = sink  # type: ignore[assignment]  the little that a product needs of one
    with stage:
        slug = stage.ask("prepare")["slug"]
        stage.serve_bare()
        stage.serve("keep", "bench.yard.keep_only:application")
        stage.serve_product()
        form = open_form(stage, slug)
        figures = _beside_bare(stage, form, rounds=sizes.rounds)
        has_helpdesk = _serve_helpdesk(stage, sink)
        figures |= _beside_helpdesk(stage, form, rounds=sizes.rounds) if has_helpdesk else {}
        figures |= _without_redis(stage, form)
        stage.kill("keep")
        stage.kill("bare")
        rest_of_the_work = _with_workers(stage, form, sink, sizes, has_helpdesk=has_helpdesk)
        figures |= rest_of_the_work
    counts = _counts(figures)
    for name, value in {**figures, **counts}.items():
        print(f"{name:28} {value}")
    return Outcome(bench="capture", figures=figures, goals=_goals(figures), counts=counts)


def _with_workers(stage: Stage, form: Form, sink: Sink, sizes: Sizes, *, has_helpdesk: bool) -> dict[str, float]:
    stage.start("worker")
    stage.start("scheduler")
    # The first part only kept thousands: to understand them all takes the sweep minutes.
    rest(stage, seconds=900)
    figures = _beside_helpdesk_with_mail(stage, form) if has_helpdesk else {}
    figures |= _beside_dispatch(stage, form, sink)
    _put_off(stage)
    acknowledged, known = _until_acknowledged(stage, form, sink, people=max(PACE * PACED_SECONDS, sizes.known))
    figures |= acknowledged
    figures |= tell_known_from_unknown(stage, form, known[: sizes.known])
    figures |= pressed_at_once(stage, form, keys=sizes.keys)
    figures |= same_number_at_once(stage, form, pairs=sizes.pairs)
    figures |= refuse_what_is_too_large(stage, form, count=sizes.too_large)
    return figures | beside_kills(stage, form, kills=sizes.kills)


def _goals(figures: dict[str, float]) -> tuple[Goal, ...]:
    goals = (
        Goal("keep_x", least=0.6),
        Goal("whole_x", least=0.3),
        Goal("whole_p99_x", most=4),
        Goal("x_helpdesk", least=2.2),
        Goal("x_helpdesk_with_mail", least=5),
        Goal("without_redis_x", least=0.9),
        Goal("beside_dispatch_p99_x", most=3),
        Goal("acknowledged_p50_s", most=0.5),
        Goal("acknowledged_p99_s", most=2),
        Goal("known_told", most=0.55),
        Goal("too_large_p99_ms", most=100),
        Goal("too_large_grew_mb", most=50),
        *(Goal(name, most=0) for name in ("lost", "doubled", "stuck", "refused", "told", "unseen")),
    )
    # A package that can't be installed here is no goal missed; the figures say that it was not there.
    return tuple(goal for goal in goals if goal.figure in figures or goal.figure in _counts(figures))


def _counts(figures: dict[str, float]) -> dict[str, int]:
    sums = {
        "lost": ("lost_alone", "lost_beside_kills", "pressed_lost"),
        "doubled": ("leads_too_many_beside_kills", "pressed_leads_too_many", "pairs_joined", "pairs_leads_wrong"),
        "stuck": ("stuck_beside_kills",),
        "refused": ("refused", "pressed_refused", "pairs_refused", "too_large_taken"),
        "told": ("answers_that_tell",),
        "unseen": ("pairs_unseen",),
    }
    return {name: sum(int(figures.get(part, 0)) for part in parts) for name, parts in sums.items()}


def _beside_bare(stage: Stage, form: Form, *, rounds: int) -> dict[str, float]:
    note("one after another: bare Django, keeping, the whole request")
    sides = {
        "bare": Side(stage, "bare", bare_sends, SECONDS),
        "keep": Side(stage, "keep", form.sends, SECONDS),
        "whole": Side(stage, "whole", form.sends, SECONDS),
    }
    before = _arrivals(stage)
    found = compare(sides, base="bare", rounds=rounds)
    alone = compare({name: side.with_connections(1) for name, side in sides.items()}, base="bare", rounds=1)
    told = sum(each.count(name, 303) for each in (found, alone) for name in ("keep", "whole"))
    return {
        **_speeds(found),
        **{f"{name}_alone_p50_ms": alone.time(name, 0.5) for name in sides},
        "keep_x": found.ratio("keep"),
        "whole_x": found.ratio("whole"),
        "whole_p99_x": found.time_ratio("whole", 0.99),
        "x_rt_published": round(found.per_second("whole") / RT_PER_SECOND, 1),
        "foreign": found.foreign,
        "judged_by_cpu": float(found.by_cpu),
        "accepted": told,
        # Rounds that were repeated have arrivals that nobody counted, so there may be more rows than answers.
        "lost_alone": max(told - (_arrivals(stage) - before), 0),
        "refused": found.refused("whole", 303) + found.refused("keep", 303),
        "bare_refused": found.refused("bare", 302),
    }


def _arrivals(stage: Stage) -> int:
    return int(stage.sql("select count(*) from intake_submission"))


def _speeds(found: Comparison) -> dict[str, float]:
    return {
        **{f"{name}_per_s": found.per_second(name) for name in found.runs},
        **{f"{name}_cpu_ms": found.cpu_ms(name) for name in found.runs},
        **{f"{name}_p50_ms": found.time(name, 0.5) for name in found.runs},
        **{f"{name}_p99_ms": found.time(name, 0.99) for name in found.runs},
    }


def _serve_helpdesk(stage: Stage, sink: Sink) -> bool:
    """django-helpdesk without mail and with it; whether it could be installed."""
    python = python_of("helpdesk")
    if not python:
        return False
    stage.sql("create database helpdesk")
    variables = {"PEER_PGPORT": str(stage.postgres.port)}
    command, environment = [python, "-m", "bench.yard.helpdesk_app", "prepare"], {**stage.environment, **variables}
    subprocess.run(command, cwd=PROJECT, env=environment, stdout=sys.stderr.fileno(), check=True)
    module = "bench.yard.helpdesk_app:application"
    stage.serve("helpdesk", module, python=python, **variables)
    stage.serve("helpdesk_mail", module, python=python, PEER_MAIL_PORT=str(sink.port), **variables)
    return True


def _beside_helpdesk(stage: Stage, form: Form, *, rounds: int) -> dict[str, float]:
    note("one after another: django-helpdesk without mail, the whole request")
    sides = {"helpdesk": Side(stage, "helpdesk", helpdesk_sends, SECONDS), "whole": Side(stage, "whole", form.sends, SECONDS)}
    found = compare(sides, base="helpdesk", rounds=rounds)
    speeds = {name: value for name, value in _speeds(found).items() if name.startswith("helpdesk")}
    return {**speeds, "x_helpdesk": found.ratio("whole"), "helpdesk_refused": found.refused("helpdesk", 302)}


@dataclass(frozen=True)
class _AfterRest:
    """A side that begins when no message of the round before is under way."""

    side: Side
    rested: Callable[[], None]

    def run(self) -> Run:
        """Wait, then measure."""
        self.rested()
        return self.side.run()


def _beside_helpdesk_with_mail(stage: Stage, form: Form) -> dict[str, float]:
    """Its ticket's mail is sent within the request; our acknowledgement by the worker, whose CPU time counts."""
    note("one after another: django-helpdesk with mail, the whole request with its acknowledgement")
    sends = Messages(form, plant_drafts(stage, DRAFTS)).sends
    sides = {
        "helpdesk_mail": Side(stage, "helpdesk_mail", helpdesk_sends, SECONDS),
        "mailing": Side(stage, "whole", sends, SECONDS, beside=("worker", "scheduler")),
    }
    found = compare({name: _AfterRest(side, lambda: _unsent(stage)) for name, side in sides.items()}, base="helpdesk_mail", rounds=2)
    _unsent(stage)
    stage.kill("helpdesk")
    stage.kill("helpdesk_mail")
    return {
        **_speeds(found),
        "x_helpdesk_with_mail": found.ratio("mailing"),
        "helpdesk_mail_refused": found.refused("helpdesk_mail", 302),
        "mailing_refused": found.refused("mailing", 303),
    }


def _unsent(stage: Stage) -> None:
    """Until every acknowledgement is out."""
    rest(stage)
    undecided = "select count(*) from intake_lead where followup_decided_at is null"
    waiting = "select count(*) from followup_message where state in ('pending', 'claimed', 'sending') and due_at <= now()"
    wait_until(lambda: stage.sql(undecided) == stage.sql(waiting) == "0", seconds=300, what="all acknowledgements are out", every=1)


def _without_redis(stage: Stage, form: Form) -> dict[str, float]:
    note("the same while Redis is gone")
    side = Side(stage, "whole", form.sends, SECONDS)
    runs: dict[bool, list[Run]] = {False: [], True: []}
    for _round in range(2):
        for is_down in (False, True):
            if is_down:
                stage.redis.stop()
            runs[is_down].append(side.run())
            if is_down:
                stage.redis.start()
                time.sleep(6)
    speed = [statistics.median(run.answers.per_second for run in runs[is_down]) for is_down in (True, False)]
    return {
        "without_redis_x": round(speed[0] / speed[1], 2),
        "without_redis_p99_ms": round(statistics.median(run.answers.percentile(0.99) for run in runs[True]), 1),
        "without_redis_refused": sum(run.answers.statuses.total() - run.answers.count(303) for run in runs[True]),
    }


def _beside_dispatch(stage: Stage, form: Form, sink: Sink) -> dict[str, float]:
    note(f"{STEADY:.0f} sends a second, alone and while {MESSAGES:,} messages go out")
    quiet = _steady(stage, form)
    stage.run_module("bench.yard.planting", "messages", str(MESSAGES))
    before = sink.size
    busy = _steady(stage, form)
    sent = len(sink.lines(before))
    note(f"{sent} messages went out meanwhile")
    return {
        "steady_p99_ms": round(quiet.percentile(0.99), 1),
        "beside_dispatch_p99_ms": round(busy.percentile(0.99), 1),
        "beside_dispatch_p99_x": round(busy.percentile(0.99) / quiet.percentile(0.99), 2),
        "sent_meanwhile": sent,
        "refused_beside_dispatch": sum(each.statuses.total() - each.count(303) for each in (quiet, busy)),
    }


def _steady(stage: Stage, form: Form) -> Answers:
    return Load(stage.ports["whole"], form.sends(), rate=STEADY).run(seconds=STEADY_SECONDS)


def _put_off(stage: Stage) -> None:
    """What was planted and has not gone out yet would stand in front of the acknowledgements."""
    put_off = "update followup_message set due_at = now() + interval '1 year' where state = 'pending'"
    stage.sql(put_off)
    in_hand = "select count(*) from followup_message where state in ('claimed', 'sending')"
    wait_until(lambda: stage.sql(in_hand) == "0", seconds=120, what="nothing in hand", every=1)
    stage.sql(put_off)
    undecided = "select count(*) from intake_lead where followup_decided_at is null"
    wait_until(lambda: stage.sql(undecided) == "0", seconds=300, what="every lead's follow-up is decided", every=1)


def _until_acknowledged(stage: Stage, form: Form, sink: Sink, *, people: int) -> tuple[dict[str, float], list[str]]:
    """From the press to the mail server's yes; and the addresses that we know from now on."""
    drafts = plant_drafts(stage, people)
    note(f"{PACE} people a second write and wait for their mail")
    messages, before, leads = Messages(form, drafts), sink.size, leads_now(stage)
    Load(stage.ports["whole"], messages.sends(), rate=PACE).run(seconds=people / PACE, most=people)
    end = time.monotonic() + 60
    while time.monotonic() < end and not messages.pressed.keys() <= {address for _at, address in sink.lines(before)}:
        time.sleep(0.5)
    came = {address: at for at, address in sink.lines(before)}
    waits = [came[address] - at for address, at in messages.pressed.items() if address in came]
    return {
        "wrote": len(messages.pressed),
        "became_leads": leads_now(stage) - leads,
        "acknowledged": len(waits),
        "acknowledged_p50_s": round(percentile(waits, 0.5), 3),
        "acknowledged_p99_s": round(percentile(waits, 0.99), 3) if len(waits) == len(messages.pressed) else 60.0,
    }, list(messages.pressed)
