"""A reason that a task keeps is marked for translation: staff who read Spanish read it in Spanish."""

import ast
from pathlib import Path

import pytest

from tests.architecture.source import name_of, python_files, tree_of

WORK = {"TaskWish", "Wanted", "Need"}
BESIDE = {"dedupe_key", "key"}


def unmarked(tree: ast.AST) -> list[int]:
    """The lines where work is wished for, or its reason written down, in words that nobody marked."""
    said: list[ast.expr] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in WORK:
            said += [*node.args, *(one.value for one in node.keywords if one.arg not in BESIDE)]
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "reason":
            said += _either(node.value)
    return [one.lineno for one in said if is_words(one)]


def _either(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    return node.values if isinstance(node, ast.BoolOp) else [node]


def is_words(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value)


@pytest.mark.parametrize("path", python_files("intake/domain", "followup/domain", "records/domain"), ids=name_of)
def test_reasons_of_work_are_marked(path: Path):
    assert unmarked(tree_of(path)) == []


def test_the_rule_sees_plain_words_and_lets_marked_ones_pass():
    plain = 'reason = asked or "Call them."\nTaskWish(kind=1, dedupe_key="a b", reason=f"Call {who}.")\nNeed(1, "Look again.", 2)'
    marked = 'reason = gettext_noop("Call them.")\nTaskWish(dedupe_key=f"a:{b}", reason="")\nNeed(1, _LATE.filled(a=b), 2)'
    assert unmarked(ast.parse(plain)) == [1, 2, 3]
    assert unmarked(ast.parse(marked)) == []
