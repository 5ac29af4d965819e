"""What a rule is, and how a table of pattern lines becomes rules."""

from __future__ import annotations

from dataclasses import dataclass

from intake.domain.crisis.pattern import Pattern
from intake.domain.crisis.reading import Lists, read_patterns

EMERGENCY = 0
URGENT = 1
SOON = 2
ROUTINE = 3

NEAR = 25
"""Words within which all parts of a rule must stand, unless the table says otherwise."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: any pattern of each part raises ``code``, unless a guard holds.

    ``severity`` is used when the text names no time near the words, ``now`` when
    it names the present, ``recent`` when it names the last few days.
    """

    name: str
    code: str
    severity: int
    now: int
    recent: int
    guards: frozenset[str]
    parts: tuple[tuple[Pattern, ...], ...]
    near: int = NEAR


@dataclass(frozen=True, slots=True)
class Table:
    """Shared columns of a group of rules; call it with ``rule_name="pattern lines"``."""

    prefix: str
    code: str
    lists: Lists
    severity: int
    guards: str = "negated past"
    now: int | None = None
    recent: int | None = None
    near: int = NEAR

    def rules(self, **rows: str) -> tuple[Rule, ...]:
        return tuple(self._rule(name, source) for name, source in rows.items())

    def _rule(self, name: str, source: str) -> Rule:
        return Rule(
            name=f"{self.prefix}.{self.code}.{name}",
            code=self.code,
            severity=self.severity,
            now=self.severity if self.now is None else self.now,
            recent=self.severity if self.recent is None else self.recent,
            guards=frozenset(self.guards.split()),
            parts=tuple(read_patterns(part, self.lists) for part in source.split("&&")),
            near=self.near,
        )
