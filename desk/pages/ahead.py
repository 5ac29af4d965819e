"""What is ahead of somebody in aftercare, and what is late, in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from desk.wording import clock_text, day_text
from followup.domain.aftercare.expecting import Expected
from followup.models import Aftercare


def late_words(expected: Expected) -> tuple[str, ...]:
    """What to do about what is late; nothing for most people."""
    dose = _("A dose is late. Call today: tolerance may be low, so talk about overdose and naloxone.")
    visit = _("They may have missed their last visit, and nothing was heard since. Call and find another day.")
    return tuple(words for words, is_so in ((dose, expected.is_dose_late), (visit, expected.is_visit_late)) if is_so)


def ahead_words(expected: Expected, aftercare: Aftercare, *, now: datetime, may_read: bool) -> list[str]:
    """The next dose, for those who may know of it, and the next visit."""
    words = [_("dose on %(day)s") % {"day": day_text(expected.dose_on)}] if may_read and expected.dose_on else []
    if expected.visit_at:
        words.append(_("visit %(when)s") % {"when": clock_text(expected.visit_at, zone=ZoneInfo(aftercare.clinic.time_zone), now=now)})
    return words
