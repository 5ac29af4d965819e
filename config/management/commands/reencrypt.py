"""`manage reencrypt`: move everything stored to the current keys, beside traffic."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.rekeying import MOVABLE, count_left, has_older, move_all
from core.keys import keyring
from core.rekeying import Tally


class Command(BaseCommand):
    """Works in small batches and changes only what an older key wrote; killed in the middle, it is simply run again."""

    help = "Write everything that older keys wrote anew with the current ones. Safe beside traffic, and to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--purpose", action="append", choices=MOVABLE, help="only this purpose; may be given more than once")
        parser.add_argument("--check", action="store_true", help="only count what is left, and exit with 1 when some of it can be moved")

    def handle(self, *args: Any, **options: Any) -> None:
        """Move each purpose that has older keys, then say what could not be moved.

        Rows that never can be are named and end with 0: whoever repeats until then must come to an end.
        """
        ring, left = keyring(), []
        for purpose in options["purpose"] or MOVABLE:
            if not has_older(ring, purpose):
                self.stdout.write(f"{purpose}: one key, nothing to move")
                continue
            if not options["check"]:
                self._move(purpose)
            left += [(purpose, tally) for tally in count_left(purpose)]
        for purpose, tally in left:
            self.stdout.write(f"{purpose}: {in_words(tally)}")
        if any(tally.stale or tally.unreadable for _purpose, tally in left):
            raise SystemExit(1)

    def _move(self, purpose: str) -> None:
        for number, tally in move_all(purpose):
            if tally.stale:
                self.stdout.write(f"{purpose}: pass {number}, {tally.name}: {tally.stale} of {tally.seen} moved")


def in_words(tally: Tally) -> str:
    """What of one table still needs an older key, and why."""
    reasons = {
        "written with an older key": tally.stale,
        "whose value is on file no more, so that an older key has to stay": tally.unknown,
        "that no key opens": tally.unreadable,
    }
    return f"{tally.name}: " + ", ".join(f"{count} rows {reason}" for reason, count in reasons.items() if count)
