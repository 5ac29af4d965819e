"""Times and waits as the desk says them: the clock first, then how far away it is. Colour never says it alone."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

_HOUR = 60
_DAY = 24 * _HOUR
_WEEK_DAYS = 7


def clock_text(at: datetime, *, zone: ZoneInfo, now: datetime, language: str | None = None) -> str:
    """A moment on the wall clock of `zone`, with the day when it is not today: "9:40 a.m.", "Tue 9:40 a.m.".

    `language`, here and below, is the reader's; whoever puts a whole list into words asks for it once.
    """
    return _clock_text(at.replace(second=0, microsecond=0), zone, now.astimezone(zone).date(), language or get_language())


# A list shows the same moments again every twenty seconds.
@lru_cache(maxsize=4096)
def _clock_text(at: datetime, zone: ZoneInfo, today: date, _language: str | None) -> str:
    local = at.astimezone(zone)
    time = formats.time_format(local.timetz())
    days = (local.date() - today).days
    if days == 0:
        return time
    if days == 1:
        return _("tomorrow %(time)s") % {"time": time}
    if days == -1:
        return _("yesterday %(time)s") % {"time": time}
    day = formats.date_format(local.date(), "D") if abs(days) < _WEEK_DAYS else day_text(local.date())
    return _("%(day)s %(time)s") % {"day": day, "time": time}


def day_text(day: date) -> str:
    """A day of this year or near it, in two words: "Nov 30"."""
    # Translators: a date format of Django; Spanish writes months small: "j b".
    return formats.date_format(day, pgettext("date format", "M j"))


def due_text(due_at: datetime, *, zone: ZoneInfo, now: datetime, language: str | None = None) -> str:
    """When something is due and how far that is: "due 9:40 a.m., in 12 min", "due 9:10 a.m., 18 min late"."""
    minutes, language = round((due_at - now) / timedelta(minutes=1)), language or get_language()
    return _due_text(minutes, clock_text(due_at, zone=zone, now=now, language=language), language)


@lru_cache(maxsize=4096)
def _due_text(minutes: int, time: str, _language: str | None) -> str:
    values = {"time": time, "span": span_text(abs(minutes))}
    if minutes < 0:
        return _("due %(time)s, %(span)s late") % values
    if minutes == 0:
        return _("due %(time)s, now") % values
    return _("due %(time)s, in %(span)s") % values


def ago_text(at: datetime, *, now: datetime, language: str | None = None) -> str:
    """How long ago something was: "12 min ago"."""
    return _ago_text(int((now - at) / timedelta(minutes=1)), language or get_language())


@lru_cache(maxsize=4096)
def _ago_text(minutes: int, _language: str | None) -> str:
    if minutes < 1:
        return _("just now")
    return _("%(span)s ago") % {"span": span_text(minutes)}


def span_text(minutes: int) -> str:
    """A span in the largest two fitting units: "12 min", "3 h 20 min", "2 days"."""
    if minutes < _HOUR:
        return _("%(minutes)d min") % {"minutes": minutes}
    if minutes < _DAY:
        hours, rest = divmod(minutes, _HOUR)
        if rest == 0:
            return _("%(hours)d h") % {"hours": hours}
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    days = minutes // _DAY
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
