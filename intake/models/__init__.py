"""From "something arrived" to "a person answered", in the order it happens."""

from intake.models.arrival import PublicDraft, PublicLink, Submission
from intake.models.lead import Call, Lead, LeadEvent, Note, StaffDraft, TriageFlag
from intake.models.never_contact import NeverContact
from intake.models.people import ContactConsent, ContactPoint, MaybeSame, Person, SearchToken
from intake.models.restricted import BreakGlass, RestrictedAccess, Restriction
from intake.models.work import Queue, QueueMembership, RoutingDecision, Rulebook, Task

__all__ = [
    "BreakGlass",
    "Call",
    "ContactConsent",
    "ContactPoint",
    "Lead",
    "LeadEvent",
    "MaybeSame",
    "NeverContact",
    "Note",
    "Person",
    "PublicDraft",
    "PublicLink",
    "Queue",
    "QueueMembership",
    "RestrictedAccess",
    "Restriction",
    "RoutingDecision",
    "Rulebook",
    "SearchToken",
    "StaffDraft",
    "Submission",
    "Task",
    "TriageFlag",
]
