"""The words for what became of a message, and which outweighs which."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Delivery(models.TextChoices):
    """What a provider, or the server of the address, told us later about a message that went out."""

    NONE = "", ""
    ACCEPTED = "accepted", _("Taken by the mail provider")
    DEFERRED = "deferred", _("Delayed on its way")
    SOFT_BOUNCE = "soft_bounce", _("Not delivered this time")
    DELIVERED = "delivered", _("Delivered")
    REJECTED = "rejected", _("The mail provider did not pass it on")
    HARD_BOUNCE = "hard_bounce", _("The address does not work")
    COMPLAINED = "complained", _("Reported as unwanted")


# What is told later never takes back what weighs more, in whichever order it arrives.
WEIGHT: dict[str, int] = {
    Delivery.NONE: 0,
    Delivery.ACCEPTED: 1,
    Delivery.DEFERRED: 2,
    Delivery.SOFT_BOUNCE: 3,
    Delivery.DELIVERED: 4,
    Delivery.REJECTED: 5,
    Delivery.HARD_BOUNCE: 6,
    Delivery.COMPLAINED: 7,
}


class EventState(models.TextChoices):
    """A delivery event is kept first and applied afterwards."""

    RECEIVED = "received", _("Received")
    APPLIED = "applied", _("Applied")
    FOREIGN = "foreign", _("About no message of ours")
    UNREADABLE = "unreadable", _("Could not be read")
