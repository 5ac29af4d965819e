"""`manage make_backup_key PATH`: a new secret for backups."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """Never replaces a file: an old secret is still needed for old backups."""

    help = "Make a secret for backups in a new file that only its owner may read."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it."""
        try:
            descriptor = os.open(options["path"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(f"No file was written ({error.strerror}).") from None
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
        self.stderr.write("Keep a copy apart from the backups and apart from the key file of the columns.")
