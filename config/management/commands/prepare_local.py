"""`manage prepare_local`: what `./threshold run` needs done before it starts, in one process because each start costs a second."""

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from clinics.models import Staff


class Command(BaseCommand):
    """Migrates, compiles translations, makes sample data once; prints the sample logins as long as they exist."""

    help = "Prepare the local set-up: tables, translations, sample data. Safe to repeat."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it all; what is there already is kept."""
        if settings.MODE != "local":
            raise CommandError("This is for the local set-up only: it makes sample accounts.")
        call_command("migrate", verbosity=0, interactive=False)
        Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
        _compile_translations()
        made = Path(settings.VAR_DIR) / "samples-made"
        if _wants_samples(made):
            call_command("seed_sample", stdout=self.stdout)
        made.touch()


def _wants_samples(made: Path) -> bool:
    """True on the first start, and while sample accounts exist; never again once somebody has cleared them."""
    is_first = not made.exists() and not Staff.objects.exists()
    return is_first or Staff.objects.filter(is_sample=True).exists()


def _compile_translations() -> None:
    """Beside their sources; in the data folder when the project can't be written to."""
    sources, own = Path(settings.BASE_DIR) / "locale", Path(settings.VAR_DIR) / "locale"
    try:
        call_command("translations", "compile", verbosity=0)
    except PermissionError:
        shutil.copytree(sources, own, dirs_exist_ok=True)
        call_command("translations", "compile", root=Path(settings.VAR_DIR), verbosity=0)
