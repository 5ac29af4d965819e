"""The fixed words of messages and the moves between their states."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
    MessageState.HELD: frozenset({MessageState.PENDING, MessageState.SKIPPED, MessageState.EXPIRED}),
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
