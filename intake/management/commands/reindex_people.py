"""`manage reindex_people`: bring the search tokens of everybody up to date, after an upgrade that finds people in new ways."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from intake.domain.rekeying import reindex_people


class Command(BaseCommand):
    """Works beside traffic, a few hundred people at a time; killed in the middle, it is simply run again."""

    help = "Bring the search tokens of all people up to date. Safe beside traffic, and to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only count, and exit with 1 when somebody lacks tokens")

    def handle(self, *args: Any, **options: Any) -> None:
        """One pass over everybody."""
        found = reindex_people(apply=not options["check"])
        said = "need other search tokens" if options["check"] else "got other search tokens"
        self.stdout.write(f"{found.stale} of {found.seen} people {said}.")
        if options["check"] and found.stale:
            raise SystemExit(1)
