"""Disclosing: the one way in which words about a person leave the clinic for somebody else.

Every document carries the notice of 42 CFR 2.32(a) and a copy of the consent it rests on (2.32(b)); without a consent that
covers it there is no document. What was disclosed, to whom, when and why is kept (42 CFR 2.25, 45 CFR 164.528).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.models import Staff
from core.audit import Actor
from core.sql import whole
from followup.models import Message
from intake.models import Call, ContactPoint, Lead, Note, Person
from records.access import files_kept_by
from records.domain.consenting import standing_of, today_of
from records.domain.file_map import PARTS, Part
from records.domain.holding import is_erased
from records.domain.noting import note_on_file
from records.domain.plain_text import lines_of_row
from records.models import Disclosure, DisclosureConsent
from records.states import ConsentKind, ConsentStanding, Information

# 42 CFR 2.32(a)(1), to be given in these words.
NOTICE = """This record which has been disclosed to you is protected by Federal confidentiality rules (42 CFR part 2). These rules \
prohibit you from using or disclosing this record, or testimony that describes the information contained in this record, in any \
civil, criminal, administrative, or legislative proceedings by any Federal, State, or local authority, against the patient, unless \
authorized by the consent of the patient, except as provided at 42 CFR 2.12(c)(5) or as authorized by a court in accordance with \
42 CFR 2.64 or 2.65. In addition, the Federal rules prohibit you from making any other use or disclosure of this record unless at \
least one of the following applies:

(i) Further use or disclosure is expressly permitted by the written consent of the individual whose information is being disclosed \
in this record or as otherwise permitted by 42 CFR part 2.

(ii) You are a covered entity or business associate and have received the record for treatment, payment, or health care \
operations, or

(iii) You have received the record from a covered entity or business associate as permitted by 45 CFR part 164, subparts A and E.

A general authorization for the release of medical or other information is NOT sufficient to meet the required elements of written \
consent to further use or redisclose the record (see 42 CFR 2.31)."""

# Which columns of which table each kind of information is, and no more. Counselling notes are kept apart from this system.
_COLUMNS: dict[str, tuple[tuple[type[Model], tuple[str, ...]], ...]] = {
    Information.IDENTITY: ((Person, ("name", "language")), (ContactPoint, ("kind", "value"))),
    Information.CONTACT_DATES: ((Lead, ("arrived_at", "first_live_contact_at", "status")),),
    Information.INQUIRY: ((Lead, ("arrived_at", "topics", "own_words")),),
    Information.CALLS: ((Call, ("started_at", "direction", "outcome", "duration_seconds")),),
    Information.MESSAGES: ((Message, ("created_at", "state", "subject", "body")),),
    Information.STAFF_NOTES: ((Note, ("at", "text")),),
    Information.COUNSELLING_NOTES: (),
}
_PARTS: dict[type[Model], Part] = {part.model: part for part in PARTS}
_TITLES = {
    "patient_name": gettext_lazy("Name of the person"),
    "discloser": gettext_lazy("Who may disclose"),
    "information_words": gettext_lazy("Information"),
    "recipients": gettext_lazy("To whom"),
    "intermediary": gettext_lazy("Intermediary"),
    "intermediary_participants": gettext_lazy("Participants of the intermediary"),
    "purpose": gettext_lazy("Purpose"),
    "how_to_revoke": gettext_lazy("It may be revoked in writing at any time, except where it was already acted on. How"),
    "expires_on": gettext_lazy("Ends on"),
    "expiry_event": gettext_lazy("Ends when"),
    "signature": gettext_lazy("Signed"),
    "signer_authority": gettext_lazy("Authority of the signer"),
    "signed_on": gettext_lazy("Day of the signature"),
}


class NotCoveredError(Exception):
    """No consent covers this disclosure; `reason` is a sentence for staff."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Wish:
    """What somebody wants to send, to whom.

    `is_checked`: they made sure that the recipient belongs to the class the consent names, and that the event on which it
    ends has not come.
    """

    consent_id: UUID
    recipient: str
    information: Sequence[str]
    is_checked: bool = False


@whole
def disclose(*, person: Person, wish: Wish, staff: Staff, now: datetime) -> Disclosure:
    """Make the document and the row of the account; raises NotCoveredError, Person.DoesNotExist out of sight."""
    found = files_kept_by(staff).select_related("clinic").select_for_update(of=("self",)).get(id=person.id)
    consent = DisclosureConsent.objects.filter(id=wish.consent_id, person=found).first()
    reason = why_not_covered(person=found, consent=consent, wish=wish, now=now)
    if consent is None or reason:
        raise NotCoveredError(reason)
    disclosure = Disclosure.objects.create(
        clinic_id=found.clinic_id,
        person=found,
        consent=consent,
        recipient=wish.recipient.strip(),
        purpose=consent.purpose,
        information=sorted(wish.information),
        document=document_of(person=found, consent=consent, wish=wish, now=now),
        made_by=staff,
        made_at=now,
    )
    facts = {"disclosure": str(disclosure.id), "consent": str(consent.id), "information": disclosure.information}
    note_on_file(person=found, kind="disclosure.made", actor=Actor.of(staff), now=now, facts=facts)
    return disclosure


def why_not_covered(*, person: Person, consent: DisclosureConsent | None, wish: Wish, now: datetime) -> str:
    """Why the consent does not carry this disclosure, as a sentence; empty when it does."""
    if consent is None:
        return _("There is no written consent for this.")
    if is_erased(person):
        return _("The record was erased: there is nothing to disclose.")
    standing = standing_of(consent, today=today_of(person, now))
    if standing != ConsentStanding.IN_FORCE:
        return _("This consent does not carry a disclosure: %(standing)s.") % {"standing": standing.label}
    if not wish.information or not set(wish.information) <= set(consent.information):
        return _("The consent does not cover everything that was chosen.")
    return _recipient_problem(consent, wish) or _end_problem(consent, wish)


def _recipient_problem(consent: DisclosureConsent, wish: Wish) -> str:
    recipient = " ".join(wish.recipient.split()).casefold()
    if not recipient:
        return _("Say to whom it goes.")
    if consent.is_class_of_recipients or consent.kind == ConsentKind.TREATMENT:
        return "" if wish.is_checked else _("Check first that the recipient is one of those whom the consent describes.")
    named = f"{consent.recipients}\n{consent.intermediary}\n{consent.intermediary_participants}"
    if recipient not in {" ".join(line.split()).casefold() for line in named.splitlines()}:
        return _("The consent does not name this recipient.")
    return ""


def _end_problem(consent: DisclosureConsent, wish: Wish) -> str:
    if consent.expires_on is None and not wish.is_checked:
        return _("Check first that the event on which the consent ends has not come.")
    return ""


def document_of(*, person: Person, consent: DisclosureConsent, wish: Wish, now: datetime) -> str:
    """The whole text that goes out: notice, consent, information. There is no other that makes one."""
    head = [
        person.clinic.public_name,
        _("Disclosed on %(day)s to: %(recipient)s") % {"day": today_of(person, now).isoformat(), "recipient": wish.recipient.strip()},
        _("Purpose: %(purpose)s") % {"purpose": consent.purpose},
    ]
    parts = [*head, "", NOTICE, "", _("Copy of the consent"), "", *consent_lines(consent), ""]
    return "\n".join([*parts, *_information_lines(person, wish.information), ""])


def consent_lines(consent: DisclosureConsent) -> Iterator[str]:
    """The elements of the consent as they were signed."""
    for column, title in _TITLES.items():
        value = getattr(consent, column)
        if value:
            yield f"{title}: {value}"
    if consent.kind == ConsentKind.TREATMENT:
        yield _("The recipient may pass the record on as HIPAA permits, except in proceedings against the person.")


def _information_lines(person: Person, chosen: Sequence[str]) -> Iterator[str]:
    for kind in Information:
        if kind not in chosen:
            continue
        yield from ("", str(kind.label), "-" * len(str(kind.label)))
        for model, columns in _COLUMNS[kind]:
            for row in _PARTS[model].rows(person.id):
                yield from (*lines_of_row(row, columns, zone=ZoneInfo(person.clinic.time_zone)), "")


def disclosures_of(person: Person) -> list[Disclosure]:
    """The account of disclosures, newest first."""
    return list(Disclosure.objects.filter(person=person).select_related("made_by", "consent").order_by("-made_at", "-id"))


def disclosure_for(*, disclosure_id: UUID, staff: Staff) -> Disclosure:
    """One disclosure of somebody whose file this person keeps; raises Disclosure.DoesNotExist."""
    people: Any = files_kept_by(staff).values("id")
    return Disclosure.objects.select_related("person", "clinic").get(id=disclosure_id, person__in=people)
