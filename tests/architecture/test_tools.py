"""The tools that read the code: each must find nothing. `./threshold check` runs this folder and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.keys import make_keys_file
from tests.architecture.source import PROJECT

SECONDS = 240
PYTHON = sys.executable
TEMPLATES = sorted(str(path) for path in (PROJECT / "templates").rglob("*.html"))


def _entry(module: str, function: str = "main") -> list[str]:
    """A tool whose package can't be run with -m."""
    return [PYTHON, "-c", f"import sys; from {module} import {function}; sys.exit({function}())"]


def run_tool(command: list[str], **variables: str) -> str:
    """Run it in the project; fails with the tool's own words, and returns them when it found nothing."""
    environment = {**os.environ, **variables}
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode != 0:
        pytest.fail(f"{' '.join(command[:6])} ...\n{done.stdout}\n{done.stderr}", pytrace=False)
    return done.stdout + done.stderr


def test_ruff_finds_nothing():
    run_tool([PYTHON, "-m", "ruff", "check", "--quiet", ".", "threshold"])


@pytest.mark.slow
def test_types_agree():
    run_tool([PYTHON, "-m", "mypy"])


def test_imports_run_one_way():
    run_tool(_entry("importlinter.cli", "lint_imports_command"))


def test_templates_have_one_style():
    run_tool([str(Path(PYTHON).with_name("djade")), "--check", "--target-version", "5.2", *TEMPLATES])


@pytest.mark.slow
def test_markup_is_sound():
    run_tool([PYTHON, "-m", "djlint", "--lint", "--quiet", "templates"])


def test_no_migration_is_missing():
    run_tool([PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"])


def test_every_sentence_has_its_spanish():
    run_tool([PYTHON, "manage.py", "translations", "check"])


def test_the_compose_file_follows_its_schema():
    run_tool([PYTHON, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"])


def test_a_good_production_set_up_has_no_findings(tmp_path: Path):
    make_keys_file(tmp_path / "keys.json")
    out = run_tool(
        [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        THRESHOLD_MODE="production",
        THRESHOLD_VAR=str(tmp_path),
        DESK_URL="https://desk.clinic.example",
        LINK_URL="https://care.clinic.example",
        DATABASE_URL="postgres://threshold:secret@127.0.0.1:1/threshold",
        REDIS_URL="redis://127.0.0.1:1/0",
        EMAIL_URL="smtp+tls://user:secret@mail.clinic.example:587",
        FROM_EMAIL="hello@mail.clinic.example",
        KEYS_FILE=str(tmp_path / "keys.json"),
    )
    assert "no issues" in out
