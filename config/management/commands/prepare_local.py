"""`manage prepare_local`: what `./threshold run` needs done before it starts, in one process because each start costs a second."""

import io
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
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
        Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
        _compile_translations()
        logins = Path(settings.VAR_DIR) / "sample-logins.txt"
        if not logins.exists() and "seed_sample" in get_commands():
            _write_private(logins, _seed())
        if logins.exists():
            self.stdout.write(logins.read_text(encoding="utf-8"), ending="")


def _compile_translations() -> None:
    """Beside their sources; in the data folder when the project can't be written to."""
    sources, own = Path(settings.BASE_DIR) / "locale", Path(settings.VAR_DIR) / "locale"
    try:
        call_command("translations", "compile", verbosity=0)
    except PermissionError:
        shutil.copytree(sources, own, dirs_exist_ok=True)
        call_command("translations", "compile", root=Path(settings.VAR_DIR), verbosity=0)


def _seed() -> str:
    printed = io.StringIO()
    call_command("seed_sample", stdout=printed)
    return printed.getvalue()


def _write_private(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
