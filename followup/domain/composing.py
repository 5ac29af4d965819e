"""Composing: the acknowledgement of an inquiry, and what staff write to a person."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinics.models import Staff
from core.audit import SYSTEM, Actor
from core.sql import whole
from followup.domain.clinic_values import clinic_values, public_phone
from followup.domain.discretion import Finding, subject_findings
from followup.domain.late_mail import LATE_FOR
from followup.domain.letters import stop_url
from followup.domain.permitting import refusal_by_standing, standing_of
from followup.domain.places import Addresses, Place, needs_a_look
from followup.domain.ready_texts import ACKNOWLEDGEMENT, STAFF_FOOT
from followup.domain.rendering import Rendered, fitting_subject, one_line, render, what_next
from followup.domain.texts import newest_published
from followup.domain.timing import SendingHours, into_hours
from followup.domain.writing import Timing, ToPerson, new_stop_token, write_to_person
from followup.models import Message, TemplateVersion
from followup.states import MessageClass, WhyNot
from intake.access import leads_visible_to
from intake.domain.calling import NotSafeError
from intake.domain.promising import answer_promise, waiting_promise
from intake.domain.recording import write_event
from intake.models import ContactPoint, Lead, LeadEvent
from intake.states import ContactKind, Purpose

# So long after they wrote, "a person will write to you by …" is no longer news.
ACKNOWLEDGEMENT_LIVES = timedelta(hours=12)
ACKNOWLEDGEMENT_KEY = "ack:"
STAFF_EMAIL_LIVES = timedelta(hours=24)
BODY_MOST = 10_000
__all__ = [
    "Acknowledgement",
    "EmptyBodyError",
    "NotDiscreetError",
    "NotSafeError",
    "StoppedSendError",
    "note_decision",
    "phone_shown",
    "write_acknowledgement",
    "write_staff_email",
]

# Facts that may make a mail wrong that somebody began to write before them.
_STOPPING_KINDS = frozenset(
    {
        "contact.made",
        "contact.tried",
        "lead.replied",
        "lead.amended",
        "lead.moved",
        "lead.owner_changed",
        "message.written",
        "messages.paused",
        "messages.stopped",
        "reach.changed",
        "safe_contact.changed",
    }
)
_REFUSALS: dict[str, Promise] = {
    WhyNot.EMAIL_NOT_SAFE: _("They did not say that e-mail is OK."),
    WhyNot.NOT_AGREED: _("They did not agree to e-mails about their inquiry."),
    WhyNot.SUPPRESSED: _("This address asked for no more e-mails, or does not work."),
}


class StoppedSendError(Exception):
    """Something happened since the writer opened the page; `events_since` are its events, newest first."""

    def __init__(self, events_since: list[LeadEvent]) -> None:
        super().__init__("Something happened since this page was opened.")
        self.events_since = events_since


class NotDiscreetError(Exception):
    """The subject says too much for a lock screen; `findings` name the words."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("The subject is not discreet.")
        self.findings = findings


class EmptyBodyError(Exception):
    """There is nothing to send, or more than BODY_MOST characters."""


@dataclass(frozen=True)
class Acknowledgement:
    """What was decided about the acknowledgement: the message, or the code of the reason why there is none."""

    message: Message | None
    reason: str


def write_acknowledgement(*, lead: Lead, addresses: Addresses, now: datetime) -> Acknowledgement:
    """Write the one acknowledgement of a lead where e-mail is safe and agreed. The caller holds the lead's lock."""
    found = Place(None, WhyNot.NEEDS_A_LOOK) if needs_a_look(lead) else addresses.place_for(Purpose.INQUIRY)
    place = found.reachable
    if place is None:
        return Acknowledgement(None, found.why)
    timing = _acknowledgement_timing(lead, now)
    if timing is None:
        return Acknowledgement(None, WhyNot.TOO_LATE)
    phone = phone_shown(lead)
    is_private = place.rules.is_private or not phone
    version = newest_published(clinic_id=lead.clinic_id, code=ACKNOWLEDGEMENT, language=lead.language, is_private=is_private)
    if version is None:
        return Acknowledgement(None, WhyNot.NO_TEMPLATE)
    token = new_stop_token()
    message = write_to_person(
        to=ToPerson(lead, place.contact_point, Purpose.INQUIRY, version.language, token),
        rendered=_acknowledgement_words(lead, version, _Filling(phone, token, now)),
        message_class=MessageClass.ROUTINE,
        dedupe_key=f"{ACKNOWLEDGEMENT_KEY}{lead.id}",
        timing=timing,
        template_version=version,
    )
    return Acknowledgement(message, "")


def _acknowledgement_timing(lead: Lead, now: datetime) -> Timing | None:
    """At once at any hour, since they have just written. One that an outage delayed waits for the day; None: too late by then."""
    ends = lead.arrived_at + ACKNOWLEDGEMENT_LIVES
    if now - lead.arrived_at <= LATE_FOR:
        return Timing(now, ends - now)
    moved = into_hours(now, hours=SendingHours(), zone=ZoneInfo(lead.clinic.time_zone))
    return Timing(now, ends - now, not_before=moved.at) if moved is not None and moved.at < ends else None


@dataclass(frozen=True)
class _Filling:
    """What an acknowledgement says besides what its lead knows."""

    phone: str
    token: str
    now: datetime


def _acknowledgement_words(lead: Lead, version: TemplateVersion, filling: _Filling) -> Rendered:
    clinic, language = lead.clinic, version.language
    answer_by = answer_promise(lead=lead, waiting=lambda: waiting_promise(clinic=clinic, now=filling.now))
    values = {
        "discreet_name": clinic.discreet_name,
        "phone": filling.phone,
        "what_next": what_next(answer_by=answer_by, zone=ZoneInfo(clinic.time_zone), language=language),
        "stop_link": stop_url(slug=clinic.slug, token=filling.token, language=language),
    }
    words = render(version, values | clinic_values(clinic=clinic, language=language, text=version.body))
    return replace(words, subject=fitting_subject(words.subject, language=language))


def phone_shown(lead: Lead) -> str:
    """The number people are told to call: in their language where there is one; empty when the clinic has none."""
    return public_phone(clinic=lead.clinic, language=lead.language)


@whole
def write_staff_email(
    *,
    lead_id: UUID,
    contact_point_id: UUID,
    subject: str,
    body: str,
    staff: Staff,
    seen_version: int,
    idempotency_key: str,
    now: datetime,
) -> Message:
    """Put what a member of staff wrote into the outbox; the same key twice is one message.

    Raises NotSafeError (which nobody can override), StoppedSendError when something happened since `seen_version`,
    NotDiscreetError for the subject, EmptyBodyError. Raises Lead.DoesNotExist for a lead this person may not see.
    """
    lead = leads_visible_to(staff).select_for_update(of=("self",)).select_related("clinic", "contact_person").get(id=lead_id)
    dedupe_key = f"staff:{staff.id}:{idempotency_key}"[:120]
    standing = Message.objects.filter(dedupe_key=dedupe_key, lead=lead).first()
    if standing is not None:
        return standing
    point = _safe_point(lead, contact_point_id)
    _check_news(lead, staff, seen_version)
    words = _staff_words(lead, subject, body)
    token = new_stop_token()
    language = lead.language if lead.language in STAFF_FOOT else "en"
    foot = STAFF_FOOT[language].format(stop_link=stop_url(slug=lead.clinic.slug, token=token, language=language))
    message = write_to_person(
        to=ToPerson(lead, point, Purpose.INQUIRY, language, token),
        rendered=Rendered(words.subject, words.body + foot),
        message_class=MessageClass.CRITICAL,
        dedupe_key=dedupe_key,
        timing=Timing(now, STAFF_EMAIL_LIVES),
        written_by=staff,
    )
    write_event(lead=lead, kind="message.written", actor=Actor.of(staff), now=now, facts={"message": str(message.id)})
    return message


def _safe_point(lead: Lead, contact_point_id: UUID) -> ContactPoint:
    point = ContactPoint.objects.select_related("person").get(id=contact_point_id, person_id=lead.contact_person_id, kind=ContactKind.EMAIL)
    refusal = refusal_by_standing(standing_of(point=point, purpose=Purpose.INQUIRY, lead=lead), is_automatic=False, is_neutral=True)
    if refusal is not None:
        raise NotSafeError(_REFUSALS.get(refusal, refusal.label))
    return point


def _check_news(lead: Lead, staff: Staff, seen_version: int) -> None:
    """Every event raises the version by one, so the newest events are those the writer has not seen."""
    missed = max(lead.version - seen_version, 0)
    events = list(LeadEvent.objects.filter(lead=lead).order_by("-at", "-id")[:missed])
    news = [event for event in events if event.kind in _STOPPING_KINDS and event.actor_id != staff.id]
    if news:
        raise StoppedSendError(news)


def _staff_words(lead: Lead, subject: str, body: str) -> Rendered:
    findings = subject_findings(subject, person_name=lead.contact_person.name)
    if findings:
        raise NotDiscreetError(findings)
    text = body.replace("\r\n", "\n").strip()
    if not text or len(text) > BODY_MOST:
        raise EmptyBodyError
    return Rendered(one_line(subject), text)


def note_decision(*, lead: Lead, decided: Acknowledgement, now: datetime) -> None:
    """Write down that the lead's follow-up is decided, and why there is no message when there is none."""
    message = decided.message
    facts = {"message": str(message.id)} if message else {"why": decided.reason}
    write_event(lead=lead, kind="followup.decided", actor=SYSTEM, now=now, facts=facts, followup_decided_at=now)
