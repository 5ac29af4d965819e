"""The project's own files, parsed once for all the rules about them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("config", "core", "clinics", "intake", "followup", "records", "desk")
BUSINESS = ("clinics", "intake", "followup", "records")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files(*tops: str) -> list[Path]:
    """Every Python file under the named folders, migrations aside: those are written by Django."""
    found = [path for top in tops for path in (PROJECT / top).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def templates() -> list[Path]:
    """Every page, part of a page and text of a message."""
    return sorted((PROJECT / "templates").rglob("*.html"))


def name_of(path: Path) -> str:
    """The path as a reader knows it."""
    return str(path.relative_to(PROJECT))


@cache
def tree_of(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions_of(path: Path) -> Iterator[Function]:
    """Every function and method, nested ones too."""
    yield from (node for node in ast.walk(tree_of(path)) if isinstance(node, Function))


def length_of(node: Function) -> int:
    """Lines of the function without its decorators."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def imports_of(path: Path) -> set[str]:
    """The dotted names a file imports: `from a import b` counts as `a` and `a.b`."""
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found
