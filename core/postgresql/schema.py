"""Changing tables beside traffic: what a migration does to them is worked out first, and done in one go at its end.

Django takes the lock of the first table and then thinks about the next change, for seconds when the models are many. Whoever
wants that table waits meanwhile. Here the statements of an atomic migration wait until all are known, or until something
asks the database: then they are done first, so that it sees what it would have seen.
"""

import sys
from types import TracebackType
from typing import Any, Self

from django.db.backends.postgresql import schema


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Django's, holding its locks for the statements alone."""

    def __enter__(self) -> Self:
        super().__enter__()
        self._waiting: list[tuple[str, Any]] = []
        self._is_gathering = self.atomic_migration and not self.collect_sql
        if self._is_gathering:
            self.connection.execute_wrappers.append(self._before_others)
        return self

    def execute(self, sql: Any, params: Any = ()) -> None:
        """Keep a statement for later; at once where there is no transaction to hold a lock."""
        if self._is_gathering:
            self._waiting.append((str(sql), params))
        else:
            super().execute(sql, params)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Do what waits, and commit; after a failure nothing was done. Django itself leaves a transaction open when it fails here."""
        if self._is_gathering:
            try:
                if kind is None:
                    self._finish()
            except BaseException:
                self.atomic.__exit__(*sys.exc_info())
                raise
            finally:
                self.connection.execute_wrappers.remove(self._before_others)
        super().__exit__(kind, error, trace)

    def _finish(self) -> None:
        deferred, self.deferred_sql = self.deferred_sql, []
        self._waiting += [(str(statement), None) for statement in deferred]
        self._catch_up()

    def _before_others(self, execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001  Django's hook
        self._catch_up()
        return execute(sql, params, many, context)

    def _catch_up(self) -> None:
        waiting, self._waiting = self._waiting, []
        for sql, params in waiting:
            super().execute(sql, params)
