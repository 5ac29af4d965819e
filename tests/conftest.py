"""Fixtures for every test. The environment comes first: settings read it when they are imported."""

from tests import environment

TEST_FOLDER = environment.prepare()

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from config.local.redis_server import find_server
from tests.servers import MailSink, RedisServer

# A busy machine is slow, not wrong: no test may fail by the clock.
hypothesis_settings.register_profile("threshold", deadline=None)
hypothesis_settings.load_profile("threshold")

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CHROMIUM_SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what this machine can't run; CI sets the REQUIRE variables, so there it fails instead."""
    from django.db import connection  # noqa: PLC0415  settings exist only from here on

    if connection.vendor == "postgresql":
        # Long, and the same on every database: once is enough.
        items[:] = [item for item in items if not item.get_closest_marker("embedded")]
        if os.environ.get("THRESHOLD_REQUIRE_POSTGRES"):
            items[:] = [item for item in items if _asks_a_server(item)]
    _begin_with_the_slow(items)
    if CHROMIUM is None and not os.environ.get("THRESHOLD_REQUIRE_BROWSER"):
        _skip(items, "e2e", "no Chromium on PATH (set CHROMIUM to its program)")
    if connection.vendor != "postgresql" and not os.environ.get("THRESHOLD_REQUIRE_POSTGRES"):
        _skip(items, "postgres", "DATABASE_URL is not PostgreSQL, and SQLite serialises writers")
    if find_server() is None:
        _skip(items, "redis", "no redis-server, valkey-server or bundled Valkey here")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[pytest.TestReport]:
    """Where a browser is required, a journey that skips itself has failed."""
    report = yield
    if report.skipped and item.get_closest_marker("e2e") and os.environ.get("THRESHOLD_REQUIRE_BROWSER"):
        report.outcome = "failed"
    return report


def _begin_with_the_slow(items: list[pytest.Item]) -> None:
    """Files with slow tests first: processes that share the suite by files would otherwise end it one after the other."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def _asks_a_server(item: pytest.Item) -> bool:
    """Whether a database or Redis has a part in it; all others run on the embedded default, where CI runs them."""
    fixtures = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or any(item.get_closest_marker(name) for name in ("django_db", "postgres", "redis"))


def _skip(items: list[pytest.Item], marker: str, reason: str) -> None:
    for item in items:
        if item.get_closest_marker(marker):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """Tests empty tables between themselves, which the database refuses for the audit; those of the refusal put it back."""
    from django.db import connection  # noqa: PLC0415  settings exist only from here on

    from core.sql import unprotect_audit  # noqa: PLC0415
    from tests.databases import empty_by_deleting  # noqa: PLC0415

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        unprotect_audit(connection)
        if connection.vendor == "postgresql":
            empty_by_deleting()


@pytest.fixture(autouse=True)
def _nothing_was_done_a_moment_ago() -> None:
    """What a process does seldom it has not done yet when a test begins."""
    from core.turns import Seldom  # noqa: PLC0415  settings exist only from here on

    Seldom.forget()


@pytest.fixture(autouse=True)
def _ids_follow_the_clock() -> Iterator[None]:
    """A test that travelled ahead leaves ids of a later day behind; those of the next test must not grow from them."""
    yield
    from core import ids  # noqa: PLC0415  settings exist only from here on

    ids._last = min(ids._last, (time.time_ns() // 1_000_000) << 74)


@pytest.fixture(scope="session", autouse=True)
def _translations() -> None:
    """Spanish is read from compiled catalogues, which are not in the repository."""
    from django.core.management import call_command  # noqa: PLC0415  settings exist only from here on

    call_command("translations", "compile", verbosity=0)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """The system's Chromium: Playwright's own would be a download."""
    # Playwright's sync API keeps an event loop in the main thread, where Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if CHROMIUM is None:
        pytest.fail("A browser journey was asked for and there is no Chromium on PATH.")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": CHROMIUM_SWITCHES}


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A Redis-compatible server of this test run's own, on a Unix socket."""
    server = RedisServer()
    server.start()
    yield server
    server.close()


@pytest.fixture
def mail_sink() -> Iterator[MailSink]:
    """A real SMTP server on loopback that keeps what it was given."""
    sink = MailSink()
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture(scope="session")
def test_folder() -> Path:
    """The throw-away folder of this run, with its keys.json."""
    return TEST_FOLDER
