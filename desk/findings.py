"""What is in order and what is not, in sentences with a number and a hint. The health page and `doctor` both read it here."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, InterfaceError
from django.utils.translation import gettext as _

from core.commands import command

RED, AMBER, GREEN = "red", "amber", "green"
_ORDER = {RED: 0, AMBER: 1, GREEN: 2}


@dataclass(frozen=True)
class Finding:
    """One fact about the installation. `code` ("T010") is what docs and people refer to; `hint` says what to do."""

    code: str
    level: str
    sentence: str
    hint: str = ""

    @property
    def level_word(self) -> str:
        """The level in a word: colour is never the only sign."""
        return {RED: _("Act now"), AMBER: _("Look at this"), GREEN: _("In order")}[self.level]


@dataclass(frozen=True)
class Scope:
    """When the findings are made, and about which clinics: None means all."""

    now: datetime
    clinic_ids: Collection[UUID] | None = None


Check = Callable[[Scope], Iterable[Finding]]


def all_findings(scope: Scope) -> list[Finding]:
    """Every finding, worst first. Without a database only what does not need one."""
    from desk import findings_machine, findings_mail, findings_work  # noqa: PLC0415  they build on this module

    first = list(findings_machine.database(scope))
    found = [*first, *_all_of(findings_machine.WITHOUT_DATABASE, scope)]
    if all(finding.level != RED for finding in first):
        found += _all_of((*findings_machine.WITH_DATABASE, *findings_work.CHECKS, *findings_mail.CHECKS), scope)
    return sorted(found, key=lambda finding: (_ORDER[finding.level], finding.code))


def worst_level(found: Iterable[Finding]) -> str:
    """The worst level among findings; green when there are none."""
    return min((finding.level for finding in found), key=_ORDER.__getitem__, default=GREEN)


def report(found: Iterable[Finding]) -> str:
    """The findings as plain text for a message to whoever helps. Holds no personal data."""
    lines = []
    for finding in found:
        lines.append(f"{finding.code} {finding.level_word}: {finding.sentence}")
        if finding.hint:
            lines.append(f"     {finding.hint}")
    return "\n".join(lines)


def _all_of(checks: Iterable[Check], scope: Scope) -> Iterator[Finding]:
    for check in checks:
        try:
            yield from check(scope)
        except (DatabaseError, InterfaceError) as error:
            sentence = _("A check could not read the database (%(error)s).") % {"error": type(error).__name__}
            yield Finding("T001", RED, sentence, _("Run: %(command)s") % {"command": command("migrate")})
