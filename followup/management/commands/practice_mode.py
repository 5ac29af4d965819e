"""`manage practice_mode --reason "…"`: hold every message again, at once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clinics.domain.switching import is_practice_mode, return_to_practice
from core import clock
from core.audit import COMMAND


class Command(BaseCommand):
    """The way back from go_live. Also the brake when something goes wrong."""

    help = "Return to practice mode: messages are composed, shown and held. Needs a reason, which is kept in the audit log."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One reason, in words."""
        parser.add_argument("--reason", required=True, help="Why, and who decided it.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Hold messages from now on."""
        if not options["reason"].strip():
            raise CommandError("Say why: a reason is kept in the audit log.")
        if is_practice_mode():
            self.stdout.write("This installation is in practice mode already. Nothing was changed.")
            return
        return_to_practice(reason=options["reason"], actor=COMMAND, now=clock.now())
        self.stdout.write("Practice mode: messages are composed, shown and held. One that is on its way now may still arrive.")
