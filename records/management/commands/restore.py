"""`manage restore PATH --key-file FILE [--verify]`: a backup into an empty database; afterwards the system holds still."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from core.anchoring import anchor_file, write_cut
from core.sealing import DecryptionError
from core.sealing_audit import head_of_chain
from records.domain.backing_up import verify
from records.domain.restoring import NotEmptyError, OtherVersionError, restore
from records.domain.sealed_stream import DamagedError, WeakSecretError


class Command(BaseCommand):
    """Refuses a damaged backup, a used database and another version's backup, and then changes nothing."""

    help = "Fill an empty, migrated database from a backup. With --verify only read the backup to its end."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--verify` changes nothing and needs no empty database."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--key-file", type=Path, required=True)
        parser.add_argument("--verify", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, or say why not."""
        try:
            self._do(options)
        except (OSError, DamagedError, WeakSecretError) as error:
            raise CommandError(f"Refused: {error} Nothing was changed.") from None
        except NotEmptyError as error:
            raise CommandError(f"Refused: the database is not empty ({error}). Make a new one and migrate it.") from None
        except OtherVersionError:
            raise CommandError("Refused: another version made this backup. Install that version, migrate, restore, upgrade.") from None
        except DecryptionError as error:
            raise CommandError(f"Refused: {error} Use the key file of the system that was backed up.") from None

    def _do(self, options: dict[str, Any]) -> None:
        secret = options["key_file"].read_bytes().strip()
        if options["verify"]:
            contents = verify(path=options["path"], secret=secret)
            self.stdout.write(json.dumps({"made_at": contents.head.made_at.isoformat(), "rows": contents.rows}))
            self.stderr.write("The backup is whole.")
            return
        done = restore(path=options["path"], secret=secret, now=clock.now())
        try:
            write_cut(head_of_chain(), path=anchor_file(), now=clock.now())
        except OSError as error:
            self.stderr.write(
                f"The anchor of the audit can't be written ({error.strerror}); verify_audit will say that its end is cut off."
            )
        counts = {"rows": sum(done.contents.rows.values()), "values_opened": done.values_opened}
        held = {"held": done.restoration.messages_held, "uncertain": done.restoration.messages_uncertain}
        self.stdout.write(json.dumps({**counts, **held, "made_at": done.contents.head.made_at.isoformat()}))
        self.stderr.write("Restored, and in practice mode: nothing goes out until you go live again. See docs/compliance.md.")
