"""Moments as people say them: "today at 5:00 pm", "Monday at 8:00 am"."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

_NOON = 12
# From a week ahead on, a weekday alone would mean another day.
_WEEK = 7


def spoken_time(at: datetime) -> str:
    """The hour on the clock of `at`'s own zone, without a full stop: it often ends a sentence."""
    clock = date_format(at, "g:i")
    return _("%(clock)s am") % {"clock": clock} if at.hour < _NOON else _("%(clock)s pm") % {"clock": clock}


def spoken_moment(at: datetime | None, *, now: datetime) -> str:
    """Day and hour of `at` in its own zone, as seen from `now`; nothing for None."""
    if at is None:
        return ""
    days = (at.date() - now.astimezone(at.tzinfo).date()).days
    # Spanish says "a la 1:00" and "a las 2:00".
    hour = at.hour % _NOON or _NOON
    if days == 0:
        words = ngettext("today at %(time)s", "today at %(time)s", hour)
    elif days == 1:
        words = ngettext("tomorrow at %(time)s", "tomorrow at %(time)s", hour)
    elif 1 < days < _WEEK:
        words = ngettext("%(weekday)s at %(time)s", "%(weekday)s at %(time)s", hour)
    else:
        words = ngettext("%(weekday)s, %(date)s at %(time)s", "%(weekday)s, %(date)s at %(time)s", hour)
    return words % {"time": spoken_time(at), "weekday": _weekday(at), "date": date_format(at, "MONTH_DAY_FORMAT")}


def _weekday(at: datetime) -> str:
    """The day's name as it stands inside a sentence: English gives it a capital, Spanish does not."""
    name = date_format(at, "l")
    return name if get_language() == "en" else name.lower()
