"""`manage retire_keys`: forget older keys, once nothing needs them any more."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.management.commands.reencrypt import in_words
from config.rekeying import count_left
from core import clock
from core.keys import PURPOSES, RELOAD_SECONDS, KeysError, keyring
from core.rotation import drop_keys, put_back

# How long the current key must have been in use. Forms and links of the last days still name the older one.
LEAST_AGE = {
    "columns": timedelta(minutes=5),
    "hashes": timedelta(minutes=5),
    "links": timedelta(days=8),
    "webhooks": timedelta(days=1),
    "sessions": timedelta(seconds=settings.SESSION_COOKIE_AGE),
}


class Command(BaseCommand):
    """Refuses while a single row may still need the key, and puts it back when one turns up after all."""

    help = "Remove older keys of one purpose from the key file. Refused while any row still needs them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--purpose", required=True, choices=PURPOSES)

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at every row before, and at every row again afterwards."""
        purpose, path = options["purpose"], Path(settings.KEYS_FILE)
        older = keyring().purpose(purpose).older
        if not older:
            self.stdout.write(f"{purpose}: no older key")
            return
        self._refuse_early(purpose)
        self._refuse_needed(purpose)
        try:
            dropped = drop_keys(path, purpose=purpose, key_ids=older)
            self._look_again(purpose, path, dropped)
        except KeysError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{purpose}: {', '.join(older)} retired")
        self.stderr.write("Destroy the copies of the old key file once your backups that need them have expired.")

    def _refuse_early(self, purpose: str) -> None:
        since = keyring().purpose(purpose).since
        if since is None or clock.now() - since < LEAST_AGE[purpose]:
            raise CommandError(f"Not yet: the current key of '{purpose}' must have been in use for {LEAST_AGE[purpose]}.")

    def _refuse_needed(self, purpose: str) -> None:
        left = count_left(purpose)
        if left:
            raise CommandError("Older keys are still needed; run: manage reencrypt\n" + "\n".join(map(in_words, left)))

    def _look_again(self, purpose: str, path: Path, dropped: dict[str, str]) -> None:
        """A process that read a row before it was moved may have written the old value back in the meantime."""
        time.sleep(RELOAD_SECONDS * 2)
        left = count_left(purpose)
        if left:
            put_back(path, purpose=purpose, keys=dropped)
            raise CommandError("A row needed the key after all, so it is back; run: manage reencrypt\n" + "\n".join(map(in_words, left)))
