"""The database backend of production: settings name it as `core.postgresql`."""

import select

from django.db.backends.postgresql import base

from core.postgresql.schema import DatabaseSchemaEditor


class DatabaseWrapper(base.DatabaseWrapper):
    """Django asks the server `SELECT 1` before the first statement of each request; this looks at the line instead."""

    SchemaEditorClass = DatabaseSchemaEditor

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
