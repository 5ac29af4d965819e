"""The fixed words of messages and the moves between their states."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from followup.states.aftercare import LEGAL_CHECK_IN_MOVES as LEGAL_CHECK_IN_MOVES
from followup.states.aftercare import AftercareEntry as AftercareEntry
from followup.states.aftercare import AftercareState as AftercareState
from followup.states.aftercare import AnswerSource as AnswerSource
from followup.states.aftercare import AskedBy as AskedBy
from followup.states.aftercare import CheckInPage as CheckInPage
from followup.states.aftercare import CheckInState as CheckInState
from followup.states.aftercare import FlagKind as FlagKind


class MessageClass(models.TextChoices):
    """How a message is treated when its sending is doubtful or late."""

    ROUTINE = "routine", _("Routine")
    CRITICAL = "critical", _("Critical")
    STAFF_ALERT = "staff_alert", _("Staff alert")


class MessageState(models.TextChoices):
    """Pending → claimed → sending → sent, or visibly not sent with a reason."""

    HELD = "held", _("Held")
    PENDING = "pending", _("Waiting to go")
    CLAIMED = "claimed", _("About to go")
    SENDING = "sending", _("Going out")
    SENT = "sent", _("Sent")
    UNCERTAIN = "uncertain", _("Not clear whether it went out")
    SKIPPED = "skipped", _("Not sent")
    EXPIRED = "expired", _("Too late, not sent")
    FAILED = "failed", _("Refused by the mail server")


LEGAL_MESSAGE_MOVES: dict[str, frozenset[str]] = {
    # Sent: only what was restored from a backup and proved to have gone out after it was made.
    MessageState.HELD: frozenset({MessageState.PENDING, MessageState.SKIPPED, MessageState.EXPIRED, MessageState.SENT}),
    MessageState.PENDING: frozenset({MessageState.CLAIMED, MessageState.HELD, MessageState.SKIPPED, MessageState.EXPIRED}),
    MessageState.CLAIMED: frozenset(
        {MessageState.SENDING, MessageState.PENDING, MessageState.HELD, MessageState.SKIPPED, MessageState.EXPIRED}
    ),
    MessageState.SENDING: frozenset({MessageState.SENT, MessageState.UNCERTAIN, MessageState.FAILED, MessageState.PENDING}),
    MessageState.UNCERTAIN: frozenset({MessageState.SENT, MessageState.FAILED, MessageState.PENDING}),
    MessageState.SENT: frozenset(),
    MessageState.SKIPPED: frozenset(),
    MessageState.EXPIRED: frozenset(),
    MessageState.FAILED: frozenset(),
}


class WhyNot(models.TextChoices):
    """Why a message is held or was not sent."""

    NONE = "", ""
    PRACTICE_MODE = "practice_mode", _("Practice mode: nothing leaves this system")
    EMAIL_NOT_SAFE = "email_not_safe", _("E-mail is not safe for this person")
    NOT_AGREED = "not_agreed", _("The person did not agree to e-mail")
    SUPPRESSED = "suppressed", _("This address asked for no messages or does not work")
    PAUSED = "paused", _("Messages are paused for this person")
    TOO_LATE = "too_late", _("It would have arrived too late")
    REFUSED = "refused", _("The mail server refused it")
    WORKER_LOST = "worker_lost", _("The worker stopped while it was going out")
    NO_ANSWER = "no_answer", _("The mail server did not answer in time")
    SUPERSEDED = "superseded", _("Somebody acknowledged it first")
    NEEDS_A_LOOK = "needs_a_look", _("It may be automatic, so a person looks at it first")
    RESTORED = "restored", _("Restored from a backup: it may have gone out already")
    NO_TEMPLATE = "no_template", _("There is no approved text in this language")
    UNREADABLE = "unreadable", _("It can’t be put together, so a person looks at it")
    NOT_DISCREET = "not_discreet", _("It leads to somebody else’s page, so a person looks at it")
    VALUE_MISSING = "value_missing", _("A place in the text has no value")
    TEST_MODE = "test_mode", _("Its plan is being tested: nothing leaves")
    TEAM_ONLY = "team_only", _("Its plan sends to the team only")
    FOR_REVIEW = "for_review", _("A person looks at it first")
    PLAN_OFF = "plan_off", _("Its plan is off")
    PLAN_ENDED = "plan_ended", _("They are no longer in its plan")
    NOT_TRUE = "not_true", _("Its condition is not true")
    REPLY_WAITS = "reply_waits", _("They wrote, and nobody had read it yet")
    REJECTED = "rejected", _("A member of staff decided not to send it")
    STOPPED = "stopped", _("Everything was stopped for this person")


class BacklogCause(models.TextChoices):
    """Why many e-mails of a clinic wait for a word."""

    OUTAGE = "outage", _("Nothing was sent for a time")
    RESTORED = "restored", _("Restored from a backup")


class PlanMode(models.TextChoices):
    """How far what a plan makes may go."""

    OFF = "off", _("Off")
    TEST = "test", _("Test: nothing leaves")
    TEAM = "team", _("Team only")
    HOLD = "hold", _("Hold for review")
    LIVE = "live", _("Live")


class PlanEntry(models.TextChoices):
    """Who gets into a plan by rule."""

    NEW_INQUIRY = "new_inquiry", _("People who asked for help for themselves")
    FAMILY_INQUIRY = "family_inquiry", _("Family and friends who asked")
    COULD_NOT_REACH = "could_not_reach", _("People we could not reach")
    APPOINTMENT = "appointment", _("People with an appointment")
    BY_HAND = "by_hand", _("Whoever staff put in")


class Anchor(models.TextChoices):
    """The moment a step is counted from."""

    ENROLMENT = "enrolment", _("When they got into the plan")
    ARRIVAL = "arrival", _("When the inquiry came")
    LAST_CONTACT = "last_contact", _("The last time we spoke")
    APPOINTMENT = "appointment", _("The appointment")
    BOOKING = "booking", _("When an appointment was agreed or moved")
    DISCHARGE = "discharge", _("The end of care")
    DOSE = "dose", _("The last dose")


class StepClass(models.TextChoices):
    """Routine steps keep to the caps and are dropped when late; a critical one that is missed becomes work for a person."""

    ROUTINE = "routine", _("Routine")
    CRITICAL = "critical", _("Critical")


class StepAction(models.TextChoices):
    """What a step does."""

    EMAIL = "email", _("E-mail")
    TASK = "task", _("Work for a person")
    STOP = "stop", _("Stop the plan")


class OnMissed(models.TextChoices):
    """What happens when a step could not be done before it expired."""

    SKIP = "skip", _("Leave it out")
    TASK = "task", _("Give it to a person")
    NEXT = "next", _("Do the next step in its place")


class EnrolmentState(models.TextChoices):
    """Active ↔ paused → completed or exited, for good. Coming back is a new episode."""

    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    COMPLETED = "completed", _("Completed")
    EXITED = "exited", _("Ended early")


OPEN_ENROLMENTS = frozenset({EnrolmentState.ACTIVE, EnrolmentState.PAUSED})
LEGAL_ENROLMENT_MOVES: dict[str, frozenset[str]] = {
    EnrolmentState.ACTIVE: frozenset({EnrolmentState.PAUSED, EnrolmentState.COMPLETED, EnrolmentState.EXITED}),
    EnrolmentState.PAUSED: frozenset({EnrolmentState.ACTIVE, EnrolmentState.COMPLETED, EnrolmentState.EXITED}),
    EnrolmentState.COMPLETED: frozenset(),
    EnrolmentState.EXITED: frozenset(),
}


class ExitReason(models.TextChoices):
    """Why somebody is no longer in a plan."""

    NONE = "", ""
    FINISHED = "finished", _("All steps are done")
    REPLIED = "replied", _("They replied")
    REACHED = "reached", _("We spoke with them")
    BOOKED = "booked", _("They have an appointment")
    OPTED_OUT = "opted_out", _("They asked for no more messages")
    UNSAFE = "unsafe", _("Writing to them is not safe")
    URGENT = "urgent", _("There is a sign of danger")
    CLOSED = "closed", _("The inquiry ended")
    OTHER_PLAN = "other_plan", _("They are in another plan")
    STOPPED = "stopped", _("A person ended it")
    DIED = "died", _("They died")
    WRONG_PERSON = "wrong_person", _("It was the wrong person")
    CUSTODY = "custody", _("They are in custody")
    ERASED = "erased", _("Their record was erased")


class OccurrenceState(models.TextChoices):
    """One step of one enrolment: planned, then ended in one of four ways, each with its reason."""

    PLANNED = "planned", _("Planned")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")
    EXPIRED = "expired", _("Too late")
    CANCELLED = "cancelled", _("Cancelled")


class Because(models.TextChoices):
    """Why a step was not done."""

    NONE = "", ""
    IN_THE_PAST = "in_the_past", _("Its day had passed when they got into the plan")
    OVERDUE = "overdue", _("It was overdue")
    CAP = "cap", _("Automatic e-mails to one address are kept apart")
    REPLY_WAITS = "reply_waits", _("They wrote, and nobody had read it yet")
    NO_HOURS = "no_hours", _("There is no hour in which it may arrive")
    NEWER_STEP = "newer_step", _("A later step took its place")
    NOT_TRUE = "not_true", _("Its condition is not true")
    PLAN_OFF = "plan_off", _("The plan is off")
    ENDED = "ended", _("They are no longer in the plan")
    NO_ADDRESS = "no_address", _("There is no e-mail address")
    EMAIL_NOT_SAFE = "email_not_safe", _("E-mail is not safe for this person")
    NOT_AGREED = "not_agreed", _("The person did not agree to these e-mails")
    SUPPRESSED = "suppressed", _("This address asked for no messages or does not work")
    PAUSED = "paused", _("Messages were paused")
    NO_TEMPLATE = "no_template", _("There is no approved text in this language")
    MISSING_VALUE = "missing_value", _("The text has a place without a value")
    ANCHOR_MOVED = "anchor_moved", _("The date it was counted from has changed")
    STEP_REMOVED = "step_removed", _("The step was taken out of the plan")
    BY_STAFF = "by_staff", _("A member of staff skipped it")
    NEEDS_A_PERSON = "needs_a_person", _("It failed again and again, so a person looks at it")


class AppointmentKind(models.TextChoices):
    """How it takes place, in neutral words."""

    VISIT = "visit", _("In person")
    CALL = "call", _("By phone")
    VIDEO = "video", _("By video")


class AppointmentState(models.TextChoices):
    """Booked, then exactly one end; a moved one names the one that replaced it."""

    BOOKED = "booked", _("Booked")
    MOVED = "moved", _("Moved")
    KEPT = "kept", _("Came")
    MISSED = "missed", _("Did not come")
    CANCELLED = "cancelled", _("Cancelled")
