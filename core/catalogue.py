"""The catalogue of translations: what is extracted from our code and templates, and what is wrong with a translation.

Works without GNU gettext. Django turns a template into text that looks like Python; Babel reads that and real Python.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tokenize import TokenError
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE_FOLDERS = ("core", "clinics", "intake", "followup", "records", "desk", "config", "templates")
LEFT_OUT = frozenset({"migrations", "tests", "node_modules", "__pycache__"})
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# A doubled percent sign is matched first, so that what follows it is not taken for a placeholder.
_PLACEHOLDER = re.compile(r"%%|%\(\w+\)[a-z]|%[sd]|\{\w*\}")
# The header of a new file. Its dates are fixed because version control knows the real ones.
_HEADER: dict[str, Any] = {
    "project": "Threshold",
    "version": "1",
    "header_comment": "# Words of Threshold. Update with: manage translations update",
    "msgid_bugs_address": "none",
    "last_translator": "Threshold",
    "language_team": "Threshold",
    "creation_date": datetime(2026, 11, 1, tzinfo=UTC),
    "revision_date": datetime(2026, 11, 1, tzinfo=UTC),
}
_Key = tuple[Any, str | None]


class ExtractionError(Exception):
    """A file that can't be read for its strings; the message names it."""


def extract(root: Path, folders: Iterable[str] = SOURCE_FOLDERS) -> Catalog:
    """Every translatable string of our own files below `root`, with the files it is in."""
    found = Catalog()
    for path in sorted(_source_files(root, folders)):
        for text, context, comments in _strings_of(path):
            # Babel reads a name without a line number from a "location" whose line is None.
            found.add(text, context=context, locations=[(path.relative_to(root).as_posix(), 0)], auto_comments=comments)
    return found


def _source_files(root: Path, folders: Iterable[str]) -> Iterator[Path]:
    for folder in folders:
        for path in (root / folder).rglob("*"):
            ours = LEFT_OUT.isdisjoint(path.relative_to(root).parts)
            if ours and path.is_file() and (path.suffix == ".py" or "templates" in path.relative_to(root).parts):
                yield path


def _strings_of(path: Path) -> Iterator[tuple[Any, str | None, list[str]]]:
    try:
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # What is between strings has no meaning; only its indentation could trip the tokenizer.
            source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
        rows = list(extract_python(BytesIO(source.encode()), KEYWORDS, ["Translators:"], {"encoding": "utf-8"}))
    except (SyntaxError, TokenError, ValueError) as error:
        raise ExtractionError(f"{path}: {error}") from error
    for _line, function, texts, comments in rows:
        string = _split(str(function), texts)
        if string is not None:
            yield string[0], string[1], list(comments or ()) if path.suffix == ".py" else []


def _split(function: str, texts: Any) -> tuple[Any, str | None] | None:
    """(text, context) of one call, its text a pair when it has a plural; None when the call names no literal."""
    parts = list(texts) if isinstance(texts, tuple) else [texts]
    context = parts.pop(0) if "pgettext" in function else None
    has_plural = "ngettext" in function or "npgettext" in function
    wanted = tuple(parts[: 2 if has_plural else 1])
    if len(wanted) < 1 + has_plural or not all(wanted):
        return None
    return (wanted if has_plural else wanted[0]), context


def load(path: Path, locale: str) -> Catalog:
    """The catalogue in a .po file, or an empty one when there is no file yet."""
    if not path.exists():
        return Catalog(locale=locale, domain="django", charset="utf-8", fuzzy=False, **_HEADER)
    with path.open("rb") as file:
        return read_po(file, locale=locale, domain="django", abort_invalid=True)


def update(catalogue: Catalog, current: Catalog) -> None:
    """Take over the current strings; a translation whose string is gone is set aside and comes back with it."""
    for message in list(catalogue.obsolete.values()):
        if message.id not in catalogue:
            catalogue.add(message.id, message.string, context=message.context, user_comments=message.user_comments)
    catalogue.obsolete.clear()
    catalogue.update(current, no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)


def save(catalogue: Catalog, path: Path) -> None:
    """Write a .po file in a steady order and without line numbers, so that a diff shows strings only."""
    content = BytesIO()
    write_po(content, catalogue, width=100, sort_output=True, include_lineno=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.getvalue())


def compile_to(catalogue: Catalog, path: Path) -> None:
    """Write the .mo file that Django reads."""
    content = BytesIO()
    write_mo(content, catalogue)
    path.write_bytes(content.getvalue())


def problems(catalogue: Catalog, current: Catalog) -> list[str]:
    """Every reason not to publish this catalogue, one sentence each; an empty list when there is none."""
    known, wanted = _keys(catalogue), _keys(current)
    found = [f"Not in the catalogue, run `update`: {_shown(key)}" for key in sorted(wanted - known, key=_shown)]
    found += [f"No longer used, run `update`: {_shown(key)}" for key in sorted(known - wanted, key=_shown)]
    found += [f"Set aside as obsolete: {_shown(_key(message))}" for message in catalogue.obsolete.values()]
    for message in catalogue:
        found += _message_problems(message, catalogue) if message.id and _key(message) in wanted else []
    return found


def _message_problems(message: Message, catalogue: Catalog) -> Iterator[str]:
    name = _shown(_key(message))
    ids, strings = forms(message.id), forms(message.string)
    if message.fuzzy:
        yield f"Marked fuzzy: {name}"
    if message.pluralizable and len(strings) != catalogue.num_plurals:
        yield f"Needs {catalogue.num_plurals} plural forms: {name}"
    elif not all(strings):
        yield f"Not translated: {name}"
    else:
        pairs = zip(ids, strings, strict=False)
        if any(_placeholders(text) != _placeholders(string) for text, string in pairs):
            yield f"Placeholders differ: {name}"
        elif any("%(" in text for text in ids):
            # Without a named placeholder a percent sign is only a percent sign: "50% done" is no format.
            yield from (f"{error}: {name}" for error in message.check(catalogue))


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text)) - {"%%"}


def _keys(catalogue: Catalog) -> set[_Key]:
    return {_key(message) for message in catalogue if message.id}


def _key(message: Message) -> _Key:
    return forms(message.id), message.context


def forms(value: Any) -> tuple[str, ...]:
    """The text, or each of its plural forms."""
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _shown(key: _Key) -> str:
    text = " / ".join(key[0])
    return f"{text!r} ({key[1]})" if key[1] else repr(text)
