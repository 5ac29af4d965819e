"""Every table that holds something of a person: how their rows are found, what an export shows, what erasing leaves.

A test walks all relations of all models: a new table with a way to a person or a lead must stand here, or it fails.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from followup.models import (
    Aftercare,
    AftercareContact,
    Answer,
    Appointment,
    CalendarLink,
    CheckIn,
    CheckInLink,
    Course,
    CourseMark,
    DeliveryEvent,
    Dose,
    Enrolment,
    Flag,
    LabDue,
    Message,
    Occurrence,
    Supporter,
    ToleranceWindow,
    UndecidedLead,
    UnsubscribeLink,
    WebhookDelivery,
)
from intake.models import (
    BreakGlass,
    Call,
    ContactConsent,
    ContactPoint,
    Lead,
    LeadEvent,
    MaybeSame,
    Note,
    Person,
    PublicLink,
    RestrictedAccess,
    Restriction,
    RoutingDecision,
    SearchToken,
    Submission,
    Task,
    TriageFlag,
)
from records.models import ConsentRevocation, Disclosure, DisclosureConsent, Erasure, LegalHold


class Fate(Enum):
    """What erasing does to the rows of a table."""

    BLANK = "blank"
    DELETE = "delete"
    KEEP = "keep"


@dataclass(frozen=True)
class Part:
    """One table of a person's file. `blank` holds the columns that erasing empties, with what they hold then.

    `in_export` False: the table says nothing about the person that another one does not say.
    """

    model: type[Model]
    title: Promise
    rows_of: Callable[[UUID], Q]
    fate: Fate
    blank: Mapping[str, Any] = field(default_factory=dict)
    in_export: bool = True

    def rows(self, person_id: UUID) -> QuerySet[Any]:
        """The person's rows, oldest first: our ids are ordered by time."""
        return QuerySet(self.model).filter(self.rows_of(person_id)).order_by("pk").distinct()


def _person(person_id: UUID) -> Q:
    return Q(person=person_id)


def _lead(person_id: UUID) -> Q:
    """What hangs on a lead belongs to whoever reached out, even when the care is for somebody else."""
    return Q(lead__contact_person=person_id)


def _of_check_in(way: str, person_id: UUID) -> Q:
    """What hangs on an aftercare, of the one who is looked after or of whoever reached out for them."""
    return Q(**{f"{way}__person": person_id}) | Q(**{f"{way}__lead__contact_person": person_id})


def _in_aftercare(person_id: UUID) -> Q:
    return _of_check_in("aftercare", person_id)


PARTS: tuple[Part, ...] = (
    Part(Person, _("You"), lambda found: Q(id=found), Fate.BLANK, {"name": "", "helps_us_talk": ""}),
    Part(
        ContactPoint,
        _("Ways to reach you"),
        _person,
        Fate.BLANK,
        {
            "value": "",
            "typed": "",
            "value_hash": "",
            "good_times": "",
            "if_someone_else_answers": "",
            "may_call": False,
            "may_text": False,
            "may_email": False,
            "voicemail": "none",
            "is_usable": False,
        },
    ),
    Part(ContactConsent, _("Your answers about messages"), _person, Fate.KEEP),
    Part(
        Lead,
        _("Inquiries"),
        lambda found: Q(contact_person=found),
        Fate.BLANK,
        {"topics": [], "own_words": "", "code": "", "code_hash": ""},
    ),
    Part(Submission, _("Forms as they arrived"), _lead, Fate.BLANK, {"payload": {}}),
    Part(TriageFlag, _("Signs of danger"), _lead, Fate.BLANK, {"words": ""}),
    Part(RoutingDecision, _("How an inquiry was put into a queue"), _lead, Fate.BLANK, {"sentence": "", "facts": {}}),
    Part(
        Task,
        _("Work of staff"),
        lambda found: _lead(found) | Q(submission__lead__contact_person=found),
        Fate.BLANK,
        {"reason": "", "number_hash": ""},
    ),
    Part(
        Call,
        _("Calls with you"),
        lambda found: _lead(found) | Q(task__lead__contact_person=found),
        Fate.BLANK,
        {"number": "", "number_hash": ""},
    ),
    Part(Restriction, _("Restrictions to named staff"), _lead, Fate.BLANK, {"reason": ""}),
    Part(
        RestrictedAccess,
        _("Staff named by a restriction"),
        lambda found: Q(restriction__lead__contact_person=found),
        Fate.KEEP,
        in_export=False,
    ),
    Part(BreakGlass, _("Openings of a restricted record"), _lead, Fate.BLANK, {"reason": "", "review": ""}),
    Part(Note, _("Notes of staff"), _lead, Fate.BLANK, {"text": ""}),
    Part(
        Message,
        _("E-mails between the clinic and you"),
        lambda found: _person(found) | _lead(found),
        Fate.BLANK,
        {"to_address": "", "to_hash": "", "subject": "", "body": "", "unsubscribe_token": ""},
    ),
    Part(Appointment, _("Appointments"), lambda found: _person(found) | _lead(found), Fate.BLANK, {"note": ""}),
    Part(Enrolment, _("Follow-up plans"), lambda found: _person(found) | _lead(found), Fate.KEEP),
    Part(
        Occurrence,
        _("Steps of follow-up plans"),
        lambda found: Q(enrolment__person=found) | Q(enrolment__lead__contact_person=found),
        Fate.KEEP,
    ),
    Part(
        Aftercare,
        _("Aftercare"),
        lambda found: _person(found) | _lead(found),
        Fate.BLANK,
        {"what_next": "", "own_rhythm_reason": ""},
    ),
    Part(CheckIn, _("Check-ins"), _in_aftercare, Fate.KEEP),
    Part(Answer, _("Your answers to check-ins"), lambda found: _of_check_in("check_in__aftercare", found), Fate.BLANK, {"values": {}}),
    Part(Flag, _("What asked for a person in your aftercare"), _in_aftercare, Fate.BLANK, {"words": ""}),
    Part(AftercareContact, _("Tries to speak with you in aftercare"), _in_aftercare, Fate.KEEP),
    Part(Supporter, _("People at your side, by your written consent"), lambda found: _person(found) | _in_aftercare(found), Fate.KEEP),
    Part(
        CheckInLink,
        _("Links of check-ins"),
        lambda found: _of_check_in("check_in__aftercare", found) | Q(contact_point__person=found),
        Fate.DELETE,
        in_export=False,
    ),
    Part(
        DeliveryEvent,
        _("What became of e-mails"),
        lambda found: Q(message__person=found) | Q(message__lead__contact_person=found),
        Fate.BLANK,
        {"recipient": "", "raw": ""},
    ),
    Part(Course, _("Medicine"), lambda found: _person(found) | _lead(found), Fate.BLANK, {"note": ""}),
    Part(Dose, _("Doses"), lambda found: Q(course__person=found) | Q(course__lead__contact_person=found), Fate.BLANK, {"note": ""}),
    Part(
        CourseMark,
        _("What doses asked for"),
        lambda found: Q(dose__course__person=found) | Q(dose__course__lead__contact_person=found),
        Fate.KEEP,
        in_export=False,
    ),
    Part(
        ToleranceWindow,
        _("Times of low tolerance"),
        lambda found: _person(found) | Q(course__lead__contact_person=found),
        Fate.BLANK,
        {"note": ""},
    ),
    Part(LabDue, _("Tests"), lambda found: Q(course__person=found) | Q(course__lead__contact_person=found), Fate.BLANK, {"reason": ""}),
    Part(LeadEvent, _("What happened"), _lead, Fate.KEEP),
    Part(
        DisclosureConsent,
        _("Your written consents to disclose"),
        _person,
        Fate.BLANK,
        {
            "patient_name": "",
            "discloser": "",
            "information_words": "",
            "recipients": "",
            "intermediary": "",
            "intermediary_participants": "",
            "purpose": "",
            "how_to_revoke": "",
            "expiry_event": "",
            "signature": "",
            "signer_authority": "",
        },
    ),
    Part(ConsentRevocation, _("Consents you took back"), lambda found: Q(consent__person=found), Fate.BLANK, {"words": ""}),
    # To whom and why stays: people have a right to that account (42 CFR 2.25, 45 CFR 164.528), and it is not the person's own.
    Part(Disclosure, _("Disclosures"), _person, Fate.BLANK, {"document": ""}),
    Part(LegalHold, _("Legal holds"), _person, Fate.BLANK, {"reason": "", "lifted_reason": ""}),
    Part(Erasure, _("Erased"), _person, Fate.KEEP),
    # Another person's row would tell one about the other.
    Part(MaybeSame, _("Perhaps the same person"), lambda found: Q(person=found) | Q(other=found), Fate.DELETE, in_export=False),
    Part(SearchToken, _("Search tokens"), _person, Fate.DELETE, in_export=False),
    Part(PublicLink, _("Links given"), lambda found: Q(submission__lead__contact_person=found), Fate.DELETE, in_export=False),
    Part(
        CalendarLink,
        _("Links to put an appointment into a calendar"),
        lambda found: Q(appointment__person=found) | Q(contact_point__person=found),
        Fate.DELETE,
        in_export=False,
    ),
    Part(
        UnsubscribeLink,
        _("Links to stop messages"),
        lambda found: _person(found) | Q(contact_point__person=found),
        Fate.DELETE,
        in_export=False,
    ),
    Part(UndecidedLead, _("Waits for a decision"), _lead, Fate.DELETE, in_export=False),
    Part(WebhookDelivery, _("Posts to pagers"), lambda found: Q(task__lead__contact_person=found), Fate.KEEP, in_export=False),
)

# Encrypted or hashed columns that erasing leaves, each with the reason.
LEFT_STANDING: Mapping[str, str] = {
    "records.Disclosure.recipient": "The account of disclosures outlives the record.",
    "records.Disclosure.purpose": "The account of disclosures outlives the record.",
}
