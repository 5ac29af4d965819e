"""Commands that read one JSON object a line and print one a line. Nothing else goes to standard output."""

import json
import sys
from collections.abc import Callable, Iterator
from typing import IO, Any


class BadLineError(ValueError):
    """A line can't be read or answered; the message says why and does not repeat the line."""


def answer_lines(answer: Callable[[dict[str, Any]], dict[str, Any]], *, source: IO[bytes], write: Callable[[str], Any]) -> int:
    """Answer each line of `source` in its order, one for one; a bad one gets `{"error": …}`. Returns how many were bad."""
    bad = 0
    for line in source:
        try:
            found = answer(_read(line))
        except BadLineError as error:
            found, bad = {"error": str(error)}, bad + 1
        write(json.dumps(found) + "\n")
    return bad


def standard_input() -> IO[bytes]:
    """Standard input as bytes, whatever the locale of the terminal."""
    return sys.stdin.buffer


def _read(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError):
        raise BadLineError("This line is not JSON in UTF-8.") from None
    if not isinstance(found, dict):
        raise BadLineError("This line is not a JSON object.")
    return found


def text_of(fields: dict[str, Any], name: str, *, choices: tuple[str, ...] = ()) -> str:
    """The text under `name`, one of `choices` if any are named; raises BadLineError."""
    value = fields.get(name)
    if not isinstance(value, str):
        raise BadLineError(f'"{name}" must be a text.')
    if choices and value not in choices:
        raise BadLineError(f'"{name}" must be one of: {", ".join(choices)}.')
    return value


def lines_of(source: IO[bytes]) -> Iterator[str]:
    """The lines of `source` as text without line ends; what is not UTF-8 is replaced."""
    for line in source:
        yield line.decode("utf-8", "replace").rstrip("\r\n")
