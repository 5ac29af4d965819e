"""One value read for every visitor, without a model around it."""

from uuid import UUID

from django.db import connection

from core.sql import ask_planned


def stamp_and_count(slug: str, tally: str) -> tuple[UUID | None, int]:
    """The same and, in the same look, how often something was counted so far."""
    sql = "SELECT settings_stamp, COALESCE((SELECT count FROM core_tally WHERE name = %s), 0) FROM clinics_clinic WHERE slug = %s"
    rows = ask_planned(connection, sql, [tally, slug])
    return (rows[0][0], int(rows[0][1])) if rows else (None, 0)


def stamp_of(slug: str) -> UUID | None:
    """The stamp of the clinic's settings now; None for no clinic, and on SQLite."""
    rows = ask_planned(connection, "SELECT settings_stamp FROM clinics_clinic WHERE slug = %s", [slug])
    return rows[0][0] if rows else None
