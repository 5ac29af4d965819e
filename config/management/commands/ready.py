"""`manage ready`: what /readyz says, for machines that can run a command but reach no address."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from config.health import read_readiness
from core import clock


class Command(BaseCommand):
    """Prints one JSON object; exit code 1 when the database is gone or background work stands still."""

    help = "Say whether the database answers and background work is alive; exit code 1 when not."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask once."""
        found = read_readiness(now=clock.now())
        self.stdout.write(json.dumps(asdict(found)))
        if not found.is_good:
            raise SystemExit(1)
