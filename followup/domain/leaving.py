"""Leaving: a person stops messages by the link at their foot, and may start them again by the same link."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from clinics.domain.hours import add_staffed_minutes, hours_of
from clinics.models import Clinic
from core.audit import PERSON
from core.hashing import token_hashes
from core.sql import whole
from followup.domain.suppressing import suppress, suppressions_of
from followup.domain.writing import LINK_PURPOSE
from followup.models import UnsubscribeLink
from intake.domain.consenting import Evidence, record_contact_consent
from intake.domain.recording import write_event
from intake.domain.tasking import TaskWish, open_task, queue_of
from intake.models import ContactConsent, ContactPoint, Lead
from intake.states import OPEN_STATUSES, Purpose, Severity, TaskKind

UNSUBSCRIBED = "unsubscribed"
WORDING = "unsubscribe-1"
CHOICES_WORDING = "choices-1"
# What a person may need for their care: leaving it is never argued with, and somebody looks whether another way is safe.
_REASONS = {
    Purpose.INQUIRY: gettext_noop("They stopped e-mails about their inquiry. Look whether there is another safe way to answer them."),
    Purpose.APPOINTMENTS: gettext_noop(
        "They stopped e-mails about their appointments. Look whether there is another safe way to remind them."
    ),
    Purpose.MEDICATION: gettext_noop("They stopped reminders about their medicine. Look whether there is another safe way to remind them."),
    Purpose.CHECK_INS: gettext_noop("They stopped check-ins. Look whether there is another safe way to keep in touch."),
}


@dataclass(frozen=True)
class Leaver:
    """Who holds a link: the link's row and the clinic it belongs to."""

    link: UnsubscribeLink
    clinic: Clinic


@dataclass(frozen=True)
class _Choice:
    """One purpose that a link's holder speaks about, and the words they saw."""

    link: UnsubscribeLink
    purpose: str
    wording: str
    language: str

    @property
    def channel(self) -> str:
        return "text" if self.purpose == Purpose.TEXTS else "email"


def leaver_of(token: str) -> Leaver | None:
    """Whose link this is; None for a token we never gave. Links never end and outlive the rotation of keys."""
    hashes = token_hashes(purpose=LINK_PURPOSE, token=token)
    link = UnsubscribeLink.objects.select_related("clinic", "person", "contact_point").filter(token_hash__in=hashes).first()
    return Leaver(link, link.clinic) if link else None


@whole
def stop_messages(*, token: str, now: datetime, purposes: Collection[str] = (), language: str = "") -> bool:
    """Stop messages of the link's purpose, or of these, to its address; whether the link is one of ours. Twice is once.

    `language`: that of the words they saw, where it is not the link's.

    It never blocks an answer the person asks for later: what they agree to afterwards counts anew for what staff write
    to them (followup.domain.permitting).
    """
    leaver = leaver_of(token)
    if leaver is None:
        return False
    _lock(leaver.link)
    for choice in _choices(leaver.link, purposes, language):
        _stop(choice, now)
    return True


@whole
def start_messages(*, token: str, now: datetime, purposes: Collection[str] = (), language: str = "") -> bool:
    """Let messages go again, by the address's own link; whether the link is ours. A bounced address stays closed.

    Only what was stopped starts again: a link agrees to nothing new.
    """
    leaver = leaver_of(token)
    if leaver is None:
        return False
    _lock(leaver.link)
    for choice in _choices(leaver.link, purposes, language):
        _start(choice, now)
    return True


def _choices(link: UnsubscribeLink, purposes: Collection[str], language: str) -> list[_Choice]:
    seen_in = language or link.language
    if not purposes:
        return [_Choice(link, link.purpose, WORDING, seen_in)]
    return [_Choice(link, purpose, CHOICES_WORDING, seen_in) for purpose in Purpose.values if purpose in purposes]


def _stop(choice: _Choice, now: datetime) -> None:
    link = choice.link
    is_new = choice.channel == "email" and suppress(point=link.contact_point, purpose=choice.purpose, reason=UNSUBSCRIBED, now=now)
    if is_new or _newest_answer(choice, granted=True):
        _write_answer(choice, granted=False, now=now)
        _tell_leads(choice, "messages.stopped", now)
        _open_review(choice, now)


def _start(choice: _Choice, now: datetime) -> None:
    link = choice.link
    if choice.channel == "email":
        rows = suppressions_of(link.contact_point).filter(purpose=choice.purpose, reason=UNSUBSCRIBED)
        was_stopped = bool(rows.update(lifted_at=now)) and _agreed_once(choice)
    else:
        # A link in an e-mail may undo what it did itself, and allows nothing else for a phone.
        newest = _answers(choice).first()
        was_stopped = newest is not None and not newest.granted and newest.evidence_id == link.id
    if was_stopped:
        _write_answer(choice, granted=True, now=now)
        _tell_leads(choice, "messages.started", now)


def _lock(link: UnsubscribeLink) -> None:
    """One stop or start at a time for an address, on PostgreSQL too."""
    ContactPoint.objects.select_for_update(no_key=True).get(id=link.contact_point_id)


def _answers(choice: _Choice) -> QuerySet[ContactConsent]:
    answers = choice.link.person.contact_consents.filter(purpose=choice.purpose, channel=choice.channel)
    return answers.order_by("-at", "-id")


def _newest_answer(choice: _Choice, *, granted: bool) -> bool:
    newest = _answers(choice).first()
    return newest is not None and newest.granted == granted


def _agreed_once(choice: _Choice) -> bool:
    return _answers(choice).filter(granted=True).exists()


def _write_answer(choice: _Choice, *, granted: bool, now: datetime) -> None:
    link = choice.link
    record_contact_consent(
        person=link.person,
        contact_point=link.contact_point if choice.channel == "email" else None,
        purpose=choice.purpose,
        channel=choice.channel,
        granted=granted,
        wording=choice.wording,
        language=choice.language,
        evidence=Evidence(kind="link", id=link.id),
        now=now,
    )


def _tell_leads(choice: _Choice, kind: str, now: datetime) -> None:
    facts = {"purpose": choice.purpose, "link": str(choice.link.id)}
    for lead in Lead.objects.filter(contact_person_id=choice.link.person_id):
        write_event(lead=lead, kind=kind, actor=PERSON, now=now, facts=facts)


def _open_review(choice: _Choice, now: datetime) -> None:
    """Somebody who leaves messages that they may need, about an inquiry or care, hears from a person in another way."""
    reason = _REASONS.get(Purpose(choice.purpose))
    leads = Lead.objects.select_related("clinic").filter(contact_person_id=choice.link.person_id)
    if choice.purpose == Purpose.INQUIRY:
        leads = leads.filter(status__in=OPEN_STATUSES)
    lead = leads.order_by("-arrived_at").first()
    if reason is None or lead is None:
        return
    wish = TaskWish(
        kind=TaskKind.REVIEW,
        dedupe_key=f"left:{lead.id}" if choice.purpose == Purpose.INQUIRY else f"left:{choice.purpose}:{lead.id}",
        queue=queue_of(lead),
        reason=reason,
        severity=Severity(min(lead.severity, Severity.SOON)),
        ready_at=now,
        due_at=add_staffed_minutes(hours_of(lead.clinic), now, lead.clinic.soon_minutes),
        language=lead.language,
        assignee=lead.owner,
    )
    open_task(wish=wish, clinic_id=lead.clinic_id, lead=lead, actor=PERSON, now=now)
