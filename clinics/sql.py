"""One value read for every visitor, without a model around it."""

from uuid import UUID

from django.db import connection

from core.sql import ask_planned


def stamp_of(slug: str) -> UUID | None:
    """The stamp of the clinic's settings now; None for no clinic, and on SQLite."""
    rows = ask_planned(connection, "SELECT settings_stamp FROM clinics_clinic WHERE slug = %s", [slug])
    return rows[0][0] if rows else None
