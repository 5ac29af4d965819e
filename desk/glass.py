"""A restricted record opened with a reason closes after its hour: for the next request at once, and on the screen by a script."""

from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase

_ENDS = "glass_ends"


def remember_glass(session: SessionBase, *, open_until: datetime, now: datetime) -> None:
    """Let the pages of a browser that shows the record know when it closes; of the record itself nothing is kept."""
    ends = sorted({*_still_open(session, now), open_until.timestamp()})
    if session.get(_ENDS) != ends:
        session[_ENDS] = ends


def seconds_until_glass_ends(session: SessionBase, *, now: datetime) -> int | None:
    """Seconds until the first record that this browser showed closes; None when none is open."""
    ends = _still_open(session, now)
    return int(ends[0] - now.timestamp()) if ends else None


def _still_open(session: SessionBase, now: datetime) -> list[float]:
    return [end for end in session.get(_ENDS, ()) if end > now.timestamp()]
