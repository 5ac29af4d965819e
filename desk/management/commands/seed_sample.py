"""`manage seed_sample`: made-up clinics, staff and inquiries to try the product with, and their removal."""

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinics.models import Staff
from core import clock
from desk.sample.clearing import TypedInquiriesError, clear
from desk.sample.planting import RealDataError, as_lines, logins_path, plant


class Command(BaseCommand):
    """Plants sample data through the product's own verbs. Prints the logins, and keeps them in a private file."""

    help = "Make sample clinics, staff and inquiries (or remove them with --clear). Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json` prints the logins as one JSON line."""
        parser.add_argument("--clear", action="store_true", help="remove all sample data")
        parser.add_argument("--with-inquiries", action="store_true", help="with --clear: also what somebody typed while trying")
        parser.add_argument("--json", action="store_true", help="print the logins as one JSON line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Plant or clear."""
        if options["clear"]:
            self._clear(with_typed=options["with_inquiries"])
        else:
            self._plant(as_json=options["json"])

    def _clear(self, *, with_typed: bool) -> None:
        try:
            removed = clear(with_typed=with_typed)
        except TypedInquiriesError as error:
            raise CommandError(
                f"{error.count} inquiries in the sample clinics were typed by somebody. Add --with-inquiries to remove them too."
            ) from None
        self.stderr.write(f"Removed {removed} rows of sample data.")

    def _plant(self, *, as_json: bool) -> None:
        path = logins_path()
        text_there = path.read_text(encoding="utf-8") if path.exists() and Staff.objects.filter(is_sample=True).exists() else ""
        if text_there and not as_json:
            self.stdout.write(text_there, ending="")
            return
        try:
            people = plant(now=clock.now())
        except RealDataError:
            raise CommandError("Real clinics or accounts are here already: sample data is for an empty installation.") from None
        text = as_lines(people, desk_url=settings.DESK_URL)
        _write_private(path, text)
        self.stdout.write(json.dumps(people, ensure_ascii=False) + "\n" if as_json else text, ending="")


def _write_private(path: Path, text: str) -> None:
    """Write the file so that only its owner can ever read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
