"""The catalogue of translations: what is extracted from our code and templates, and what is wrong with a translation.

Works without GNU gettext. Django turns a template into text that looks like Python; Babel reads that and real Python.
"""

import re
from collections.abc import Iterable, Iterator
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
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
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
        string = _split(function, texts)
        if string is not None:
            yield (*string, [comment for comment in comments if path.suffix == ".py"])


def _split(function: str, texts: Any) -> tuple[Any, str | None] | None:
    """(text, context) of one call, its text a pair when it has a plural; None when the call names no literal."""
    parts = [text for text in (texts if isinstance(texts, tuple) else (texts,))]
    context = parts.pop(0) if "pgettext" in function else None
    wanted = 2 if "ngettext" in function or "npgettext" in function else 1
    if len(parts) < wanted or not all(parts[:wanted]):
        return None
    return (tuple(parts[:2]) if wanted == 2 else parts[0]), context


def load(path: Path, locale: str) -> Catalog:
    """The catalogue in a .po file, or an empty one when there is no file yet."""
    if not path.exists():
        return Catalog(locale=locale, domain="django", project="Threshold", charset="utf-8", fuzzy=False)
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
        if any(set(_PLACEHOLDER.findall(text)) != set(_PLACEHOLDER.findall(string)) for text, string in pairs):
            yield f"Placeholders differ: {name}"
        else:
            yield from (f"{error}: {name}" for error in message.check(catalogue))


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
