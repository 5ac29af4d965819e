"""Each unsafe set-up is refused with its own number; processes are started as in production, with nothing replaced."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config import checks
from core.keys import make_keys_file
from tests.servers import RedisServer

PROJECT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """The variables of a good production set-up."""
    keys = tmp_path / "keys.json"
    make_keys_file(keys)
    return {
        "PATH": os.environ["PATH"],
        "DESK_URL": "https://desk.clinic.example",
        "LINK_URL": "https://care.clinic.example",
        "DATABASE_URL": "postgres://threshold:secret@127.0.0.1:1/threshold",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "EMAIL_URL": "smtp+tls://user:secret@mail.clinic.example:587",
        "FROM_EMAIL": "hello@mail.clinic.example",
        "KEYS_FILE": str(keys),
        "THRESHOLD_VAR": str(tmp_path),
    }


def run(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the project with exactly these variables."""
    return subprocess.run([sys.executable, *command], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def start_web(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """What gunicorn does when it loads the application."""
    return run(environment, "-c", "import config.wsgi")


def findings(environment: dict[str, str]) -> set[str]:
    done = run(environment, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    found = set(re.findall(r"\((\w+\.[EW]\d+)\)", done.stderr))
    assert bool(found) == (done.returncode != 0), done.stderr
    return found


def test_a_good_set_up_has_no_findings_and_starts(production):
    assert findings(production) == set()
    assert start_web(production).returncode == 0


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({"THRESHOLD_BENCH": "true"}, "threshold.E002"),
        ({"DESK_URL": "http://desk.clinic.example"}, "threshold.E005"),
        ({"LINK_URL": "http://care.clinic.example"}, "threshold.E005"),
        ({"FROM_EMAIL": "the clinic"}, "threshold.E006"),
        ({"EMAIL_URL": "consolemail://"}, "threshold.E007"),
        ({"DATABASE_URL": "sqlite:////tmp/none.sqlite3"}, "threshold.E008"),
    ],
)
def test_an_unsafe_value_has_its_number_and_the_web_server_does_not_start(production, change: dict[str, str], number: str):
    done = start_web({**production, **change})
    assert done.returncode != 0
    assert number in done.stderr


def test_sample_keys_are_refused(production):
    keys = Path(production["KEYS_FILE"])
    keys.write_text(json.dumps({**json.loads(keys.read_text(encoding="utf-8")), "sample": True}), encoding="utf-8")
    assert "threshold.E003" in start_web(production).stderr


def test_keys_that_others_may_read_are_refused(production):
    Path(production["KEYS_FILE"]).chmod(0o644)
    assert "threshold.E004" in start_web(production).stderr


def test_debug_is_refused(settings):
    settings.MODE, settings.DEBUG = "production", True
    assert [finding.id for finding in checks.check_unsafe_switches(None)] == ["threshold.E001"]


def test_missing_keys_stop_the_start_and_say_how_to_make_them(production):
    Path(production["KEYS_FILE"]).unlink()
    done = start_web(production)
    assert done.returncode != 0
    assert "python -m core.keys" in done.stderr


@pytest.mark.parametrize("name", ["DESK_URL", "LINK_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "FROM_EMAIL", "KEYS_FILE"])
def test_each_of_the_seven_is_needed_and_named(production, name: str):
    del production[name]
    done = run(production, "-c", "import config.settings")
    assert done.returncode != 0
    assert f"{name} is not set" in done.stderr


def test_a_misspelt_variable_is_warned_of_with_the_nearest_name(production):
    done = run({**production, "THRESHOLD_VARR": "x"}, "manage.py", "check")
    assert done.returncode == 0
    assert "threshold.W001" in done.stderr
    assert "Did you mean THRESHOLD_VAR?" in done.stderr


@pytest.mark.parametrize("process", [["worker", "--pool", "solo"], ["beat", "--pidfile", ""]])
def test_an_unsafe_worker_or_scheduler_does_not_start_either(production, process: list[str]):
    production["FROM_EMAIL"] = "the clinic"
    done = run(production, "-m", "celery", "--app", "config", *process)
    assert done.returncode != 0
    assert "threshold.E006" in done.stdout + done.stderr


@pytest.mark.redis
def test_a_redis_that_evicts_is_refused_and_one_that_keeps_is_not(production, redis_server: RedisServer):
    production["REDIS_URL"] = redis_server.url
    assert findings(production) == set()
    with redis_server.client() as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
        try:
            assert findings(production) == {"threshold.E009"}
            worker = run(production, "-m", "celery", "--app", "config", "worker", "--pool", "solo")
        finally:
            client.config_set("maxmemory-policy", "noeviction")
    assert worker.returncode != 0
    assert "noeviction" in worker.stdout + worker.stderr


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"DATABASE_URL": "mysql://u:p@127.0.0.1/t"}, "DATABASE_URL"),
        ({"DATABASE_URL": "threshold"}, "DATABASE_URL"),
        ({"REDIS_URL": "http://127.0.0.1:6379"}, "REDIS_URL"),
        ({"REDIS_URL": "memory://"}, "REDIS_URL"),
        ({"EMAIL_URL": "mail.clinic.example"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp://user:secret@mail.clinic.example:25"}, "EMAIL_URL"),
        ({"EMAIL_URL": "pigeon://secret@post.example"}, "EMAIL_URL"),
        ({"DESK_URL": "desk.clinic.example"}, "DESK_URL"),
        ({"DESK_URL": "https://"}, "DESK_URL"),
        ({"DESK_URL": "https://desk.clinic.example/some/where"}, "DESK_URL"),
        ({"LINK_URL": "ftp://care.clinic.example"}, "LINK_URL"),
        ({"LINK_URL": "https://user:word@care.clinic.example"}, "LINK_URL"),
        ({"FROM_EMAIL": "a@clinic.example\nBcc: b@clinic.example"}, "FROM_EMAIL"),
        ({"KEYS_FILE": "/"}, "key file"),
        ({"THRESHOLD_MODE": "prod"}, "THRESHOLD_MODE"),
        ({"THRESHOLD_IDLE_MINUTES": "600"}, "THRESHOLD_IDLE_MINUTES"),
        ({"THRESHOLD_IDLE_MINUTES": "fifteen"}, "THRESHOLD_IDLE_MINUTES"),
        ({"THRESHOLD_SESSION_HOURS": "0"}, "THRESHOLD_SESSION_HOURS"),
        ({"DEBUG": "true", "THRESHOLD_BENCH": "1"}, "THRESHOLD_BENCH"),
    ],
    ids=lambda value: value if isinstance(value, str) else ",".join(f"{name}={one[:22]}" for name, one in value.items()),
)
def test_a_wrong_value_refuses_the_start_with_a_line_that_names_it(production, change: dict[str, str], words: str):
    done = start_web({**production, **change})
    assert done.returncode != 0
    last = [line for line in done.stderr.splitlines() if line.strip()][-1]
    assert words in last or re.search(r"threshold\.E\d{3}", last), last
    assert "secret" not in last


def test_a_key_file_that_is_no_key_file_refuses_the_start(production):
    Path(production["KEYS_FILE"]).write_text('{"columns": "half a fi', encoding="utf-8")
    done = start_web(production)
    assert done.returncode != 0
    assert "The key file" in done.stderr.splitlines()[-1]
    assert "half a fi" not in done.stderr


def test_a_relay_on_this_machine_may_be_spoken_to_in_the_clear(production):
    assert start_web({**production, "EMAIL_URL": "smtp://127.0.0.1:25"}).returncode == 0
