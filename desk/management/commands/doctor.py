"""`manage doctor`: the findings of the health page at a terminal. Exit code 1 when something must be done now."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core import clock
from desk.findings import RED, Scope, all_findings, worst_level


class Command(BaseCommand):
    """Prints each finding with its number and what to do about it."""

    help = "Say what is in order and what is not. Exit code 1 when a finding is red."
    # It reports these checks itself, so that one bad setting does not hide all the rest.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json` prints one list."""
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings, worst first."""
        found = all_findings(Scope(now=clock.now()))
        if options["json"]:
            self.stdout.write(json.dumps([asdict(finding) for finding in found]))
        else:
            for finding in found:
                self.stdout.write(f"{finding.code} {finding.level:<5} {finding.sentence}")
                if finding.hint:
                    self.stdout.write(f"           {finding.hint}")
        if worst_level(found) == RED:
            raise SystemExit(1)
