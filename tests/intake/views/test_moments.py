"""Days and hours inside a sentence, in both languages."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from intake.views.moments import spoken_moment

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 17, 7, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("at", "english", "spanish"),
    [
        (datetime(2026, 11, 17, 8, tzinfo=ZONE), "today at 8:00 am", "hoy a las 8:00 am"),
        (datetime(2026, 11, 17, 13, tzinfo=ZONE), "today at 1:00 pm", "hoy a la 1:00 pm"),
        (datetime(2026, 11, 18, 0, 30, tzinfo=ZONE), "tomorrow at 12:30 am", "mañana a las 12:30 am"),
        (datetime(2026, 11, 20, 9, tzinfo=ZONE), "Friday at 9:00 am", "el viernes a las 9:00 am"),
        (datetime(2026, 11, 27, 9, tzinfo=ZONE), "Friday, November 27 at 9:00 am", "el viernes 27 de noviembre a las 9:00 am"),
    ],
)
def test_a_moment_reads_well_in_a_sentence(at, english, spanish):
    assert spoken_moment(at, now=NOW) == english
    with override("es"):
        assert spoken_moment(at, now=NOW) == spanish
