"""`manage rotate_keys`: write with new keys from now on; the old ones stay to read what they wrote."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from core.keys import PURPOSES, RELOAD_SECONDS, KeysError
from core.rotation import add_keys, use_added_keys

# Long enough for every process to have looked at the file again.
_WAIT_SECONDS = RELOAD_SECONDS * 2 + 1


class Command(BaseCommand):
    """Adds keys, waits until every process of this machine knows them, then makes them current."""

    help = (
        "Add a key to each purpose and make it current. On several machines: --add-only, copy KEYS_FILE to all, then --use-added. "
        "Afterwards run: manage reencrypt, then manage retire_keys."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--purpose", action="append", choices=PURPOSES, help="only this purpose; may be given more than once")
        step = parser.add_mutually_exclusive_group()
        step.add_argument("--add-only", action="store_true", help="add the keys and stop: nothing is written with them yet")
        step.add_argument("--use-added", action="store_true", help="make keys that were added before the current ones")

    def handle(self, *args: Any, **options: Any) -> None:
        """Every step replaces the key file as a whole; killed between two, it is simply run again."""
        path, purposes = Path(settings.KEYS_FILE), options["purpose"] or list(PURPOSES)
        try:
            if not options["use_added"]:
                self._say("added", add_keys(path, purposes=purposes))
            if not options["add_only"] and not options["use_added"]:
                time.sleep(_WAIT_SECONDS)
            if not options["add_only"]:
                self._say("current", use_added_keys(path, purposes=purposes, now=clock.now()))
        except KeysError as error:
            raise CommandError(str(error)) from None
        self.stderr.write("Back up the key file now: without the new keys nobody can read what is written with them.")
        if "sessions" in purposes:
            self.stderr.write("Restart the processes, so that they sign sessions with the new key; nobody is signed out.")

    def _say(self, verb: str, keys: dict[str, str]) -> None:
        for purpose, key_id in keys.items():
            self.stdout.write(f"{purpose}: {key_id} {verb}")
