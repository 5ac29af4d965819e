"""The little markup of pages to read: "## " before a heading, "- " before each point, empty lines between the rest. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby


@dataclass(frozen=True)
class Block:
    """One part of a page: `kind` is heading, points or words."""

    kind: str
    text: str = ""
    points: tuple[str, ...] = field(default_factory=tuple)


def blocks_of(body: str) -> list[Block]:
    """A body as headings, lists and paragraphs. Nothing in it is read as HTML."""
    lines = [line.strip() for line in body.replace("\r\n", "\n").split("\n")]
    return [block for kind, group in groupby(lines, key=_kind) for block in _blocks(kind, list(group))]


def _kind(line: str) -> str:
    if line.startswith("## "):
        return "heading"
    if line.startswith("- "):
        return "points"
    return "words" if line else ""


def _blocks(kind: str, lines: list[str]) -> Iterator[Block]:
    if kind == "heading":
        yield from (Block(kind, line[3:].strip()) for line in lines)
    elif kind == "points":
        yield Block(kind, points=tuple(line[2:].strip() for line in lines))
    elif kind == "words":
        yield Block(kind, " ".join(lines))
