"""The audit's codes in words: what was done, and to what. A code that has no words here is shown as it is."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from clinics.states import Role

_ACTIONS: Final[dict[str, Any]] = {
    "access.lifted": _("Restriction lifted"),
    "access.restricted": _("Restricted to named people"),
    "account_link.invite": _("Invitation sent"),
    "account_link.password": _("Link for a new password sent"),
    "account_link.reset": _("Link to set up sign-in anew sent"),
    "account_link.taken_back": _("Sign-in link taken back"),
    "aftercare.listed": _("List of aftercare seen"),
    "aftercare.read": _("Aftercare page read"),
    "aftercare_rules.changed": _("Rules of aftercare changed"),
    "answers.deleted": _("Answers to check-ins deleted"),
    "audit.exported": _("Audit exported"),
    "audit.read": _("Audit read"),
    "authenticator.reset": _("Second factor reset"),
    "authenticator.set_up": _("Authenticator app set up"),
    "backlog.drop": _("Late e-mails dropped"),
    "backlog.release": _("Late e-mails let go"),
    "backup.made": _("Backup made"),
    "backup.restored": _("Restored from a backup"),
    "caller.matched": _("Caller looked up"),
    "clinic.added": _("Clinic added"),
    "clinic.changed": _("Clinic changed"),
    "course.read": _("Course of medicine read"),
    "disclosure.made": _("Disclosure made"),
    "disclosure.read": _("Document of a disclosure read"),
    "disclosure_consent.recorded": _("Written consent recorded"),
    "disclosure_consent.revoked": _("Written consent revoked"),
    "followup.read": _("Page of follow-up read"),
    "glass.broken": _("Opened a restricted record with a reason"),
    "glass.reviewed": _("Looked at the opening of a restricted record"),
    "holiday.removed": _("Holiday removed"),
    "holidays.added": _("Holidays added"),
    "hours.changed": _("Hours changed"),
    "installation.practice_mode": _("Back to practice mode"),
    "installation.went_live": _("Went live"),
    "instrument.approved": _("Questions of check-ins approved"),
    "lead.read": _("Inquiry read"),
    "lead.searched": _("Search for people"),
    "legal_hold.lifted": _("Legal hold lifted"),
    "legal_hold.placed": _("Legal hold placed"),
    "line.added": _("Phone line added"),
    "line.changed": _("Phone line changed"),
    "line.removed": _("Phone line removed"),
    "mail_hook.closed": _("Addresses for the mail provider shut"),
    "mail_hook.opened": _("Addresses for the mail provider made"),
    "medication_rules.changed": _("Rules of the medicine clock changed"),
    "never_contact.lifted": _("May be contacted again"),
    "on_call.changed": _("On-call list changed"),
    "page.added": _("Page to read added"),
    "page.approved": _("Page to read approved"),
    "page.changed": _("Draft of a page to read changed"),
    "page.discarded": _("Draft of a page to read discarded"),
    "page.published": _("Page to read published"),
    "page.unpublished": _("Page to read taken down"),
    "pager.sample_sent": _("Sample sent to the pager"),
    "pager.set": _("Pager set"),
    "pager.stopped": _("Pager stopped"),
    "passkey.added": _("Passkey added"),
    "passkey.failed": _("Sign-in with a passkey failed"),
    "passkey.removed": _("Passkey removed"),
    "password.changed": _("Password changed"),
    "people.joined": _("Two records joined as one person"),
    "people.parted": _("Two records parted"),
    "person.erased": _("Person erased"),
    "plan.changed": _("Draft of a plan changed"),
    "plan.created": _("Plan made"),
    "plan.mode_changed": _("Mode of a plan changed"),
    "plan.published": _("Steps of a plan published"),
    "queue.added": _("Queue added"),
    "queue.changed": _("Queue changed"),
    "queue.members_changed": _("Members of a queue changed"),
    "reading.alarm": _("Very much was read: a supervisor was told"),
    "record.exported": _("Everything on file exported"),
    "record.read": _("Records of a person read"),
    "recovery_codes.made": _("Recovery codes made"),
    "report.exported": _("Reports exported"),
    "restored.list": _("List of messages held since the restore seen"),
    "restricted.listed": _("List of restricted records seen"),
    "retention.changed": _("Times of keeping changed"),
    "retention.ended": _("Ended because its time of keeping was over"),
    "review.list": _("Messages to review seen"),
    "rota.cover_added": _("Stand-in or absence added to the rota"),
    "rota.cover_removed": _("Stand-in or absence removed from the rota"),
    "rota.shift_removed": _("Shift removed from the rota"),
    "rota.shifts_added": _("Shifts added to the rota"),
    "rulebook.published": _("Routing rules published"),
    "same_person.compared": _("Two inquiries compared"),
    "same_person.searched": _("Search for another inquiry of a person"),
    "second_factor.failed": _("Second factor was wrong"),
    "session.ended": _("Session ended by hand"),
    "session.idle": _("Session ended after a time without use"),
    "session.too_old": _("Session ended at its longest time"),
    "sign_in.done": _("Signed in"),
    "sign_in.failed": _("Sign-in failed"),
    "sign_out": _("Signed out"),
    "staff.added": _("Member of staff added"),
    "staff.availability": _("Availability changed"),
    "staff.disabled": _("Account disabled"),
    "staff.duty_handed_over": _("Work handed over"),
    "staff.enabled": _("Account enabled"),
    "staff.joined": _("Invitation accepted"),
    "staff.languages": _("Languages of a member of staff changed"),
    "staff.queues": _("Queues of a member of staff changed"),
    "staff.roles": _("Roles changed"),
    "step_up.done": _("Proved again who they are"),
    "step_up.failed": _("Could not prove again who they are"),
    "stopped.listed": _("List of stopped addresses seen"),
    "suppression.lifted": _("Address opened again"),
    "task.read": _("Piece of work read"),
    "text.added": _("Message text added"),
    "text.approved": _("Message text approved"),
    "text.changed": _("Draft of a message text changed"),
    "text.discarded": _("Draft of a message text discarded"),
    "text.published": _("Message text published"),
    "work.listed": _("List of work seen"),
}
# Actions whose reason our own code writes, of codes and ids: what was changed, and no word of anybody.
_CODED: Final = frozenset(
    {
        "clinic.changed",
        "plan.mode_changed",
        "plan.published",
        "retention.changed",
        "retention.ended",
        "session.ended",
        "staff.added",
        "staff.availability",
        "staff.duty_handed_over",
        "staff.roles",
    }
)
_OBJECTS: Final[dict[str, Any]] = {
    "aftercare": _("aftercare"),
    "aftercare_rules": _("rules of aftercare"),
    "audit": _("audit"),
    "backlog": _("late e-mails"),
    "backup": _("backup"),
    "clinic": _("clinic"),
    "course": _("course of medicine"),
    "disclosure": _("disclosure"),
    "education_page": _("page to read"),
    "followup": _("follow-up"),
    "holiday": _("holiday"),
    "holidays": _("holidays"),
    "hours": _("hours"),
    "installation": _("installation"),
    "instrument": _("questions of check-ins"),
    "lead": _("inquiry"),
    "line": _("phone line"),
    "list": _("list"),
    "mail_hook": _("mail provider"),
    "medication_rules": _("rules of the medicine clock"),
    "on_call": _("on-call list"),
    "pager": _("pager"),
    "person": _("person"),
    "plan": _("plan"),
    "queue": _("queue"),
    "record": _("records"),
    "report": _("reports"),
    "retention": _("times of keeping"),
    "rulebook": _("routing rules"),
    "staff": _("member of staff"),
    "suppression": _("stopped address"),
    "task": _("piece of work"),
    "template": _("message text"),
}


def action_words(code: str) -> str:
    """What was done, in the reader's language."""
    return str(_ACTIONS.get(code, code))


def object_words(code: str) -> str:
    """What it was done to, in the reader's language."""
    return str(_OBJECTS.get(code, code))


def is_coded(action: str) -> bool:
    """Whether the reason of such an entry says what was changed in codes, so that everybody who watches may read it."""
    return action in _CODED


def reason_words(action: str, reason: str) -> str:
    """A reason for a reader: roles by their names, everything else as it was written."""
    if action not in {"staff.roles", "staff.added"}:
        return reason
    return ", ".join(_role_words(code) for code in reason.replace(",", " ").split())


def _role_words(code: str) -> str:
    sign, role = (code[0], code[1:]) if code[0] in "+-" else ("", code)
    return f"{sign}{Role(role).label if role in Role.values else role}"
