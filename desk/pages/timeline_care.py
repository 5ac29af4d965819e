"""Lines of the history about access and care. What is clinical is said neutrally: everybody who cares for people reads it."""

from django.utils.translation import gettext as _

from records.domain.history_words import history

_MEDICINE = ("course.planned", "course.ended", "dose.given", "dose.missed", "dose.declined", "lab.settled")


def loud_words() -> dict[str, tuple[str, str]]:
    """Event kind → icon and words, for lines that stand out."""
    return {
        "access.restricted": ("eye", history("access.restricted")),
        "access.lifted": ("eye", history("access.lifted")),
        "glass.broken": ("flag", history("glass.broken")),
        "glass.reviewed": ("check", history("glass.reviewed")),
        "aftercare.entered": ("person", history("aftercare.entered")),
        "aftercare.ended": ("check", history("aftercare.ended")),
        "aftercare.paused": ("pause", history("aftercare.paused")),
        "aftercare.resumed": ("person", history("aftercare.resumed")),
        "aftercare.reached": ("phone", history("aftercare.reached")),
        "aftercare.tried": ("phone", history("aftercare.tried")),
        "check_in.answered": ("person", history("check_in.answered")),
        "check_in.flagged": ("flag", history("check_in.flagged")),
        "check_in.missed": ("clock", history("check_in.missed")),
        "answers.deleted": ("eye", history("answers.deleted")),
        "disclosure.made": ("eye", history("disclosure.made")),
        "disclosure_consent.recorded": ("check", history("disclosure_consent.recorded")),
        "disclosure_consent.revoked": ("eye", history("disclosure_consent.revoked")),
        "legal_hold.placed": ("flag", history("legal_hold.placed")),
        "legal_hold.lifted": ("check", history("legal_hold.lifted")),
        "never_contact.lifted": ("check", history("never_contact.lifted")),
        "person.erased": ("eye", history("person.erased")),
        "tolerance.opened": ("flag", history("tolerance.opened")),
        "tolerance.closed": ("check", history("tolerance.closed")),
    }


def quiet_words() -> dict[str, str]:
    """Event kind → words, for lines that stand back."""
    clinician = _("A clinician’s page has a new entry")
    return {
        **dict.fromkeys(_MEDICINE, clinician),
        "aftercare.handed": history("aftercare.handed"),
        "aftercare.rhythm_changed": history("aftercare.rhythm_changed"),
        "aftercare.stepped_up": history("aftercare.stepped_up"),
        "consent.recorded": history("consent.recorded"),
        "record.exported": history("record.exported"),
        "check_in.asked": history("check_in.asked"),
        "check_in.left_out": history("check_in.left_out"),
        "check_in.link_sent": history("check_in.link_sent"),
        "check_in.moved": history("check_in.moved"),
        "supporter.added": history("supporter.added"),
        "supporter.ended": history("supporter.ended"),
    }
