"""`manage note_backup`: the last line of a backup script that went well. The health page shows its age."""

from typing import Any

from django.core.management.base import BaseCommand

from core import clock, heartbeat


class Command(BaseCommand):
    """Notes that a backup of the database was made just now."""

    help = "Note that a backup was made just now; the health page and doctor show how old it is."

    def handle(self, *args: Any, **options: Any) -> None:
        """Note the time."""
        heartbeat.beat(name="backup", now=clock.now())
