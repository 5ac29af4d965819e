"""`manage return_to_practice --reason`: hold every message again, at once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from clinics.domain.switching import return_to_practice
from core import clock
from core.audit import COMMAND


class Command(BaseCommand):
    """The way back from `go_live`."""

    help = "Return to practice mode: messages are composed and held, not sent."

    def add_arguments(self, parser: CommandParser) -> None:
        """The reason is kept in the audit log."""
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Hold messages."""
        return_to_practice(reason=options["reason"], actor=COMMAND, now=clock.now())
        self.stderr.write("Practice mode: messages are held.")
