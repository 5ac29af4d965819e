"""Times in words: the clock first, then how far away it is, in the clinic's own time and the reader's language."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from desk.forms.next_step import presets
from desk.wording import ago_text, clock_text, due_text, span_text
from tests.factories import NOW

ZONE = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "due 10 a.m., now"),
        (12, "due 10:12 a.m., in 12 min"),
        (-18, "due 9:42 a.m., 18 min late"),
        (200, "due 1:20 p.m., in 3 h 20 min"),
        (24 * 60, "due tomorrow 10 a.m., in 1 day"),
        (-24 * 60, "due yesterday 10 a.m., 1 day late"),
        (3 * 24 * 60, "due Fri 10 a.m., in 3 days"),
        (-10 * 24 * 60, "due Nov 7 10 a.m., 10 days late"),
    ],
)
def test_due_text(minutes, words) -> None:
    assert due_text(NOW + timedelta(minutes=minutes), zone=ZONE, now=NOW) == words


def test_clock_text_is_the_clock_on_the_clinics_wall() -> None:
    assert clock_text(NOW, zone=ZoneInfo("America/Los_Angeles"), now=NOW) == "7 a.m."
    with translation.override("es"):
        assert clock_text(NOW + timedelta(days=1), zone=ZONE, now=NOW) == "mañana 10 a.m."


@pytest.mark.parametrize(("minutes", "words"), [(0, "just now"), (1, "1 min ago"), (61, "1 h 1 min ago"), (60 * 49, "2 days ago")])
def test_ago_text(minutes, words) -> None:
    assert ago_text(NOW - timedelta(minutes=minutes), now=NOW) == words


@pytest.mark.parametrize(("minutes", "words"), [(5, "5 min"), (60, "1 h"), (90, "1 h 30 min"), (1440, "1 day")])
def test_span_text(minutes, words) -> None:
    assert span_text(minutes) == words


def test_presets_leave_the_afternoon_out_once_it_has_begun() -> None:
    assert list(presets(zone=ZONE, now=NOW)) == ["hour", "afternoon", "tomorrow"]
    assert presets(zone=ZONE, now=NOW)["afternoon"].astimezone(ZONE).hour == 15
    assert list(presets(zone=ZONE, now=NOW + timedelta(hours=4, minutes=45))) == ["hour", "tomorrow"]


def test_tomorrow_at_nine_is_nine_when_the_clocks_change_overnight() -> None:
    eve = NOW.replace(month=10, day=31, hour=22)

    assert presets(zone=ZONE, now=eve)["tomorrow"].astimezone(ZONE).strftime("%d %H:%M") == "01 09:00"
