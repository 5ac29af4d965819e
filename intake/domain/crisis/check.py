"""The crisis check: run every rule over a text, keep the strongest of each code."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from intake.domain.crisis import (
    rules_en_child,
    rules_en_overdose,
    rules_en_self_harm,
    rules_en_self_harm_cues,
    rules_en_violence,
    rules_en_withdrawal,
    rules_es_child,
    rules_es_overdose,
    rules_es_self_harm,
    rules_es_violence,
    rules_es_withdrawal,
)
from intake.domain.crisis.guards import GUARDS, Context, read_context
from intake.domain.crisis.pattern import Hit, Index, Page
from intake.domain.crisis.rule import ROUTINE, Rule
from intake.domain.crisis.text import choose_windows, read_words

CRISIS_VERSION = "2026-11.1"
"""Changes with every change of a rule, a word list or a guard."""

NEIGHBOURS = 12
"""Matches looked at on either side when the parts of a rule are put together."""

LATER = "later_"
"""Guards named so watch every part of a rule but the first."""

LONGEST_QUOTE = 200
"""Characters of the person's own words kept in one flag."""

RULES: tuple[Rule, ...] = (
    *rules_en_self_harm.SELF_HARM,
    *rules_en_self_harm_cues.SELF_HARM_CUES,
    *rules_es_self_harm.SELF_HARM,
    *rules_en_overdose.OVERDOSE,
    *rules_es_overdose.OVERDOSE,
    *rules_en_withdrawal.WITHDRAWAL,
    *rules_es_withdrawal.WITHDRAWAL,
    *rules_en_violence.VIOLENCE,
    *rules_es_violence.VIOLENCE,
    *rules_en_child.CHILD,
    *rules_es_child.CHILD,
    *rules_en_withdrawal.PREGNANCY,
    *rules_es_withdrawal.PREGNANCY,
)


@dataclass(frozen=True)
class CrisisFlag:
    """One kind of danger found in a text.

    ``words`` are the person's own characters; several places are joined by
    `` … ``.  ``severity`` is 0 (emergency) or 1 (urgent).
    """

    code: str
    words: str
    rule: str
    version: str
    severity: int


@dataclass(frozen=True, slots=True)
class _Found:
    rule: Rule
    order: int
    severity: int
    hits: tuple[Hit, ...]

    def rank(self) -> tuple[int, int, int]:
        return self.severity, self.order, self.hits[0].start


_PARTS = tuple((order, part) for order, rule in enumerate(RULES) for part in range(len(rule.parts)))
_INDEX = Index([RULES[order].parts[part] for order, part in _PARTS])


def check_text(text: str, language: str = "") -> list[CrisisFlag]:
    """Return at most one flag a code, strongest first; the same text gives the same flags.

    English and Spanish rules always both run, because people mix the two;
    ``language`` ("en", "es" or "") only decides between equally strong rules.
    Never raises for any string.  How much of a very long text is read:
    see ``choose_windows``.
    """
    strongest: dict[str, CrisisFlag] = {}
    for start, end in choose_windows(text):
        for flag in _check_window(text[start:end], language):
            kept = strongest.get(flag.code)
            if kept is None or flag.severity < kept.severity:
                strongest[flag.code] = flag
    return sorted(strongest.values(), key=lambda flag: flag.severity)


def severity_of(flags: Iterable[CrisisFlag]) -> int:
    """Return the most pressing severity; ``ROUTINE`` when nothing was found."""
    return min((flag.severity for flag in flags), default=ROUTINE)


def _check_window(text: str, language: str) -> Iterator[CrisisFlag]:
    words = read_words(text)
    context = read_context(words)
    found = sorted(_find(context), key=lambda item: (item.severity, _foreign(item, language), *item.rank()))
    seen: set[str] = set()
    for item in found:
        if item.rule.code not in seen:
            seen.add(item.rule.code)
            yield _flag(item, context, text)


def _foreign(item: _Found, language: str) -> bool:
    return bool(language) and not item.rule.name.startswith(language[:2])


def _find(context: Context) -> Iterator[_Found]:
    hits = _standing_hits(context)
    # Most texts touch no rule, and nearly all only a few of the hundred.
    for order in sorted({order for order, _ in hits}):
        rule = RULES[order]
        parts = [hits.get((order, part), []) for part in range(len(rule.parts))]
        for chosen in _choose(parts, rule.near):
            yield _Found(rule, order, _severity(rule, chosen, context), chosen)


def _standing_hits(context: Context) -> dict[tuple[int, int], list[Hit]]:
    """Group the matches that no guard calms by rule and part."""
    standing: dict[tuple[int, int], list[Hit]] = {}
    for hit in _INDEX.find(context.page):
        order, part = _PARTS[hit.owner]
        guards = [GUARDS[name.removeprefix(LATER)] for name in RULES[order].guards if part or not name.startswith(LATER)]
        if not any(holds(context, hit) for holds in guards):
            standing.setdefault((order, part), []).append(hit)
    return standing


def _choose(parts: Sequence[Sequence[Hit]], near: int) -> Iterator[tuple[Hit, ...]]:
    """Yield, for each hit of the first part, the nearest hits of the others if all are near."""
    if not all(parts):
        return
    for first in parts[0]:
        others = [_nearest(part, first) for part in parts[1:]]
        chosen = (first, *others)
        if first not in others and all(abs(hit.start - first.start) <= near for hit in others):
            yield chosen


def _nearest(hits: Sequence[Hit], wanted: Hit) -> Hit:
    """Return the hit nearest to another that shares no word with it; else that other itself."""
    at = bisect_left(hits, wanted.start, key=lambda hit: hit.start)
    around = hits[max(0, at - NEIGHBOURS) : at + NEIGHBOURS]
    apart = [hit for hit in around if hit.start >= wanted.end or hit.end <= wanted.start]
    return min(apart, key=lambda hit: abs(hit.start - wanted.start), default=wanted)


def _severity(rule: Rule, hits: Sequence[Hit], context: Context) -> int:
    times = {context.when(hit) for hit in hits}
    if "now" in times:
        return rule.now
    return rule.recent if "recent" in times else rule.severity


def _flag(item: _Found, context: Context, text: str) -> CrisisFlag:
    words = _quote(item.hits, context.page, text)
    return CrisisFlag(item.rule.code, words, item.rule.name, CRISIS_VERSION, item.severity)


def _quote(hits: Sequence[Hit], page: Page, text: str) -> str:
    spans = sorted((page.words[hit.start].start, page.words[hit.end - 1].end) for hit in hits)
    pieces = dict.fromkeys(text[start:end][:LONGEST_QUOTE] for start, end in spans)
    return " … ".join(pieces)
