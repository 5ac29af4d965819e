"""The fixed words of aftercare and the moves of a check-in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AftercareEntry(models.TextChoices):
    """How somebody came into aftercare."""

    START_OF_CARE = "start_of_care", _("Started care")
    DISCHARGE = "discharge", _("Left the program")
    BY_HAND = "by_hand", _("Entered by hand")


class AftercareState(models.TextChoices):
    """Ended is ended: somebody who comes back is entered anew."""

    ACTIVE = "active", _("Going on")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


class AskedBy(models.TextChoices):
    """How a check-in reaches the person."""

    EMAIL = "email", _("By e-mail")
    PHONE = "phone", _("By phone")


class CheckInState(models.TextChoices):
    """Planned → asked → answered, or not heard. An answer may still come after the time was over."""

    PLANNED = "planned", _("Planned")
    SENT = "sent", _("Asked")
    ANSWERED = "answered", _("Answered")
    MISSED = "missed", _("Not heard")
    CANCELLED = "cancelled", _("Not asked")


LEGAL_CHECK_IN_MOVES: dict[str, frozenset[str]] = {
    CheckInState.PLANNED: frozenset({CheckInState.SENT, CheckInState.ANSWERED, CheckInState.CANCELLED}),
    CheckInState.SENT: frozenset({CheckInState.ANSWERED, CheckInState.MISSED, CheckInState.CANCELLED}),
    CheckInState.MISSED: frozenset({CheckInState.ANSWERED}),
    CheckInState.ANSWERED: frozenset(),
    CheckInState.CANCELLED: frozenset(),
}


class CheckInPage(models.TextChoices):
    """What a link of a check-in opens. A token of one page is worthless on another."""

    ANSWER = "answer", _("Answer")
    STOP = "stop", _("Stop these messages")
    REACH = "reach", _("Change how we reach you")
    DELETE = "delete", _("Delete my answers")


class AnswerSource(models.TextChoices):
    """Who filled in a check-in."""

    SELF = "self", _("Themselves")
    PHONE = "phone", _("By phone, with staff")


class FlagKind(models.TextChoices):
    """What asks for a person. The words are for staff; nobody outside ever sees them."""

    HELP_NOW = "help_now", _("Needs help now")
    DANGER = "danger", _("Words of danger")
    ASKED_CALL = "asked_call", _("Asked for a call")
    HARD_TIME = "hard_time", _("Hard time")
    USE = "use", _("Return to use")
    CRAVING = "craving", _("Strong craving")
    CONFIDENCE = "confidence", _("Less sure than before")
    SLEEP = "sleep", _("Sleeps badly")
    SUPPORT = "support", _("Nobody to turn to")
    MEDICINE = "medicine", _("Medicine not as planned")
    SIDE_EFFECTS = "side_effects", _("Side effects")
    WORDS = "words", _("Wrote something")
    UNANSWERED = "unanswered", _("Left a question open")
    SILENCE = "silence", _("Not heard from")
    ADDRESS = "address", _("Address does not work")
    STOPPED = "stopped", _("Stopped the messages")
    DELETE_ASKED = "delete_asked", _("Asks to delete answers")
    DOSE = "dose", _("Dose or visit late")
    END_OF_TIME = "end_of_time", _("The planned time is over")
