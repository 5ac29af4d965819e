"""Runs beside the product, in a process of its own: one world from its first day to the judgement, as one line of JSON."""

import argparse
import json
import time
from typing import Any

from tests.environment import prepare

prepare()

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bench.life.seen import Verdict, judge
from bench.life.workers import Workers
from bench.life.world import World, make_world
from bench.outcome import note


def main() -> None:
    """Live, judge, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--days", type=int, required=True)
    parser.add_argument("--seed", required=True)
    parser.add_argument("--kills", type=int, default=0)
    options = parser.parse_args()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    if not options.people:
        # Only the database was asked for. A copy of it must not miss what still stands in its log.
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    world = make_world(people=options.people, days=options.days, seed=options.seed)
    world.prepare()
    begun, kills = time.process_time(), 0
    if options.kills:
        with Workers(every=max(options.days * 5 // options.kills, 1), seed=options.seed) as workers:
            world.sweep = workers
            world.live(options.days)
        kills = workers.kills
    else:
        world.live(options.days)
    verdict = judge(world)
    for fact, count in list((verdict.lost + verdict.doubled).items())[:20]:
        side = "lost" if fact in verdict.lost else "without a cause"
        note(f"{side}: {count} x {' '.join(fact)}")
    print(json.dumps(_figures(world, verdict) | {"kills": kills, "cpu_seconds": round(time.process_time() - begun)}))


def _figures(world: World, verdict: Verdict) -> dict[str, Any]:
    return {
        "people": len(world.people),
        "days_without_sweeps": len(world.outages),
        "turns": world.ticks,
        "acts": world.acts.total(),
        "mails": len(world.mailbox.taken),
        "people_stopped": sum(person.book.stopped_on is not None for person in world.people),
        "facts_expected": verdict.facts,
        "flags": verdict.kinds["flag"],
        "tasks": verdict.kinds["task"],
        "not_heard": verdict.kinds["missed"],
        "dose_marks": verdict.kinds["mark"],
        "low_tolerance": verdict.kinds["window"],
        "lost": verdict.lost.total() + verdict.flags_without_work + verdict.emergencies_untold,
        "doubled": verdict.doubled.total(),
        "after_a_stop": verdict.after_a_stop,
        "stuck": verdict.stuck,
    }


if __name__ == "__main__":
    main()
