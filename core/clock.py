"""The only reader of the time of day. Business code gets `now` as an argument."""

from datetime import UTC, datetime, timedelta

from django.conf import settings


def now() -> datetime:
    """The current time in UTC; in bench mode moved by `settings.BENCH_CLOCK_OFFSET` seconds, elsewhere never."""
    current = datetime.now(UTC)  # noqa: TID251  the one place that asks
    if getattr(settings, "BENCH_MODE", False) is not True:
        return current
    return current + timedelta(seconds=getattr(settings, "BENCH_CLOCK_OFFSET", 0))
