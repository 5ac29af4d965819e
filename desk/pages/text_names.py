"""What each of our message texts is for, in words."""

from django.utils.translation import gettext as _


def text_name(code: str) -> str:
    """What a message is for; the code itself for one that a clinic made."""
    bare = code.removesuffix("-private")
    name = _text_names().get(bare, bare)
    return name if bare == code else _("%(text)s, when somebody else may see it") % {"text": name}


def _text_names() -> dict[str, str]:
    return {
        "acknowledgement": _("First e-mail: we have your message"),
        "visit-reminder": _("Medicine: a visit is near"),
        "visit-missed": _("Medicine: a visit was missed"),
        "check-in": _("Check-in"),
        "check-in-reminder": _("Check-in: reminder"),
        "check-in-link": _("Check-in: a new link"),
        "check-in-caring": _("Check-in: a kind word after silence"),
        "check-in-goodbye": _("Check-in: the last e-mail"),
        "supporter": _("To a supporter"),
        "inquiry-day-1": _("New inquiry: after 1 day"),
        "inquiry-day-3": _("New inquiry: after 3 days"),
        "inquiry-day-7": _("New inquiry: after 7 days"),
        "inquiry-day-14": _("New inquiry: after 14 days"),
        "unreached-1": _("Could not reach them: first"),
        "unreached-2": _("Could not reach them: second"),
        "waiting": _("Waiting list"),
        "appointment-booked": _("Appointment: agreed or moved"),
        "appointment-day-before": _("Appointment: the day before"),
        "appointment-morning": _("Appointment: that morning"),
        "appointment-missed": _("Appointment: after a missed one"),
        "family-1": _("For family: first"),
        "family-2": _("For family: second"),
        "family-3": _("For family: third"),
    }
