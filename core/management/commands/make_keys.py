"""`manage make_keys PATH`: write a key file. Before there are settings, `python -m core.keys PATH` does the same."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.keys import KeysError, make_keys_file


class Command(BaseCommand):
    help = "Write a new key file that only its owner may read. An existing file is never touched."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", help="where to write it; then name it in KEYS_FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            make_keys_file(options["path"])
        except KeysError as error:
            raise CommandError(str(error)) from None
        self.stderr.write(f"Wrote {options['path']}. Keep a copy in a safe place: without it nobody can read the data.")
