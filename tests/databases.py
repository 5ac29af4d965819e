"""Databases of the tests: addresses, for processes of the product that tests start beside themselves, and how tables are emptied."""

from typing import Any

from django.db import connection


def url_of(name: str) -> str:
    """DATABASE_URL of the database `name` (for SQLite its file) on the tests' own server."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    config = connection.settings_dict
    password = f":{config['PASSWORD']}" if config["PASSWORD"] else ""
    return f"postgres://{config['USER'] or 'postgres'}{password}@{config['HOST'] or '127.0.0.1'}:{config['PORT'] or 5432}/{name}"


def own_url() -> str:
    """DATABASE_URL of the database the tests are running on."""
    return url_of(str(connection.settings_dict["NAME"]))


def empty_by_deleting() -> None:
    """Empty the few rows of a test instead of truncating: PostgreSQL makes new files for each table, half a second for all of ours.

    Triggers and references sleep meanwhile, which takes a superuser; anybody else goes on truncating.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        if not cursor.fetchone()[0]:
            return
    truncating = connection.ops.sql_flush

    def sql_flush(style: Any, tables: list[str], *, reset_sequences: bool = False, allow_cascade: bool = False) -> list[str]:
        if reset_sequences:
            return list(truncating(style, tables, reset_sequences=True, allow_cascade=allow_cascade))
        deletes = "; ".join(f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables)
        return ["SET LOCAL session_replication_role = replica", deletes] if tables else []

    connection.ops.sql_flush = sql_flush  # type: ignore[method-assign]
