"""`manage go_live --reason "…"`: from now on messages go to real people."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clinics.domain.switching import NotReadyError, go_live, going_live_gaps, is_practice_mode
from core import clock
from core.audit import COMMAND
from followup.channels.mail import is_set_up
from followup.domain.queries import outbox_counts
from followup.states import MessageState

NO_MAIL = "EMAIL_URL names no mail server or provider, so nothing could be sent. See docs/install.md."


class Command(BaseCommand):
    """Refuses with every reason against it; writes the reason for it into the audit log."""

    help = "Leave practice mode: messages go to real people from now on. Needs a reason, which is kept in the audit log."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One reason, in words."""
        parser.add_argument("--reason", required=True, help="Why now, and who decided it.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go live, or say what is missing."""
        now = clock.now()
        if not is_practice_mode():
            self.stdout.write("This installation is live already. Nothing was changed.")
            return
        if not is_set_up():
            raise CommandError(_refusal([NO_MAIL, *(gap.sentence for gap in going_live_gaps())]))
        try:
            go_live(reason=options["reason"], actor=COMMAND, now=now)
        except NotReadyError as error:
            raise CommandError(_refusal([gap.sentence for gap in error.gaps])) from None
        held = outbox_counts(now=now)[MessageState.HELD]
        self.stdout.write("Live: messages go to real people from now on.")
        if held:
            self.stdout.write(f"{held} messages held in practice mode stay unsent and end by themselves.")


def _refusal(findings: list[str]) -> str:
    return "Not ready to go live:\n" + "\n".join(f"  - {finding}" for finding in findings)
