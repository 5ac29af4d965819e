"""What happened, in words: the lines of a lead's history whose words are the same for everybody who reads them.

The desk shows them with more beside them; a person's own copy shows these. What a call, note, e-mail or piece of work tells better is
told there.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intake.models import LeadEvent
from intake.states import LeadStatus

_WORDS: Mapping[str, Promise] = {
    "access.restricted": _("Restricted to named people"),
    "access.lifted": _("No longer restricted"),
    "glass.broken": _("Opened with a reason, for an hour"),
    "glass.reviewed": _("A supervisor looked at that opening"),
    "aftercare.entered": _("Aftercare began"),
    "aftercare.ended": _("Aftercare ended"),
    "aftercare.paused": _("Aftercare paused"),
    "aftercare.resumed": _("Aftercare goes on"),
    "aftercare.reached": _("Aftercare: talked with them"),
    "aftercare.tried": _("Aftercare: tried to reach them"),
    "check_in.answered": _("Answered a check-in"),
    "check_in.flagged": _("A check-in asks for a person"),
    "check_in.missed": _("Not heard from"),
    "answers.deleted": _("Their answers were deleted"),
    "disclosure.made": _("Something was disclosed under their consent"),
    "disclosure_consent.recorded": _("Consented in writing to a disclosure"),
    "disclosure_consent.revoked": _("Took their consent to a disclosure back"),
    "legal_hold.placed": _("A legal hold was placed"),
    "legal_hold.lifted": _("The legal hold was lifted"),
    "never_contact.lifted": _("They may be contacted again"),
    "person.erased": _("What identifies them was erased"),
    "tolerance.opened": _("A clinician has to talk with them"),
    "tolerance.closed": _("A clinician talked with them"),
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
    "lead.amended": _("Sent the form again with other answers"),
    "lead.replied": _("They replied"),
    "message.written": _("An e-mail was written"),
    "reach.changed": _("Changed how we may reach them"),
    "safe_contact.changed": _("Safe contact changed"),
    "safe_contact.overridden": _("Safe contact overridden"),
    "escalation.acknowledged": _("Took the emergency by name"),
    "messages.paused": _("Messages paused"),
    "messages.resumed": _("Messages go on"),
    "address.failed": _("An e-mail address was closed: it does not work, or our e-mail was reported"),
    "address.opened": _("The e-mail address was opened again, after speaking with the person"),
    "message.came_back": _("An e-mail did not arrive this time"),
    "messages.started": _("Asked for messages again"),
    "messages.stopped": _("Asked for no more messages"),
    "maybe_same.different": _("Said: a different person"),
    "people.joined": _("Joined with another inquiry as the same person"),
    "people.parted": _("No longer joined with another inquiry: two people after all"),
    "message.refused": _("The mail server refused an e-mail"),
    "message.uncertain": _("It is not known whether an e-mail went out"),
    "appointment.booked": _("Appointment booked"),
    "appointment.moved": _("Appointment moved"),
    "appointment.kept": _("They came to their appointment"),
    "appointment.missed": _("They did not come to their appointment"),
    "appointment.cancelled": _("Appointment cancelled"),
    "plan.paused": _("Follow-up plan paused"),
    "plan.resumed": _("Follow-up plan goes on"),
    "plan.step_skipped": _("A step of the follow-up plan was left out by hand"),
    "alert.raised": _("Told the people on call"),
    "plan.zone_changed": _("The follow-up plan keeps to another clock"),
    "plan.step_hurried": _("A step of the follow-up plan was asked for now"),
    "message.sent": _("An e-mail went out"),
    "message.held": _("An e-mail is held"),
    "message.not_sent": _("An e-mail was not sent"),
    "message.approved": _("An e-mail was looked at and may go"),
    "message.rejected": _("An e-mail was looked at and stays unsent"),
}


def history(kind: str) -> str:
    """The words of one kind of event."""
    return str(_WORDS[kind])


def words_of_event(event: LeadEvent) -> str:
    """The event in words; empty for one that another part of the file tells."""
    if event.kind == "lead.moved":
        words = {name: _label(event.facts.get(key)) for name, key in (("before", "from"), ("after", "to"))}
        return gettext("Status changed: %(before)s → %(after)s") % words
    return str(_WORDS.get(event.kind, ""))


def _label(status: object) -> str:
    return str(LeadStatus(status).label) if status in LeadStatus.values else ""
