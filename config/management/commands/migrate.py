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

# Seconds: the longest wait for a lock, the least pause in between, and when to give up. The wait is well below the second
# after which PostgreSQL looks for a deadlock: then it is the migration that gives way, never somebody's inquiry.
WAIT, PAUSE, PATIENCE = 0.3, 2.0, 600.0


class Command(migrate.Command):
    """Retries what could not get its lock."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; raises CommandError when a lock was not to be had for ten minutes."""
        end = time.monotonic() + PATIENCE
        while not self._try(*args, **options):
            if time.monotonic() > end:
                raise CommandError("Somebody holds a lock for ten minutes. End that session (pg_stat_activity) and migrate again.")
            self.stderr.write("A table is in use; trying again.")
            time.sleep(PAUSE * random.uniform(1, 2))  # noqa: S311  only spreads the tries

    def _try(self, *args: Any, **options: Any) -> bool:
        """Migrate as far as locks allow; False when one was not to be had."""
        alias = options["database"]
        try:
            with lock_timeout(connections[alias], seconds=WAIT):
                super().handle(*args, **options)
        except OperationalError as error:
            if not is_lock_timeout(error):
                raise
            _begin_anew(alias)
            return False
        return True


def _begin_anew(alias: str) -> None:
    """Leave the connection behind: what Django defers to the end of a migration fails outside its own rollback."""
    connection = connections[alias]
    if connection.in_atomic_block:
        connection.connection.close()
        del connections[alias]
