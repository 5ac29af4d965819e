"""Where things may happen: views ask the domain, jobs take ids, the domain knows neither web nor clock, models keep still."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source import BUSINESS, PROJECT, ROOMS, functions_of, imports_of, length_of, name_of, python_files

JOB_LINES = 10
MACHINE_NAMED = re.compile(r"_auto_|^\d{4}_(alter|add|remove|rename|delete)_[a-z0-9_]*(_and_more|_more)$|^\d{4}_initial$")

CLOCK_READERS = {"core.clock.now", "django.utils.timezone.now", "time.time", "time.monotonic"}
OUTSIDE = (
    *("celery", "kombu", "requests", "urllib.request", "urllib3", "http", "smtplib"),
    *("django.http", "django.forms", "django.shortcuts", "django.views"),
)


def _edge_files() -> list[Path]:
    return [path for path in python_files(*ROOMS) if {"views", "webhooks"} & {*path.parts, path.stem}]


def _domain_files() -> list[Path]:
    return [path for path in python_files(*BUSINESS) if "domain" in path.parts]


def _job_files() -> list[Path]:
    return [path for path in python_files(*ROOMS) if path.stem == "jobs"]


def test_views_and_webhooks_touch_no_manager():
    uses = [
        f"{name_of(path)}:{node.lineno}"
        for path in _edge_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    ]
    assert uses == []


def test_jobs_are_short_and_take_ids_only():
    faults = []
    for path in _job_files():
        for job in (node for node in functions_of(path) if _is_job(node)):
            arguments = [argument.arg for argument in (*job.args.posonlyargs, *job.args.args, *job.args.kwonlyargs)]
            if length_of(job) > JOB_LINES or not set(arguments) <= {"row_id", "also"}:
                faults.append(f"{name_of(path)}:{job.name}({', '.join(arguments)})")
    assert faults == []


def test_celery_functions_live_in_jobs_only():
    users = [name_of(path) for path in python_files(*ROOMS) if {"celery.shared_task", "celery"} & imports_of(path) and path.stem != "jobs"]
    assert users == ["config/celery.py", "core/doorbell.py"]


def _is_job(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("shared_task" in ast.dump(decorator) for decorator in node.decorator_list)


@pytest.mark.parametrize("path", _domain_files(), ids=name_of)
def test_the_domain_knows_no_web_no_queue_and_no_clock(path: Path):
    imported = imports_of(path)
    assert {name for name in imported if name in OUTSIDE or name.startswith(tuple(f"{top}." for top in OUTSIDE))} == set()
    assert imported & CLOCK_READERS == set()
    called = {ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)}
    assert called & {"timezone.now", "datetime.now", "datetime.utcnow", "date.today", "clock.now", "time.time"} == set()


def test_a_verb_that_is_one_transaction_is_begun_anew_after_a_deadlock():
    # Delivering settles letters in transactions of its own (decision 141).
    bare = [
        f"{name_of(path)}:{node.lineno}"
        for path in _domain_files()
        for node in functions_of(path)
        if path.stem not in {"delivering", "outbox", "pacing"} and "transaction.atomic" in map(ast.unparse, node.decorator_list)
    ]
    assert bare == []


def test_no_model_signal_is_connected():
    signals = "django.db.models.signals"
    assert [name_of(path) for path in python_files(*ROOMS) if any(name.startswith(signals) for name in imports_of(path))] == []


def test_models_do_no_work_when_saved():
    overriding = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files(*BUSINESS, "desk")
        if "models" in {*path.parts, path.stem}
        for node in functions_of(path)
        if node.name in {"save", "delete"} and not _only_refuses(node)
    ]
    assert overriding == []


def _only_refuses(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether all it does is raise: rows that are only ever added say so."""
    return isinstance(node.body[-1], ast.Raise) and all(isinstance(step, ast.Expr) for step in node.body[:-1])


def test_raw_sql_stands_in_sql_modules_only():
    raw = re.compile(r"\.(raw|extra)\(|cursor\(\)|RawSQL\(")
    users = [name_of(path) for path in python_files(*ROOMS) if path.stem != "sql" and raw.search(path.read_text(encoding="utf-8"))]
    assert users == []


def test_every_migration_is_named_by_hand():
    files = [path for room in ROOMS for path in (PROJECT / room).glob("migrations/[0-9]*.py")]
    assert files
    assert [name_of(path) for path in files if MACHINE_NAMED.search(path.stem)] == []


def test_nothing_is_left_for_later():
    left = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|[Cc]oming soon|[Ll]orem ipsum")
    texts = [*python_files(*ROOMS), *sorted((PROJECT / "templates").rglob("*.*")), *sorted((PROJECT / "static").rglob("*.*ss"))]
    assert [name_of(path) for path in texts if left.search(path.read_text(encoding="utf-8"))] == []


def test_no_celery_message_waits_longer_than_a_minute():
    """What is due later is a row with a time; a message that waits in the broker is lost with it, or comes twice (kombu#337)."""
    late = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files(*ROOMS)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "eta" or (keyword.arg == "countdown" and not _is_at_most(keyword.value, 60))
    ]
    assert late == []


def _is_at_most(value: ast.expr, seconds: int) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, int | float) and value.value <= seconds
