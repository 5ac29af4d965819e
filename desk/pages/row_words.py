"""Words for a piece of work: what is to be done, why it is there, which dangers were found."""

from datetime import datetime
from functools import lru_cache
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from desk.wording import ago_text
from intake.states import TaskKind


class Work(Protocol):
    """A task, whole or only its columns."""

    @property
    def kind(self) -> str: ...
    @property
    def attempts(self) -> int: ...
    @property
    def is_promised(self) -> bool: ...
    @property
    def acknowledged_at(self) -> datetime | None: ...
    @property
    def reason(self) -> str: ...


class Inquiry(Protocol):
    """A lead, whole or only its columns."""

    @property
    def preferred_channel(self) -> str: ...
    @property
    def arrived_at(self) -> datetime: ...


def what_of(task: Work, language: str | None = None) -> str:
    """What is to be done; a further try says how often it was tried. `language`, here and below, is the reader's."""
    label = label_of(TaskKind, task.kind, language or get_language())
    if not task.attempts:
        return label
    return ngettext("%(what)s, tried %(times)d time", "%(what)s, tried %(times)d times", task.attempts) % {
        "what": label,
        "times": task.attempts,
    }


def why_of(task: Work, lead: Inquiry | None, now: datetime, language: str | None = None) -> str:
    """Why this row is here, in one sentence."""
    language = language or get_language()
    if task.kind == TaskKind.FIRST_CONTACT:
        return _asked(lead.preferred_channel, ago_text(lead.arrived_at, now=now, language=language), language) if lead else ""
    if task.kind == TaskKind.CALLBACK and task.is_promised:
        return _("We promised to call at this time.")
    if task.kind == TaskKind.ESCALATION and task.acknowledged_at is not None:
        return _("Taken by name. End it when the danger is over.")
    if task.kind == TaskKind.READING_REVIEW:
        sentence = _("%(name)s opened or listed very many records within ten minutes. See in the audit whether that was right.")
        return sentence % {"name": task.reason}
    return _why(task.kind, language)


@lru_cache(maxsize=128)
def _why(kind: str, _language: str | None) -> str:
    return str(_WHY[TaskKind(kind)])


_WHY = {
    TaskKind.CALLBACK: gettext_lazy("Ask how they are and what comes next."),
    TaskKind.REPLY: gettext_lazy("They wrote or called back and wait for an answer."),
    TaskKind.ESCALATION: gettext_lazy("Somebody has to take this by name now."),
    TaskKind.REVIEW: gettext_lazy("Read it and decide the next step."),
    TaskKind.NEEDS_DETAILS: gettext_lazy("A call was saved before all its answers were known."),
    TaskKind.NURSE_CALL: gettext_lazy("A clinician answers a question about medicine."),
    TaskKind.VERIFY_ADDRESS: gettext_lazy("As things stand no e-mail reaches them. Agree on an address or on another way."),
    TaskKind.WAIT_FOR_CONTACT: gettext_lazy("They asked us not to contact them. They have a code."),
    TaskKind.UNCERTAIN_SENDS: gettext_lazy("It is not clear whether some messages went out."),
    TaskKind.PLAN_STEP: gettext_lazy("Their follow-up plan asks for this now."),
    TaskKind.RELEASE_BACKLOG: gettext_lazy("Messages waited too long. Decide what may still go out."),
    TaskKind.CHECK_IN_CALL: gettext_lazy("Their check-ins, or silence, ask for a call. Look, then ask how they are."),
    TaskKind.DOSE_DUE: gettext_lazy("A dose is due or late."),
    TaskKind.LAB_DUE: gettext_lazy("A test is due."),
    TaskKind.PRESCRIBER_REVIEW: gettext_lazy("A prescriber decides before the next dose."),
    TaskKind.TOLERANCE_TALK: gettext_lazy("Their tolerance may be low. Talk about overdose and naloxone."),
    TaskKind.ACCESS_REVIEW: gettext_lazy("Somebody opened a restricted record. See whether that was right."),
}
_FLAGS = {
    "self_harm": gettext_lazy("Self-harm"),
    "overdose": gettext_lazy("Overdose"),
    "withdrawal": gettext_lazy("Withdrawal"),
    "violence": gettext_lazy("Violence"),
    "child_at_risk": gettext_lazy("Child at risk"),
    "pregnancy_withdrawal": gettext_lazy("Pregnant, withdrawal"),
}


def flag_word(code: str) -> str:
    """A danger the crisis check found, as staff read it."""
    return str(_FLAGS.get(code, code))


# A list says the same again for many rows, and at every look.
@lru_cache(maxsize=4096)
def _asked(preferred: str, ago: str, _language: str | None) -> str:
    if preferred == "text":
        return _("They asked for a text %(ago)s.") % {"ago": ago}
    if preferred == "email":
        return _("They asked for an e-mail %(ago)s.") % {"ago": ago}
    return _("They asked for a call %(ago)s.") % {"ago": ago}


@lru_cache(maxsize=256)
def label_of(choices: type[TextChoices], value: str, _language: str | None) -> str:
    """The word for one of the choices, in the reader's language."""
    return str(choices(value).label)
