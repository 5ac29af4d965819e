"""Tallies: how often something happened within a stretch of time. Counted in the database, so by all processes together."""

from datetime import datetime

from django.db import connection

from core.models import Tally
from core.sql import count_up


def tally(*, name: str, expires_at: datetime) -> int:
    """Add one and return the count; one statement. `name` is a code and hashes, and says from when the stretch is."""
    return count_up(connection, name=name, expires_at=expires_at)


def forget_tallies(*, now: datetime) -> int:
    """Remove those whose stretch is over; how many."""
    return Tally.objects.filter(expires_at__lt=now).delete()[0]
