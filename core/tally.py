"""Tallies: how often something happened within a stretch of time. Counted in the database, so by all processes together."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from core.models import Tally
from core.sql import ask_planned, count_up


@dataclass(frozen=True)
class Tallied:
    """Something to count: the tally's name, a code and hashes that say from when the stretch is, and when that is over."""

    name: str
    expires_at: datetime


def count_of(name: str) -> int:
    """How often so far; 0 for what nobody counted."""
    found = ask_planned(connection, "SELECT count FROM core_tally WHERE name = %s", [name])
    return int(found[0][0]) if found else 0


def tally(*, name: str, expires_at: datetime) -> int:
    """Add one and return the count; one statement. `name` is a code and hashes, and says from when the stretch is."""
    return count_up(connection, name=name, expires_at=expires_at)


def forget_tallies(*, now: datetime) -> int:
    """Remove those whose stretch is over; how many."""
    return Tally.objects.filter(expires_at__lt=now).delete()[0]
