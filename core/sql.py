"""The database's own clock. Leases compare with it, so that processes whose clocks differ agree who holds what."""

from datetime import timedelta

from django.db.models import DateTimeField, ExpressionWrapper, Value
from django.db.models.functions import Now


def database_now() -> Now:
    """The database's time when the statement began (PostgreSQL: STATEMENT_TIMESTAMP; SQLite: to the millisecond)."""
    return Now()


def lease_until(seconds: float) -> ExpressionWrapper:
    """The database's time `seconds` from now, for `update(claimed_until=lease_until(60))` and for filters."""
    return ExpressionWrapper(Now() + Value(timedelta(seconds=seconds)), output_field=DateTimeField())


def has_lapsed(column: str) -> dict[str, object]:
    """Filter arguments for rows whose lease in `column` has ended: `filter(**has_lapsed("claimed_until"))`."""
    return {f"{column}__lte": Now()}
