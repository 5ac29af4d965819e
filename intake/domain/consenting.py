"""Consenting: what people agreed to, with the words they saw, and every change to how they may be reached.

A stranger's input can only tighten what counts for a number; loosening takes staff who spoke with the person.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from clinics.models import Clinic, Staff
from core.audit import PERSON, Actor
from core.hashing import token_hashes
from core.rows import new_row
from core.sql import whole
from core.standing import StillStands, always, check_standing
from intake.domain.reading import Inquiry
from intake.domain.recording import write_event
from intake.domain.same_value import hashes_of_point
from intake.models import ContactConsent, ContactPoint, Lead, LeadEvent, Person, PublicLink
from intake.states import Purpose, Voicemail

# Every wording ever shown, by code. Codes are stored with each answer, so a wording is never edited: it gets a new code.
WORDINGS: dict[str, dict[str, str]] = {
    "inquiry-email-1": {
        "en": "Email me about this.",
        "es": "Escríbanme por correo electrónico sobre esto.",
    },
    "inquiry-text-1": {
        "en": "You can text me about this. Message and data rates may apply. Reply STOP any time.",
        "es": "Pueden enviarme mensajes de texto sobre esto. Pueden aplicarse tarifas de mensajes y datos. "
        "Responda STOP en cualquier momento.",
    },
    "helpful-email-1": {
        "en": "Send me a few helpful emails.",
        "es": "Envíenme algunos correos electrónicos útiles.",
    },
    "staff-spoken-1": {
        "en": "Asked and answered while talking with a member of staff.",
        "es": "Se preguntó y se respondió al hablar con el personal.",
    },
    "unsubscribe-1": {
        "en": "Stop these messages.",
        "es": "Dejar de recibir estos mensajes.",
    },
    "choices-1": {
        "en": "I marked these messages and chose to stop them, or to start them again.",
        "es": "Marqué estos mensajes y elegí dejar de recibirlos, o volver a recibirlos.",
    },
    "provider-stop-1": {
        "en": "Stopped or reported at the mail provider.",
        "es": "Se detuvo o se reportó en el proveedor de correo.",
    },
}
_YES_NO = ("may_call", "may_text", "may_email", "is_usable")
_SET_BY_STAFF = "safe_contact.changed"
_VOICEMAIL_ORDER = [Voicemail.NONE, Voicemail.FIRST_NAME, Voicemail.CLINIC_NAME]


class LooseningRefusedError(Exception):
    """Somebody wanted to allow more than the person had said, without having spoken with them."""


class LinkEndedError(Exception):
    """The link is unknown or has ended; both look alike to whoever holds it."""


@dataclass(frozen=True)
class Evidence:
    """Where an answer came from: the kind and id of the row that holds it."""

    kind: str
    id: UUID | None
    recorded_by: Staff | None = None


def record_contact_consent(
    *,
    person: Person,
    contact_point: ContactPoint | None,
    purpose: str,
    channel: str,
    granted: bool,
    wording: str,
    language: str,
    evidence: Evidence,
    now: datetime,
) -> ContactConsent:
    """Add one answer to the ledger; the newest for a purpose and channel counts."""
    consent = consent_of(
        person=person,
        contact_point=contact_point,
        purpose=purpose,
        channel=channel,
        granted=granted,
        wording=wording,
        language=language,
        evidence=evidence,
        now=now,
    )
    consent.save(force_insert=True)
    return consent


def consent_of(
    *,
    person: Person,
    contact_point: ContactPoint | None,
    purpose: str,
    channel: str,
    granted: bool,
    wording: str,
    language: str,
    evidence: Evidence,
    now: datetime,
) -> ContactConsent:
    """One answer, not written yet."""
    return new_row(
        ContactConsent,
        clinic_id=person.clinic_id,
        person=person,
        contact_point=contact_point,
        purpose=purpose,
        channel=channel,
        granted=granted,
        wording=wording,
        language=language,
        evidence_kind=evidence.kind,
        evidence_id=evidence.id,
        recorded_by=evidence.recorded_by,
        at=now,
    )


def has_agreed(*, person_id: UUID, purpose: str, channel: str) -> bool:
    """Whether the person's newest answer about this purpose and channel is yes. Never asked means no."""
    answers = ContactConsent.objects.filter(person_id=person_id, purpose=purpose, channel=channel)
    return bool(answers.order_by("-at", "-id").values_list("granted", flat=True).first())


def keep_answers(
    *, person: Person, points: dict[str, ContactPoint], inquiry: Inquiry, language: str, evidence: Evidence, now: datetime
) -> None:
    """Write the answers an inquiry gives to what it was asked."""
    rows = answers_of(person=person, points=points, inquiry=inquiry, language=language, evidence=evidence, now=now)
    ContactConsent.objects.bulk_create(rows)


def answers_of(
    *, person: Person, points: dict[str, ContactPoint], inquiry: Inquiry, language: str, evidence: Evidence, now: datetime
) -> list[ContactConsent]:
    """The answers, not written yet: a question that was not shown has no answer to keep.

    Choosing e-mail is itself the agreement to mail about the inquiry.
    """
    email, phone, shown = points.get("email"), points.get("phone"), inquiry.wordings
    answers = [
        (email, Purpose.INQUIRY, "email", inquiry.reach == "email", shown.get(Purpose.INQUIRY, "inquiry-email-1")),
        (email, Purpose.HELPFUL, "email", inquiry.agrees_emails, shown.get(Purpose.HELPFUL)),
        (phone, Purpose.TEXTS, "text", inquiry.agrees_texts, shown.get(Purpose.TEXTS)),
    ]
    return [
        consent_of(
            person=person,
            contact_point=point,
            purpose=purpose,
            channel=channel,
            granted=granted,
            wording=wording,
            language=language,
            evidence=evidence,
            now=now,
        )
        for point, purpose, channel, granted, wording in answers
        if point is not None and wording and (granted or purpose in shown)
    ]


@whole
def change_safe_contact(
    *,
    contact_point_id: UUID,
    changes: dict[str, Any],
    staff: Staff,
    spoke_with_person: bool,
    now: datetime,
    still_stands: StillStands = always,
) -> ContactPoint:
    """Set safe-contact rules by hand; raises LooseningRefusedError unless staff spoke with the person, or OutdatedError.

    `changes` may hold may_call, may_text, may_email, is_usable, is_private (booleans), voicemail, good_times and
    if_someone_else_answers. Loosening changes every row of the same number or address, since the strictest counts.
    """
    rows = _locked_points(contact_point_id, with_same=spoke_with_person)
    point = next(row for row in rows if row.id == contact_point_id)
    check_standing(still_stands)
    if is_looser(point, changes) and not spoke_with_person:
        raise LooseningRefusedError
    for row in rows:
        _apply(row, changes if row is point else _rules_only(changes))
    _write_change(point, Actor.of(staff), {"changed": sorted(changes), "spoke": spoke_with_person}, now)
    return point


def _locked_points(point_id: UUID, *, with_same: bool) -> list[ContactPoint]:
    """A number or address, and every other row of it when asked, locked in one order: two people may share it."""
    point = ContactPoint.objects.get(id=point_id)
    rows = Q(id=point_id)
    if with_same:
        rows |= Q(clinic_id=point.clinic_id, value_hash__in=hashes_of_point(point))
    return list(ContactPoint.objects.select_for_update().filter(rows).order_by("id"))


@whole
def change_reach(*, link_token: str, clinic: Clinic, changes: dict[str, Any], now: datetime) -> Lead:
    """Let the sender of an inquiry correct their own answers for a day; raises LinkEndedError.

    It changes only the rows their own inquiry made. Rules that others gave for the same number go on counting. Once staff
    set how to reach the person, it only tightens: whoever holds the browser may be somebody else.
    `changes` may hold the keys of `change_safe_contact`, and stop_contact=True for "do not contact me".
    """
    lead = lead_of_link(link_token=link_token, clinic=clinic, now=now)
    wanted = dict(changes)
    if wanted.pop("stop_contact", False):
        wanted |= {"may_call": False, "may_text": False, "may_email": False, "voicemail": Voicemail.NONE}
    points = list(ContactPoint.objects.select_for_update().filter(person_id=lead.contact_person_id, replaced_by=None).order_by("id"))
    only_tightens = is_set_by_staff(lead)
    for point in points:
        fitting = {"may_call", "may_text", "voicemail"} if point.kind == "phone" else {"may_email"}
        kept = {key: value for key, value in wanted.items() if key not in {*_YES_NO, "voicemail"} or key in fitting}
        _apply(point, {key: value for key, value in kept.items() if not (only_tightens and is_looser(point, {key: value}))})
    write_event(lead=lead, kind="reach.changed", actor=PERSON, now=now, facts={"changed": sorted(changes)})
    return lead


def lead_of_link(*, link_token: str, clinic: Clinic, now: datetime) -> Lead:
    """The lead a living "change how we reach you" link belongs to; raises LinkEndedError."""
    hashes = token_hashes(purpose="change_reach", token=link_token)
    link = (
        PublicLink.objects.select_related("submission__lead__contact_person", "submission__lead__clinic")
        .filter(clinic=clinic, purpose="change_reach", token_hash__in=hashes, expires_at__gt=now)
        .first()
    )
    if link is None or link.submission.lead is None:
        raise LinkEndedError
    return link.submission.lead


def is_set_by_staff(lead: Lead) -> bool:
    """Whether staff ever set how the person who reached out may be reached."""
    return LeadEvent.objects.filter(lead=lead, kind=_SET_BY_STAFF).exists()


def is_looser(point: ContactPoint, changes: dict[str, Any]) -> bool:
    """Whether any change allows more than the row allows now."""
    if any(changes.get(name) and not getattr(point, name) for name in _YES_NO):
        return True
    if changes.get("is_private") is False and point.is_private:
        return True
    voicemail = changes.get("voicemail", point.voicemail)
    return _VOICEMAIL_ORDER.index(voicemail) > _VOICEMAIL_ORDER.index(Voicemail(point.voicemail))


def _rules_only(changes: dict[str, Any]) -> dict[str, Any]:
    # Words somebody said about themselves stay with them; only the rules of a shared number are shared.
    return {key: value for key, value in changes.items() if key not in {"good_times", "if_someone_else_answers"}}


def _apply(point: ContactPoint, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(point, name, value)
    point.save(update_fields=list(changes))


def _write_change(point: ContactPoint, actor: Actor, facts: dict[str, Any], now: datetime) -> None:
    for lead in Lead.objects.filter(contact_person_id=point.person_id):
        write_event(lead=lead, kind=_SET_BY_STAFF, actor=actor, now=now, facts=facts)
