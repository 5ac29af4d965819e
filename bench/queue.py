"""The staff's queue page and search with much history, beside a bare page of fifty rows.

Two databases of one PostgreSQL take turns: one with few leads, one with many. In both the same number of tasks is open,
as in a clinic whose people answer.
"""

from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import urlencode

from bench.outcome import Goal, Outcome, note
from bench.yard.load import request
from bench.yard.rounds import Comparison, Side, compare
from bench.yard.stage import PROXY, Stage

DESK = "desk.clinic.example"
FEW, MANY, MANY_FULL = 10_000, 1_000_000, 10_000_000
SECONDS, ROUNDS = 2.0, 3
VIEWS = ("mine", "unclaimed", "urgent", "spanish", "needs-details", "overdue", "waiting")
PAGES = {
    "first": "/desk/queues/",
    # Behind the first 250 rows, by a key.
    "deep": "/desk/queues/?after={deep}",
    **{f"view_{view.replace('-', '_')}": f"/desk/queues/?view={view}" for view in VIEWS},
    "search_phone": "+12022000123",
    "search_last_four": "0123",
    "search_name": "Carmen Example122",
}
# Pages whose times are printed beside, without a goal.
OTHERS = {"home": "/desk/", "lead": "/desk/leads/{lead}/", "aftercare": "/desk/aftercare/"}
_IN_ORDER = "FROM intake_task WHERE state = 'open' AND lead_id IS NOT NULL AND ready_at <= now() ORDER BY severity, rank, due_at, id"
# How much slower each may be with much history.
MOST_GROWTH = {"first": 1.2, "first_p99": 1.2}
MOST_GROWTH_OF_OTHERS = 1.5


def measure(*, full: bool) -> Outcome:
    """Plant, then ask for every page in turns."""
    many = MANY_FULL if full else MANY
    with Stage() as stage:
        stage.ask("prepare")
        stage.sql("create database many template postgres", database="template1")
        note(f"planting {FEW:,} and {many:,} leads")
        stage.run_module("bench.yard.planting", "leads", str(FEW))
        much = {"DATABASE_URL": stage.postgres.url.rpartition("/")[0] + "/many"}
        stage.run_module_with(much, "bench.yard.planting", "leads", str(many))
        # Only now: an idle session ends after a quarter of an hour, and planting may take longer.
        sessions = {
            "few": stage.run_module("bench.yard.planting", "session"),
            "many": stage.run_module_with(much, "bench.yard.planting", "session"),
        }
        bare_session = stage.serve_bare()
        stage.bare("fill", str(many))
        stage.serve("few", "config.wsgi:application")
        stage.serve("many", "config.wsgi:application", **much)
        places = {"few": _places(stage, "postgres"), "many": _places(stage, "many")}
        asked = {name: _filled(path, places) for name, path in {**PAGES, **OTHERS}.items()}
        found = {name: _compare(stage, paths, sessions, bare_session if name == "first" else "") for name, paths in asked.items()}
        figures = _figures(found)
    for name, value in figures.items():
        print(f"{name:28} {value}")
    return Outcome(bench="queue", figures=figures, goals=_goals())


def _goals() -> tuple[Goal, ...]:
    names = ["first_p99", *PAGES]
    growth = (Goal(f"{name}_growth", most=MOST_GROWTH.get(name, MOST_GROWTH_OF_OTHERS)) for name in names)
    return (*growth, Goal("queue_x", most=2.5), Goal("refused", most=0))


def _places(stage: Stage, database: str) -> dict[str, str]:
    """Where the deep page begins in a database, and a lead of it."""
    return {
        "deep": stage.sql(f"SELECT id {_IN_ORDER} OFFSET 249 LIMIT 1", database=database),
        "lead": stage.sql(f"SELECT lead_id {_IN_ORDER} LIMIT 1", database=database),
    }


def _filled(path: str, places: dict[str, dict[str, str]]) -> dict[str, str]:
    """The address on each side: their rows have other ids."""
    return {side: path.format(**found) if path.startswith("/") else path for side, found in places.items()}


def _compare(stage: Stage, paths: dict[str, str], sessions: dict[str, str], bare_session: str) -> Comparison:
    note(paths["many"])
    sides = {name: Side(stage, name, _asks(one, sessions[name]), SECONDS, connections=1) for name, one in paths.items()}
    if bare_session:
        sides["bare"] = Side(stage, "bare", _asks_bare(bare_session), SECONDS, connections=1)
    return compare(sides, base="few", rounds=ROUNDS)


def _asks(path: str, session: str) -> Callable[[], Iterator[bytes]]:
    if not path.startswith("/"):
        token = "a" * 32
        headers = {**PROXY, "Origin": f"https://{DESK}", "Cookie": f"__Host-session={session}; __Host-csrftoken={token}"}
        body = urlencode({"text": path, "csrfmiddlewaretoken": token})
        return partial(_again, request("POST", "/desk/search/", host=DESK, body=body, headers=headers))
    return partial(_again, request("GET", path, host=DESK, headers={**PROXY, "Cookie": f"__Host-session={session}"}))


def _asks_bare(session: str) -> Callable[[], Iterator[bytes]]:
    return partial(_again, request("GET", "/queue", headers={"Cookie": f"sessionid={session}"}))


def _again(asked: bytes) -> Iterator[bytes]:
    while True:
        yield asked


def _figures(found: dict[str, Comparison]) -> dict[str, float]:
    first = found["first"]
    figures = {
        **{f"{name}_growth": _growth(comparison) for name, comparison in found.items()},
        **{f"{name}_p50_ms": comparison.time("many", 0.5) for name, comparison in found.items()},
        **{f"{name}_cpu_ms": comparison.cpu_ms("many") for name, comparison in found.items()},
        "first_p99_growth": first.time_ratio("many", 0.99),
        "first_p99_ms": first.time("many", 0.99),
        "bare_p50_ms": first.time("bare", 0.5),
        "bare_cpu_ms": first.cpu_ms("bare"),
        "queue_x": _slower(first, "many", "bare"),
        "foreign": first.foreign,
        "judged_by_cpu": float(any(comparison.by_cpu for comparison in found.values())),
        "refused": sum(comparison.refused(side, 200) for comparison in found.values() for side in comparison.runs),
    }
    return {name: round(value, 2) for name, value in figures.items()}


def _growth(found: Comparison) -> float:
    return _slower(found, "many", "few")


def _slower(found: Comparison, side: str, base: str) -> float:
    """How many times the other side's time: by the clock, or by CPU time where others used the machine."""
    if found.by_cpu:
        return found.cpu_ms(side) / found.cpu_ms(base)
    return found.time(side, 0.5) / found.time(base, 0.5)
