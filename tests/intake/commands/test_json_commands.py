"""`triage` and `route` at a terminal: one line in, one line out, and nothing else on standard output."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from intake.models import Lead
from tests.factories import make_clinic

ROOT = Path(__file__).parents[3]


def answers(monkeypatch: pytest.MonkeyPatch, command: str, *lines: object) -> tuple[list[dict[str, Any]], int]:
    """The parsed lines that came out, and the exit code."""
    text = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    printed, code = io.StringIO(), 0
    try:
        call_command(command, "--json", stdout=printed)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return [json.loads(line) for line in printed.getvalue().splitlines()], code


class TestTriage:
    """Needs no database."""

    def test_it_answers_with_severity_and_flags(self, monkeypatch):
        found, code = answers(
            monkeypatch,
            "triage",
            {"text": "I want to kill myself", "language": "en"},
            {"text": "¿Cuánto cuesta la consulta?", "language": "es"},
        )
        assert code == 0
        assert found[0]["severity"] == "emergency"
        assert set(found[0]["flags"][0]) == {"code", "words", "rule", "version"}
        assert found[0]["flags"][0]["code"] == "self_harm"
        assert found[1] == {"severity": "routine", "flags": []}

    @pytest.mark.parametrize(
        "bad",
        [b"not json", b"[]", b'"text"', b"\xff\xfe", b"", {"text": 5, "language": "en"}, {"text": "x"}, {"text": "x", "language": "fr"}],
    )
    def test_a_bad_line_gets_an_error_and_the_next_its_answer(self, monkeypatch, bad):
        found, code = answers(monkeypatch, "triage", bad, {"text": "hello", "language": "en"})
        assert code == 1
        assert list(found[0]) == ["error"]
        assert found[1]["severity"] == "routine"

    def test_an_error_does_not_repeat_what_was_typed(self, monkeypatch):
        found, _code = answers(monkeypatch, "triage", b'{"text": "my secret" oops')
        assert "secret" not in found[0]["error"]

    @pytest.mark.slow
    def test_standard_output_holds_json_lines_only(self):
        done = subprocess.run(
            [sys.executable, "manage.py", "triage", "--json"],
            input='{"text": "Está muy enojado", "language": "es"}\n{"text": 1}\n',
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": ""},
            check=False,
            timeout=60,
        )
        assert done.returncode == 1
        assert [set(json.loads(line)) for line in done.stdout.splitlines()] == [{"severity", "flags"}, {"error"}]

    def test_plain_texts_get_plain_answers(self, monkeypatch, capsys):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"I want to die\nWhere are you?\n")))
        printed = io.StringIO()
        call_command("triage", stdout=printed)
        first, second = printed.getvalue().splitlines()
        assert first.startswith("emergency: self_harm")
        assert second == "routine"


@pytest.mark.django_db
class TestRoute:
    """Reads the rules in force and writes nothing."""

    asked = {"clinic": "oak", "channel": "web_form", "language": "es", "severity": "soon", "at": "2026-11-17T10:00:00-05:00"}

    @pytest.fixture(autouse=True)
    def _clinic(self, db):
        make_clinic(slug="oak")

    def test_it_answers_with_queue_time_rule_and_sentence(self, monkeypatch):
        found, code = answers(monkeypatch, "route", self.asked)
        assert code == 0
        assert found[0].pop("sentence").startswith("Sent to Spanish by rule 2")
        assert found[0] == {
            "queue": "spanish",
            "severity": "soon",
            "due_at": "2026-11-17T16:00:00+00:00",
            "rule": "spanish",
            "version": 1,
        }
        assert not Lead.objects.exists()

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"clinic": "elsewhere"}, "no clinic"),
            ({"channel": "pigeon"}, "channel"),
            ({"language": "fr"}, "language"),
            ({"severity": "dire"}, "severity"),
            ({"severity": None}, "severity"),
            ({"at": "2026-11-17T10:00:00"}, "offset"),
            ({"at": "tomorrow"}, "ISO 8601"),
            ({"at": "9999-12-31T23:59:59-12:00"}, "ISO 8601"),
        ],
    )
    def test_a_bad_line_says_what_is_wrong_with_it(self, monkeypatch, change, words):
        found, code = answers(monkeypatch, "route", {**self.asked, **change}, self.asked)
        assert code == 1
        assert words in found[0]["error"]
        assert found[1]["queue"] == "spanish"
