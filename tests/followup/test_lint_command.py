"""`manage lint_texts`: one line a remark, exit 1 when something stops publishing, and words from standard input."""

import io
import json

import pytest
from django.core.management import call_command

from followup.domain.starting_pages import add_ready_pages
from followup.models import TemplateVersion
from tests.factories import NOW
from tests.followup.builders import make_mailing_clinic

pytestmark = pytest.mark.django_db


def lint(*flags: str) -> list[dict[str, object]]:
    out = io.StringIO()
    call_command("lint_texts", "--json", *flags, stdout=out, stderr=io.StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_what_comes_with_the_product_has_no_remark():
    clinic = make_mailing_clinic(slug="oak", discreet_name="Oak Street", public_name="Oak Street")
    add_ready_pages(clinic=clinic, now=NOW)
    assert lint() == []


def test_a_telling_subject_is_one_line_and_exit_one(capsys):
    make_mailing_clinic(slug="oak", discreet_name="Oak Street")
    TemplateVersion.objects.filter(code="acknowledgement", language="en").update(subject="Your recovery")
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("lint_texts", "--json", stdout=out, stderr=io.StringIO())
    assert json.loads(out.getvalue()) == {
        "clinic": "oak",
        "kind": "text",
        "text": "acknowledgement",
        "draft": False,
        "variant": "en",
        "place": "subject",
        "code": "word",
        "words": "recovery",
        "blocking": True,
        "sentence": "“recovery” tells others what this is about.",
    }


def test_words_come_by_standard_input_too(monkeypatch):
    line = json.dumps({"language": "es", "subject": "Hola", "body": "Un adicto llama."})
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{line}\n".encode())))
    findings = lint("--stdin")[0]["findings"]
    assert {(one["place"], one["code"], one["words"]) for one in findings} == {  # type: ignore[attr-defined, index]
        ("lock_screen", "word", "adicto"),
        ("body", "stigma", "adicto"),
    }
