"""`manage backup PATH --key-file FILE`: one encrypted file with everything but the keys."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from records.domain.backing_up import back_up
from records.domain.sealed_stream import DamagedError, WeakSecretError


class Command(BaseCommand):
    """Runs beside traffic; the file is read again to its end before it takes its name."""

    help = "Back up the whole database into one encrypted file. The key file of the columns is not inside: keep it elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and the file that holds the backup's own secret."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--key-file", type=Path, required=True, help="made by make_backup_key; kept apart from KEYS_FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Back up, and print what is in it."""
        try:
            contents = back_up(path=options["path"], secret=options["key_file"].read_bytes().strip(), now=clock.now())
        except (OSError, WeakSecretError, DamagedError) as error:
            raise CommandError(f"No backup was made: {error}") from None
        self.stdout.write(json.dumps({"rows": sum(contents.rows.values()), "made_at": contents.head.made_at.isoformat()}))
        self.stderr.write("The backup was read again and is whole. Keep its secret and the key file in other places.")
