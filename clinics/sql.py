"""One value read for every visitor, without a model around it."""

from uuid import UUID

from django.db import connection


def stamp_of(slug: str) -> UUID | None:
    """The stamp of the clinic's settings now; None for no clinic, and on SQLite."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT settings_stamp FROM clinics_clinic WHERE slug = %s", [slug])
        row = cursor.fetchone()
    return row[0] if row else None
