"""What the desk says after something was saved: what happens next, and when. Never a word about the person."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from desk.pages.row_words import what_of
from desk.wording import due_text
from followup.domain.discretion import Finding
from intake.domain.claiming import TakenError
from intake.models import Task


def saved_sentence(task: Task | None, *, zone: ZoneInfo, now: datetime) -> str:
    """After an outcome: the next task, or that there is none."""
    if task is None:
        return _("Saved.")
    return _("Saved. Next: %(what)s, %(due)s.") % {"what": what_of(task), "due": due_text(task.due_at, zone=zone, now=now)}


def taken_sentence(error: TakenError) -> str:
    """After a claim that came too late: who was quicker."""
    if error.seconds_ago < 60:  # noqa: PLR2004  seconds matter only within a minute
        return _("%(name)s took this %(seconds)d s ago.") % {"name": error.by_name, "seconds": error.seconds_ago}
    return _("%(name)s took this %(minutes)d min ago.") % {"name": error.by_name, "minutes": error.seconds_ago // 60}


def finding_sentence(finding: Finding) -> str:
    """What is wrong with a subject that would show on a lock screen."""
    sentences = {
        "empty": _("Write a subject."),
        "long": _("It has %(words)s characters; at most 40 fit on a lock screen."),
        "exclamation": _("Leave out the exclamation mark."),
        "link": _("Leave out the link."),
        "word": _("“%(words)s” says too much on a lock screen."),
        "name": _("Leave out the name “%(words)s”."),
    }
    return sentences[finding.code] % {"words": finding.words}
