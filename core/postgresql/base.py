"""The database backend of production: settings name it as `core.postgresql`."""

import re
import select
from datetime import UTC
from functools import lru_cache
from itertools import count
from typing import Any

import psycopg
from django.db.backends.postgresql import base, operations
from psycopg.postgres import types
from psycopg.pq import Format, TransactionStatus

from core.postgresql.schema import DatabaseSchemaEditor

_PLACE = re.compile("%[%s]")
_TIME = types["timestamptz"].oid
# The driver's own reader gives a time in the zone of the session, which Django sets to UTC. Django's puts that zone in once
# more, in Python, and costs a list of fifty rows more than the database does.
_READS_TIME: Any = psycopg.adapters.get_loader(_TIME, Format.TEXT)


class PreparedCursor(psycopg.RawCursor[Any]):
    """Sends values apart from the statement, which the server plans once a connection.

    The places of a statement are numbered once; psycopg would do it at each execution of a long one.
    """

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        # Django turns prepared statements off for the whole connection, by a threshold of None.
        connection: Any = self.connection
        connection.prepare_threshold = 0
        try:
            return self._execute_afresh_if_need_be(_numbered(query), params, {**options, "prepare": True})
        finally:
            connection.prepare_threshold = None

    def _execute_afresh_if_need_be(self, query: str, params: Any, options: dict[str, Any]) -> Any:
        """Prepare anew after a migration beside us ("cached plan must not change result type"), or on a line that knows nothing.

        Such a statement has done nothing. In a transaction it has spoilt that, whose end makes the driver forget too.
        """
        try:
            return super().execute(query, params, **options)
        except (psycopg.errors.FeatureNotSupported, psycopg.errors.InvalidSqlStatementName):
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                raise
            # The driver sees this go over and forgets its own list as well.
            self.connection.execute("DEALLOCATE ALL")
            return super().execute(query, params, **options)


@lru_cache(maxsize=1024)
def _numbered(statement: str) -> str:
    """Django's `%s` as PostgreSQL's `$1`, `$2`, and its `%%` as the percent sign it stands for."""
    numbers = count(1)
    return _PLACE.sub(lambda found: "%" if found[0] == "%%" else f"${next(numbers)}", statement)


class DatabaseOperations(operations.DatabaseOperations):
    """Django's own, which can't tell what a prepared statement was asked with."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        """The statement with its values, for tests and for whoever traces statements."""
        if isinstance(cursor, PreparedCursor):
            return str(self.compose_sql(sql, params))
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django asks the server `SELECT 1` before the first statement of each request; this looks at the line instead."""

    SchemaEditorClass = DatabaseSchemaEditor
    ops_class = DatabaseOperations

    def prepared_cursor(self) -> Any:
        """A cursor for statements that are asked again and again."""
        this: Any = self
        # As Django's own cursor does: the first question of a request is mostly one of these.
        this.close_if_health_check_failed()
        with self.wrap_database_errors:
            self.ensure_connection()
            cursor = PreparedCursor(this.connection)
            if this.timezone is UTC:
                cursor.adapters.register_loader(_TIME, _READS_TIME)
            return this._prepare_cursor(cursor)  # noqa: SLF001  as for any cursor of its own

    def is_usable(self) -> bool:
        """Whether the server still holds the line.

        A server that went away has closed it, which shows as something to read. Nothing to read on a line that gave no
        error is enough; otherwise the server is asked.
        """
        if self.connection is None or self.connection.closed:
            return False
        if self.errors_occurred or _has_something_to_read(self.connection.fileno()):
            return bool(super().is_usable())
        return True


def _has_something_to_read(descriptor: int) -> bool:
    look = select.poll()
    look.register(descriptor, select.POLLIN | select.POLLHUP | select.POLLERR)
    return bool(look.poll(0))
