"""`manage go_live --reason`: let messages go to real people, once everything is ready."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinics.domain.switching import NotReadyError, go_live
from core import clock
from core.audit import COMMAND


class Command(BaseCommand):
    """Refuses, with every reason, while something is missing."""

    help = "Leave practice mode. Lists what is missing, or lets messages go to real people from now on."

    def add_arguments(self, parser: CommandParser) -> None:
        """The reason is kept in the audit log."""
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Go live or say why not."""
        try:
            go_live(reason=options["reason"], actor=COMMAND, now=clock.now())
        except NotReadyError as error:
            raise CommandError("Not ready yet:\n" + "\n".join(f"- {finding}" for finding in error.findings)) from None
        self.stderr.write("Live: messages go to real people from now on. What was held before stays held.")
