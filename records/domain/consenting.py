"""Written consent to disclose: every element of 42 CFR 2.31 is there and named, or the consent is not kept.

The wording of the rule is that of the final rule of 16 February 2024 (89 FR 12472), which must be followed since
16 February 2026.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinics.models import Staff
from core.audit import Actor
from core.sql import whole
from followup.domain.aftercare.supporting import end_supporters_of_consent
from intake.models import Person
from records.access import files_visible_to
from records.domain.noting import note_on_file
from records.models import ConsentRevocation, DisclosureConsent
from records.states import ConsentKind, ConsentStanding, Information, SignedBy

# The formulas that the rule itself allows for one consent to all treatment, payment and operations.
TREATMENT_RECIPIENTS = _("My treating providers, health plans, third-party payers, and people helping to operate this program")
TREATMENT_PURPOSE = _("For treatment, payment, and health care operations")
OWN_REQUEST = _("At the request of the patient")
_NO_END = frozenset({"none", "end of the treatment", "ninguna", "fin del tratamiento"})


@dataclass(frozen=True)
class ConsentDraft:
    """The elements of one signed consent as they were typed from it; names as in `DisclosureConsent`."""

    kind: str = ConsentKind.SPECIFIC
    patient_name: str = ""
    discloser: str = ""
    information: Sequence[str] = field(default_factory=tuple)
    information_words: str = ""
    recipients: str = ""
    is_class_of_recipients: bool = False
    has_intermediary: bool = False
    intermediary: str = ""
    intermediary_participants: str = ""
    states_hipaa_redisclosure: bool = False
    purpose: str = ""
    states_right_to_revoke: bool = False
    how_to_revoke: str = ""
    expires_on: date | None = None
    expiry_event: str = ""
    signature: str = ""
    signed_by: str = SignedBy.PATIENT
    signer_authority: str = ""
    signed_on: date | None = None
    states_redisclosure: bool = False
    states_refusal_consequences: bool = False


@dataclass(frozen=True)
class Element:
    """One thing a consent must have: the column a form shows the sentence at, and the paragraph that asks for it."""

    column: str
    paragraph: str
    sentence: Promise
    is_there: Callable[[ConsentDraft], bool]
    is_needed: Callable[[ConsentDraft], bool] = lambda _draft: True


class ConsentRefusedError(ValueError):
    """The consent lacks elements; `missing` names each."""

    def __init__(self, missing: Sequence[Element]) -> None:
        super().__init__("The consent lacks: " + ", ".join(f"{one.column} ({one.paragraph})" for one in missing))
        self.missing = list(missing)


def is_for_treatment(draft: ConsentDraft) -> bool:
    """Whether it is the one consent to all treatment, payment and health care operations."""
    return draft.kind == ConsentKind.TREATMENT


def _has(column: str) -> Callable[[ConsentDraft], bool]:
    return lambda draft: bool(str(getattr(draft, column) or "").strip())


def _says(column: str) -> Callable[[ConsentDraft], bool]:
    return lambda draft: getattr(draft, column) is True


def _names_kinds(draft: ConsentDraft) -> bool:
    return bool(draft.information) and set(draft.information) <= set(Information.values)


def _has_end(draft: ConsentDraft) -> bool:
    """A day or an event; "none" is enough only for treatment, payment and operations."""
    event = draft.expiry_event.strip()
    if draft.expires_on is not None:
        return draft.signed_on is None or draft.expires_on >= draft.signed_on
    return bool(event) and (is_for_treatment(draft) or event.casefold().rstrip(".") not in _NO_END)


def _notes_alone(draft: ConsentDraft) -> bool:
    """Counselling notes and nothing else, or anything but them."""
    has_notes = Information.COUNSELLING_NOTES in draft.information
    if draft.kind == ConsentKind.COUNSELLING_NOTES:
        return set(draft.information) <= {Information.COUNSELLING_NOTES}
    return not has_notes


ELEMENTS: tuple[Element, ...] = (
    Element("patient_name", "42 CFR 2.31(a)(1)", _("The name of the person is missing."), _has("patient_name")),
    Element("discloser", "42 CFR 2.31(a)(2)", _("It does not say who may disclose."), _has("discloser")),
    Element("information", "42 CFR 2.31(a)(3)", _("Choose what may be disclosed."), _names_kinds),
    Element(
        "information_words",
        "42 CFR 2.31(a)(3)",
        _("The information must be described specifically and meaningfully."),
        _has("information_words"),
    ),
    Element("recipients", "42 CFR 2.31(a)(4)(i)", _("It does not say to whom."), _has("recipients")),
    Element(
        "intermediary",
        "42 CFR 2.31(a)(4)(ii)",
        _("The intermediary must be named."),
        _has("intermediary"),
        _says("has_intermediary"),
    ),
    Element(
        "intermediary_participants",
        "42 CFR 2.31(a)(4)(ii)",
        _("Name the intermediary's participants, or the class of those who treat the person."),
        _has("intermediary_participants"),
        _says("has_intermediary"),
    ),
    Element(
        "states_hipaa_redisclosure",
        "42 CFR 2.31(a)(4)(iii)",
        _("It must say that the record may be redisclosed as HIPAA permits, except in proceedings against the person."),
        _says("states_hipaa_redisclosure"),
        is_for_treatment,
    ),
    Element("purpose", "42 CFR 2.31(a)(5)", _("The purpose is missing."), _has("purpose")),
    Element(
        "states_right_to_revoke",
        "42 CFR 2.31(a)(6)",
        _("It must state the right to revoke it in writing."),
        _says("states_right_to_revoke"),
    ),
    Element("how_to_revoke", "42 CFR 2.31(a)(6)", _("It must say how it can be revoked."), _has("how_to_revoke")),
    Element(
        "expires_on",
        "42 CFR 2.31(a)(7)",
        _("Give a day or an event on which it ends. “None” is enough only for treatment, payment and health care operations."),
        _has_end,
    ),
    Element("signature", "42 CFR 2.31(a)(8)", _("The signature is missing."), _has("signature")),
    Element(
        "signer_authority",
        "42 CFR 2.31(a)(8)",
        _("Say by what authority this person signs (42 CFR 2.14 or 2.15)."),
        _has("signer_authority"),
        lambda draft: draft.signed_by != SignedBy.PATIENT,
    ),
    Element("signed_on", "42 CFR 2.31(a)(9)", _("The day of the signature is missing."), lambda draft: draft.signed_on is not None),
    Element(
        "states_redisclosure",
        "42 CFR 2.31(a)(10)(i)",
        _("It must state that the recipient may pass the record on and that it may then no longer be protected."),
        _says("states_redisclosure"),
        is_for_treatment,
    ),
    Element(
        "states_refusal_consequences",
        "42 CFR 2.31(a)(10)(ii)",
        _("It must state what follows if the person does not sign."),
        _says("states_refusal_consequences"),
        is_for_treatment,
    ),
    Element(
        "kind",
        "42 CFR 2.31(b)",
        _("A consent about substance use counselling notes stands alone."),
        _notes_alone,
    ),
)
NOT_YET_SIGNED = Element("signed_on", "42 CFR 2.31(a)(9)", _("The day of the signature is in the future."), lambda _draft: True)


def missing_elements(draft: ConsentDraft, *, today: date | None = None) -> list[Element]:
    """Every element the consent lacks, in the order of the rule; `today` is the day in the clinic's zone."""
    missing = [one for one in ELEMENTS if one.is_needed(draft) and not one.is_there(draft)]
    if today is not None and draft.signed_on is not None and draft.signed_on > today:
        missing.append(NOT_YET_SIGNED)
    return missing


@whole
def record_consent(*, person: Person, draft: ConsentDraft, staff: Staff, now: datetime) -> DisclosureConsent:
    """Keep a signed consent; raises ConsentRefusedError naming what it lacks, Person.DoesNotExist out of sight."""
    found = files_visible_to(staff).select_related("clinic").get(id=person.id)
    missing = missing_elements(draft, today=today_of(found, now))
    if missing:
        raise ConsentRefusedError(missing)
    columns = {**vars(draft), "information": sorted(draft.information)}
    consent = DisclosureConsent.objects.create(clinic_id=found.clinic_id, person=found, recorded_by=staff, recorded_at=now, **columns)
    facts = {"consent": str(consent.id), "kind": consent.kind}
    note_on_file(person=found, kind="disclosure_consent.recorded", actor=Actor.of(staff), now=now, facts=facts)
    return consent


@whole
def revoke_consent(*, consent: DisclosureConsent, how: str, words: str, staff: Staff, now: datetime) -> ConsentRevocation:
    """Take a consent back from now on; a second time changes nothing. Raises Person.DoesNotExist out of sight."""
    person = files_visible_to(staff).get(id=consent.person_id)
    # Whoever adds a supporter under it holds it, too: that one ends with it here.
    DisclosureConsent.objects.select_for_update(no_key=True).get(id=consent.id)
    try:
        with transaction.atomic():
            row = ConsentRevocation.objects.create(consent=consent, how=how, words=words, recorded_by=staff, at=now)
    except IntegrityError:
        return ConsentRevocation.objects.get(consent=consent)
    end_supporters_of_consent(consent_id=consent.id, reason="revoked", now=now)
    facts = {"consent": str(consent.id)}
    note_on_file(person=person, kind="disclosure_consent.revoked", actor=Actor.of(staff), now=now, facts=facts)
    return row


def draft_of(consent: DisclosureConsent) -> ConsentDraft:
    """The kept elements again, for the same check at every disclosure."""
    return ConsentDraft(**{name: getattr(consent, name) for name in ConsentDraft.__dataclass_fields__})


def standing_of(consent: DisclosureConsent, *, today: date) -> ConsentStanding:
    """Whether it carries a disclosure today (42 CFR 2.31(c)); it still does on its last day."""
    if ConsentRevocation.objects.filter(consent=consent).exists():
        return ConsentStanding.REVOKED
    if consent.expires_on is not None and consent.expires_on < today:
        return ConsentStanding.EXPIRED
    return ConsentStanding.DEFICIENT if missing_elements(draft_of(consent), today=today) else ConsentStanding.IN_FORCE


def today_of(person: Person, now: datetime) -> date:
    """The day it is at the person's clinic."""
    return now.astimezone(ZoneInfo(person.clinic.time_zone)).date()
