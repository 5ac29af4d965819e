"""`manage prepare_local`: what `./threshold run` needs done before it starts, in one process because each start costs a second."""

import io
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Migrates, compiles translations, makes sample data once; prints the sample logins, every time."""

    help = "Prepare the local set-up: tables, translations, sample data. Safe to repeat."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it all; what is there already is kept."""
        if settings.MODE != "local":
            raise CommandError("This is for the local set-up only: it makes sample accounts.")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("translations", "compile", verbosity=0)
        logins = Path(settings.VAR_DIR) / "sample-logins.txt"
        if not logins.exists():
            _write_private(logins, _seed())
        self.stdout.write(logins.read_text(encoding="utf-8"), ending="")


def _seed() -> str:
    printed = io.StringIO()
    call_command("seed_sample", stdout=printed)
    return printed.getvalue()


def _write_private(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
