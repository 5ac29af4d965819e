"""`manage migrate`: Django's own, made safe beside traffic on PostgreSQL.

A change to a table waits for whoever uses it, and everybody who comes later waits behind the change. So it waits a second
at most, lets people pass, and tries again; each migration is a transaction of its own, so what was done stays done.
"""

import random
import time
from typing import Any

from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections

from core.sql import is_lock_timeout, lock_timeout

# Seconds: the longest wait for a lock, the least pause in between, and when to give up.
WAIT, PAUSE, PATIENCE = 1.0, 2.0, 600.0


class Command(migrate.Command):
    """Retries what could not get its lock."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; raises CommandError when a lock was not to be had for ten minutes."""
        connection = connections[options["database"]]
        end = time.monotonic() + PATIENCE
        while True:
            try:
                with lock_timeout(connection, seconds=WAIT):
                    super().handle(*args, **options)
            except OperationalError as error:
                if not is_lock_timeout(error):
                    raise
                if time.monotonic() > end:
                    raise CommandError(
                        "Somebody holds a lock for ten minutes. End that session (pg_stat_activity) and migrate again."
                    ) from None
                self.stderr.write("A table is in use; trying again.")
                time.sleep(PAUSE * random.uniform(1, 2))  # noqa: S311  only spreads the tries
            else:
                return
