"""Scoring: which answers ask for a person. One path for every source; each item by itself, never a total. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from followup.domain.aftercare.instruments import Item, Questions, Rule
from followup.states import FlagKind
from intake.domain.triaging import triage_words
from intake.states import Severity


@dataclass(frozen=True)
class Found:
    """Something that asks for a person, and the rule that said so."""

    kind: FlagKind
    severity: Severity
    item: str
    rule: str
    rule_version: str
    words: str = ""
    needs_clinician: bool = False


@dataclass(frozen=True)
class Asked:
    """The questions that were answered: the version's code and number, and the language of the free words."""

    questions: Questions
    version: str
    language: str


def flags_in(*, asked: Asked, values: Mapping[str, str], before: Mapping[str, str], is_grave: bool) -> list[Found]:
    """What these answers raise, most urgent first and one a kind. `before` holds the answers of the last check-in.

    `is_grave`: a return to use can kill now (aftercare.tolerance); it is as urgent as it gets without an emergency.
    """
    found = [_by_rule(rule, asked) for rule in asked.questions.rules if _fires(rule, asked.questions.item(rule.item), values, before)]
    found += _in_words(asked, values)
    if is_grave:
        found = [_hurried(one) for one in found]
    return _one_a_kind(found)


def _by_rule(rule: Rule, asked: Asked) -> Found:
    return Found(rule.flag, rule.severity, rule.item, rule.key, asked.version, needs_clinician=rule.needs_clinician)


def _fires(rule: Rule, item: Item, values: Mapping[str, str], before: Mapping[str, str]) -> bool:
    value = values.get(item.key, "")
    if rule.test == "missing":
        return not value
    if rule.test == "is":
        return value in rule.values
    now, then = item.position_of(value), item.position_of(before.get(item.key, ""))
    return now is not None and then is not None and now - then >= rule.steps


def _in_words(asked: Asked, values: Mapping[str, str]) -> list[Found]:
    """The crisis check of every free word, and a look by a person for words that no rule can read."""
    free = [values[item.key] for item in asked.questions.items if not item.options and values.get(item.key)]
    if not free:
        return []
    triage = triage_words(text="\n".join(free), language=asked.language)
    found = [Found(FlagKind.DANGER, flag.severity, "words", flag.rule, flag.version, flag.words) for flag in triage.flags]
    return [*found, Found(FlagKind.WORDS, Severity.ROUTINE, "words", "words-written", asked.version)]


def _hurried(found: Found) -> Found:
    if found.kind != FlagKind.USE:
        return found
    return replace(found, severity=min(found.severity, Severity.URGENT))


def _one_a_kind(found: list[Found]) -> list[Found]:
    """The most urgent of each kind; dangers stay apart by their rule, each with its own words."""
    by_kind: dict[tuple[str, str], Found] = {}
    for one in sorted(found, key=lambda one: one.severity):
        by_kind.setdefault((one.kind, one.rule if one.kind == FlagKind.DANGER else ""), one)
    return list(by_kind.values())
