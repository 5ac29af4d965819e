"""The fixed words of clinics and staff: roles, availability, kinds of phone line."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member of staff may do in one clinic; one person may hold several."""

    STAFF = "staff", _("Admissions staff")
    CLINICIAN = "clinician", _("Clinician or nurse")
    SUPERVISOR = "supervisor", _("Supervisor")
    ADMIN = "admin", _("Clinic admin")
    AUDITOR = "auditor", _("Auditor")


# Roles that may open a person's record; admin and auditor need one of these beside their own.
CARE_ROLES = frozenset({Role.STAFF, Role.CLINICIAN, Role.SUPERVISOR})


class Availability(models.TextChoices):
    """Set by the person; "away" keeps new work from being offered."""

    AVAILABLE = "available", _("Available")
    ON_CALL = "on_a_call", _("On a call")
    WRAP_UP = "wrap_up", _("Wrap-up")
    AWAY = "away", _("Away")


class Language(models.TextChoices):
    """Languages of public pages and messages."""

    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")


class Weekday(models.IntegerChoices):
    """Monday is 0, as in datetime.date.weekday()."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class LinkKind(models.TextChoices):
    """What a link that was mailed to a member of staff lets them do, once."""

    INVITE = "invite", _("Invitation")
    PASSWORD = "password", _("New password")
    RESET = "reset", _("New password and second factor")
