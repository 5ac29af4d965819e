"""Pages obey the strict content security policy by construction, and call on nobody else's server."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import PROJECT, name_of, templates

INLINE = re.compile(
    r"""<style\b|<script\b(?![^>]*\bsrc=)|\sstyle\s*=|\son[a-z]+\s*=|javascript:""",
    re.IGNORECASE,
)
# An address of another host that a browser would load, or that would tell it where somebody came from.
FOREIGN = re.compile(
    r"""(?:src|href|action|srcset|poster|data)\s*=\s*["']?(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import""",
    re.IGNORECASE,
)
COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", re.DOTALL)


def faults_in(text: str) -> list[str]:
    plain = COMMENT.sub("", text)
    return [match.group(0) for rule in (INLINE, FOREIGN) for match in rule.finditer(plain)]


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_a_template_has_no_inline_code_and_no_foreign_address(path: Path):
    assert faults_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color:red">',
        "<style>p {}</style>",
        "<script>go()</script>",
        '<button onclick="go()">',
        '<a href="javascript:go()">',
        '<img src="https://elsewhere.example/pixel.gif">',
        '<link href="//elsewhere.example/a.css">',
    ],
)
def test_the_rule_sees_what_it_should(text: str):
    assert faults_in(text)


@pytest.mark.parametrize("text", ["<script src=\"{% static 'js/a.js' %}\" defer></script>", '<a href="tel:988">', '<form action="/here/">'])
def test_the_rule_leaves_good_markup_alone(text: str):
    assert faults_in(text) == []


def test_our_own_files_call_on_no_other_host():
    texts = [path for kind in ("css", "js", "svg", "webmanifest") for path in (PROJECT / "static").rglob(f"*.{kind}")]
    calls = re.compile(r"""url\(\s*["']?(?:https?:)?//|@import\s+["']?(?:https?:)?//|fetch\(\s*["'](?:https?:)?//""", re.IGNORECASE)
    assert texts
    assert [name_of(path) for path in texts if calls.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_a_page_says_its_mistakes_once(path: Path):
    """A whole form brings the list of its mistakes along."""
    text = path.read_text(encoding="utf-8")
    assert not ("forms/error_summary.html" in text and re.search(r"{{ ?form ?}}", text)) or path.name == "form.html"
