"""The fixed words of medication."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Medicine(models.TextChoices):
    """How the medicine is taken. Which medicine it is stands in the clinic's own chart."""

    INJECTION = "injection", _("Monthly injection")
    TABLET_DAILY = "tablet_daily", _("Tablet, daily")
    TABLET_3_WEEKLY = "tablet_3_weekly", _("Tablet, three times a week")
    OTHER = "other", _("Other")


class CourseState(models.TextChoices):
    """Planned until the first dose, then active until it is ended."""

    PLANNED = "planned", _("Planned")
    ACTIVE = "active", _("Active")
    ENDED = "ended", _("Ended")


class CourseEnd(models.TextChoices):
    """Why a course ended. The words blame nobody."""

    COMPLETED = "completed", _("Completed as planned")
    CHOSE_TO_STOP = "chose_to_stop", _("Chose not to continue")
    PRESCRIBER = "prescriber", _("The prescriber ended it")
    CHANGED = "changed", _("Changed to another medicine")
    MOVED = "moved", _("Continues somewhere else")
    NOT_STARTED = "not_started", _("Was not started")
    STOPPED_ALL = "stopped_all", _("All messages and plans were stopped")


class DoseState(models.TextChoices):
    """Scheduled → given, late given, missed or declined. A course that ends cancels what is scheduled."""

    SCHEDULED = "scheduled", _("Scheduled")
    GIVEN = "given", _("Given")
    LATE_GIVEN = "late_given", _("Given late")
    MISSED = "missed", _("Missed")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("No longer planned")


class ToleranceReason(models.TextChoices):
    """Why tolerance is taken to be low."""

    END_OF_INTERVAL = "end_of_interval", _("The last dose has run out")
    MISSED = "missed", _("A dose was missed")
    DECLINED = "declined", _("A dose was declined")
    STOPPED = "stopped", _("The course has ended")


class LabState(models.TextChoices):
    """A test is due until somebody writes down that it was done, or that it is not needed."""

    DUE = "due", _("Due")
    DONE = "done", _("Done")
    WAIVED = "waived", _("Not needed")
