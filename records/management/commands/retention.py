"""`manage retention [--dry-run]`: end now what would end within the hour, or only say what that is."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core import clock
from records.domain.retaining import end_overdue, overdue


class Command(BaseCommand):
    """Prints one line for each clinic and kind."""

    help = "End data that is older than its clinic keeps it. With --dry-run only say how much."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--dry-run` changes nothing."""
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run or rehearse."""
        now = clock.now()
        found = list(overdue(now=now)) if options["dry_run"] else end_overdue(now=now)
        for ended in found:
            self.stdout.write(f"{ended.clinic.slug} {ended.kind}: {ended.count} older than {ended.days} days")
        self.stderr.write("Nothing was changed." if options["dry_run"] else "Done.")
