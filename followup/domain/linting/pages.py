"""Checking the words of a page to read. Its body may name things; its tab title and its address may not."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from followup.domain.discretion import telling_words
from followup.domain.linting.marks import link_remarks, mark_remarks, plainness_remarks, words_remarks
from followup.domain.linting.messages import Setting
from followup.domain.linting.remarks import Remark

# Medicine has long words: naltrexone alone makes three more syllables.
PAGE_GRADE_MOST = 7.0
PAGE_INDEX_LEAST = 60.0
TITLE_MOST = 40


@dataclass(frozen=True)
class PageWords:
    """One language of a page: the tab's neutral title, the heading on the page, the body, and its sources."""

    title: str
    heading: str
    body: str
    sources: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """From a draft's row."""
        return cls(*(str(kept.get(name, "")) for name in ("title", "heading", "body", "sources")))

    def as_dict(self) -> dict[str, str]:
        """For a draft's row."""
        return asdict(self)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written in this language."""
        return not (self.title.strip() or self.heading.strip() or self.body.strip())


def lint_page(drafted: Mapping[str, PageWords], *, key: str, setting: Setting) -> list[Remark]:
    """Everything to change before a page is served."""
    found = [Remark("", "key", "word", word, is_blocking=True) for word in telling_words(key.replace("-", " "))]
    for language, words in drafted.items():
        if not words.is_empty:
            found += _lint_language(language, words, setting)
    wanting = [language for language in setting.languages if drafted.get(language, PageWords("", "", "")).is_empty]
    return found + [Remark(language, "body", "translation", language) for language in wanting]


def _lint_language(language: str, words: PageWords, setting: Setting) -> Iterator[Remark]:
    for place, text in (("title", words.title), ("heading", words.heading), ("body", words.body)):
        if not text.strip():
            yield Remark(language, place, "empty", is_blocking=True)
        yield from words_remarks(text, variant=language, place=place, language=language)
        yield from mark_remarks(text, variant=language, place=place)
    for word in telling_words(words.title):
        yield Remark(language, "title", "word", word, is_blocking=True)
    if len(words.title) > TITLE_MOST:
        yield Remark(language, "title", "long", str(len(words.title)), is_blocking=True)
    yield from link_remarks(words.body, variant=language, place="body", own_host=setting.own_host)
    yield from plainness_remarks(words.body, variant=language, language=language, most_grade=PAGE_GRADE_MOST, least_index=PAGE_INDEX_LEAST)
    if not words.sources.strip():
        yield Remark(language, "sources", "sources")
