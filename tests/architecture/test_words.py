"""Words that a screen shows are found for translation, and a day reaches the browser's date picker in every language."""

import ast
from pathlib import Path

import pytest

from core.catalogue import KEYWORDS
from tests.architecture.source import ROOMS, name_of, python_files, tree_of


def unread_names(tree: ast.AST) -> list[str]:
    """Names under which a translating function is imported and which the catalogue does not look for."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"]
    names = [alias for node in found for alias in node.names if alias.name in KEYWORDS]
    return [alias.asname for alias in names if alias.asname and alias.asname not in KEYWORDS]


def days_without_a_format(tree: ast.AST) -> list[int]:
    """Lines where a date picker would get its day as the reader writes days, which no browser takes."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "DateInput"]
    return [node.lineno for node in calls if "format" not in {one.arg for one in node.keywords}]


@pytest.mark.parametrize("path", python_files(*ROOMS), ids=name_of)
def test_words_are_found_for_translation_and_days_reach_the_browser(path: Path):
    assert (unread_names(tree_of(path)), days_without_a_format(tree_of(path))) == ([], [])


def test_the_rules_see_what_they_are_for():
    alias = "from django.utils.translation import gettext as _, gettext_lazy as later, override as o"
    assert unread_names(ast.parse(alias)) == ["later"]
    assert days_without_a_format(ast.parse('forms.DateInput(attrs={})\nforms.DateInput(format="%Y-%m-%d")')) == [1]
