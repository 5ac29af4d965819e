"""Lines of the history about access and care. What is clinical is said neutrally: everybody who cares for people reads it."""

from django.utils.translation import gettext as _

_MEDICINE = ("course.planned", "course.ended", "dose.given", "dose.missed", "dose.declined", "lab.settled")


def loud_words() -> dict[str, tuple[str, str]]:
    """Event kind → icon and words, for lines that stand out."""
    return {
        "access.restricted": ("eye", _("Restricted to named people")),
        "access.lifted": ("eye", _("No longer restricted")),
        "glass.broken": ("flag", _("Opened with a reason, for an hour")),
        "glass.reviewed": ("check", _("A supervisor looked at that opening")),
        "aftercare.entered": ("person", _("Aftercare began")),
        "aftercare.ended": ("check", _("Aftercare ended")),
        "aftercare.paused": ("pause", _("Aftercare paused")),
        "aftercare.resumed": ("person", _("Aftercare goes on")),
        "aftercare.reached": ("phone", _("Aftercare: talked with them")),
        "aftercare.tried": ("phone", _("Aftercare: tried to reach them")),
        "check_in.answered": ("person", _("Answered a check-in")),
        "check_in.flagged": ("flag", _("A check-in asks for a person")),
        "check_in.missed": ("clock", _("Not heard from")),
        "answers.deleted": ("eye", _("Their answers were deleted")),
        "disclosure.made": ("eye", _("Something was disclosed under their consent")),
        "disclosure_consent.recorded": ("check", _("Consented in writing to a disclosure")),
        "disclosure_consent.revoked": ("eye", _("Took their consent to a disclosure back")),
        "legal_hold.placed": ("flag", _("A legal hold was placed")),
        "legal_hold.lifted": ("check", _("The legal hold was lifted")),
        "never_contact.lifted": ("check", _("They may be contacted again")),
        "person.erased": ("eye", _("What identifies them was erased")),
        "tolerance.opened": ("flag", _("A clinician has to talk with them")),
        "tolerance.closed": ("check", _("A clinician talked with them")),
    }


def quiet_words() -> dict[str, str]:
    """Event kind → words, for lines that stand back."""
    clinician = _("A clinician’s page has a new entry")
    return {
        **dict.fromkeys(_MEDICINE, clinician),
        "aftercare.handed": _("Aftercare was given to somebody else"),
        "aftercare.rhythm_changed": _("How often they are asked was changed"),
        "aftercare.stepped_up": _("They are asked more often for a while"),
        "consent.recorded": _("Said whether they want news"),
        "record.exported": _("Everything on file was given out as a copy"),
        "check_in.asked": _("Asked how they are"),
        "check_in.left_out": _("A check-in was left out"),
        "check_in.link_sent": _("They asked for a new link"),
        "check_in.moved": _("A check-in was moved"),
        "supporter.added": _("A supporter was added"),
        "supporter.ended": _("A supporter hears nothing more"),
    }
