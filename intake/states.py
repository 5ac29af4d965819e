"""The fixed words of intake and the table of legal moves between them."""

from django.db import models
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How something reached the clinic."""

    WEB_FORM = "web_form", _("Web form")
    EMBED = "embed", _("Website embed")
    API = "api", _("API")
    PHONE_WEBHOOK = "phone_webhook", _("Phone system")
    LOGGED_CALL = "logged_call", _("Logged call")
    INBOUND_EMAIL = "inbound_email", _("E-mail")
    IMPORT = "import", _("Import")


class SubmissionState(models.TextChoices):
    """Received rows wait to be understood; after five failures a person gets them."""

    RECEIVED = "received", _("Received")
    DONE = "done", _("Done")
    NEEDS_HUMAN = "needs_human", _("Needs a person")


class Severity(models.IntegerChoices):
    """Most urgent first: the number is the sort order, the word is what people see."""

    EMERGENCY = 0, _("Emergency")
    URGENT = 1, _("Urgent")
    SOON = 2, _("Soon")
    ROUTINE = 3, _("Routine")

    @property
    def word(self) -> str:
        """The stable word used in rules, commands and the API."""
        return self.name.lower()


class LeadStatus(models.TextChoices):
    """Where one episode of seeking care stands."""

    NEW = "new", _("New")
    IN_TOUCH = "in_touch", _("In touch")
    BOOKED = "booked", _("Booked")
    STARTED_CARE = "started_care", _("Started care")
    NOT_NOW = "not_now", _("Not now")
    REFERRED = "referred", _("Referred")
    COULD_NOT_REACH = "could_not_reach", _("Could not reach")
    CLOSED = "closed", _("Closed")


OPEN_STATUSES = frozenset({LeadStatus.NEW, LeadStatus.IN_TOUCH, LeadStatus.BOOKED})

_ANY_END = {
    LeadStatus.STARTED_CARE,
    LeadStatus.NOT_NOW,
    LeadStatus.REFERRED,
    LeadStatus.COULD_NOT_REACH,
    LeadStatus.CLOSED,
}
# A person may come back at any time, so every end can be reopened; "new" is only ever where a lead begins.
LEGAL_MOVES: dict[str, frozenset[str]] = {
    LeadStatus.NEW: frozenset({LeadStatus.IN_TOUCH, LeadStatus.BOOKED} | _ANY_END),
    LeadStatus.IN_TOUCH: frozenset({LeadStatus.BOOKED} | _ANY_END),
    LeadStatus.BOOKED: frozenset({LeadStatus.IN_TOUCH} | _ANY_END),
    LeadStatus.STARTED_CARE: frozenset({LeadStatus.IN_TOUCH, LeadStatus.CLOSED}),
    LeadStatus.NOT_NOW: frozenset({LeadStatus.IN_TOUCH, LeadStatus.BOOKED, LeadStatus.CLOSED}),
    LeadStatus.REFERRED: frozenset({LeadStatus.IN_TOUCH, LeadStatus.CLOSED}),
    LeadStatus.COULD_NOT_REACH: frozenset({LeadStatus.IN_TOUCH, LeadStatus.BOOKED, LeadStatus.CLOSED}),
    LeadStatus.CLOSED: frozenset({LeadStatus.IN_TOUCH}),
}


class TaskKind(models.TextChoices):
    """Kinds of work for a person."""

    FIRST_CONTACT = "first_contact", _("First contact")
    CALLBACK = "callback", _("Call back")
    REPLY = "reply", _("Reply")
    ESCALATION = "escalation", _("Escalation")
    REVIEW = "review", _("Review")
    NEEDS_DETAILS = "needs_details", _("Add details")
    NURSE_CALL = "nurse_call", _("Nurse call")
    VERIFY_ADDRESS = "verify_address", _("Check the address")
    WAIT_FOR_CONTACT = "wait_for_contact", _("Waiting for them to contact us")
    UNCERTAIN_SENDS = "uncertain_sends", _("Check unclear sends")
    PLAN_STEP = "plan_step", _("Follow-up step")
    RELEASE_BACKLOG = "release_backlog", _("Decide what may still go out")
    CHECK_IN_CALL = "check_in_call", _("Check-in call")
    DOSE_DUE = "dose_due", _("Dose to look after")
    LAB_DUE = "lab_due", _("Test due")
    PRESCRIBER_REVIEW = "prescriber_review", _("Prescriber review")
    TOLERANCE_TALK = "tolerance_talk", _("Talk about lower tolerance")
    ACCESS_REVIEW = "access_review", _("Look at who opened a record")
    READING_REVIEW = "reading_review", _("Look at who read very much")


class TaskState(models.TextChoices):
    """A task is open until somebody gives it an outcome, or a new fact answers it."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("No longer needed")


class SkillNeeded(models.TextChoices):
    """Who may take a task beside the queue's members."""

    NONE = "", _("Anyone in the queue")
    CLINICIAN = "clinician", _("Clinician or nurse")


class Relationship(models.TextChoices):
    """Who the contact person is to the one who needs care."""

    SELF = "self", _("Themselves")
    CARING = "caring", _("Family or friend")
    PROFESSIONAL = "professional", _("Professional")
    UNSAID = "unsaid", _("Not said")


class CallDirection(models.TextChoices):
    """Seen from the clinic."""

    IN = "in", _("They called us")
    OUT = "out", _("We called")


class CallOutcome(models.TextChoices):
    """What came of a call; live ones are contacts, the others attempts."""

    CALLBACK_BOOKED = "callback_booked", _("Callback booked")
    APPOINTMENT = "appointment", _("Appointment")
    TRANSFERRED = "transferred", _("Transferred")
    INFO_GIVEN = "info_given", _("Information given")
    REFERRED = "referred", _("Referred elsewhere")
    THINKING = "thinking", _("Thinking about it")
    EMERGENCY_SERVICES = "emergency_services", _("Emergency services")
    LEFT_MESSAGE = "left_message", _("Left a message")
    NO_ANSWER = "no_answer", _("No answer")


LIVE_OUTCOMES = frozenset(set(CallOutcome) - {CallOutcome.LEFT_MESSAGE, CallOutcome.NO_ANSWER})


class NotALead(models.TextChoices):
    """Calls that keep no personal data."""

    WRONG_NUMBER = "wrong_number", _("Wrong number")
    HANG_UP = "hang_up", _("Hang-up")
    SILENT = "silent", _("Silent")
    VENDOR = "vendor", _("Vendor")
    ABUSIVE = "abusive", _("Abusive")
    TEST = "test", _("Test")


class Voicemail(models.TextChoices):
    """Not asked means none. From strictest to loosest."""

    NONE = "none", _("No voicemail")
    FIRST_NAME = "first_name", _("Voicemail: first name only")
    CLINIC_NAME = "clinic_name", _("Voicemail: clinic name is fine")


class ContactKind(models.TextChoices):
    """What a contact point is."""

    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")


class SameBecause(models.TextChoices):
    """How staff know that two records are of one person. A shared number alone is no reason."""

    SAID_SO = "said_so", _("They said so themselves")
    CHECKED = "checked", _("Name and date of birth, or the like, were compared")
    CAME_IN = "came_in", _("They came in and were recognized")


class Purpose(models.TextChoices):
    """What messages are for; consent is given for one purpose and one channel."""

    INQUIRY = "inquiry", _("Messages about your inquiry")
    HELPFUL = "helpful", _("A few helpful e-mails")
    TEXTS = "texts", _("Text messages about this")
    APPOINTMENTS = "appointments", _("Messages about your appointments")
    MEDICATION = "medication", _("Reminders about your medicine")
    CHECK_INS = "check_ins", _("Check-ins after care")
    EDUCATION = "education", _("Useful information")
    ALUMNI = "alumni", _("News for former patients")


# What an e-mail may be for. Nobody agrees to e-mail by agreeing to texts.
MAIL_PURPOSES = [(value, label) for value, label in Purpose.choices if value != Purpose.TEXTS]

# The kind of a note that we wrote in the name of who decided: its words are kept in English (core.sentences).
NOTE_OF_OURS = "ours"

# What the queues and rules of a new clinic are called; kept in English and read in the reader's language.
READY_NAMES = frozenset(
    {
        gettext_noop("Urgent"),
        gettext_noop("Spanish"),
        gettext_noop("General"),
        gettext_noop("Urgent first"),
        gettext_noop("Everything else"),
    }
)


def shown_name(name: str) -> str:
    """The name of a queue or rule; in the reader's language while it is one that we gave it."""
    return gettext(name) if name in READY_NAMES else name
