"""From "routed" to "still looked after a year later": texts, plans, aftercare, the outbox, and what must not be sent."""

from followup.models.aftercare import Aftercare, AftercareContact, AftercareRules, Flag, Supporter
from followup.models.appointments import Appointment, CalendarLink
from followup.models.backlog import Backlog
from followup.models.checkins import Answer, CheckIn, CheckInLink, Instrument, InstrumentVersion
from followup.models.deciding import UndecidedLead
from followup.models.education import EducationDraft, EducationPage, EducationVersion
from followup.models.enrolments import Enrolment, EventCursor, Occurrence
from followup.models.medication import Course, CourseMark, Dose, LabDue, MedicationRules, ToleranceWindow
from followup.models.outbox import Message, Suppression, UnsubscribeLink
from followup.models.pacing import SendingPace
from followup.models.plans import Plan, PlanDraft, PlanVersion, Step
from followup.models.texts import Template, TemplateDraft, TemplateVersion
from followup.models.tracking import DeliveryEvent, MailHook
from followup.models.webhooks import WebhookDelivery

__all__ = [
    "Aftercare",
    "AftercareContact",
    "AftercareRules",
    "Answer",
    "Appointment",
    "Backlog",
    "CalendarLink",
    "CheckIn",
    "CheckInLink",
    "Course",
    "CourseMark",
    "DeliveryEvent",
    "Dose",
    "EducationDraft",
    "EducationPage",
    "EducationVersion",
    "Enrolment",
    "EventCursor",
    "Flag",
    "Instrument",
    "InstrumentVersion",
    "LabDue",
    "MailHook",
    "MedicationRules",
    "Message",
    "Occurrence",
    "Plan",
    "PlanDraft",
    "PlanVersion",
    "SendingPace",
    "Step",
    "Supporter",
    "Suppression",
    "Template",
    "TemplateDraft",
    "TemplateVersion",
    "ToleranceWindow",
    "UndecidedLead",
    "UnsubscribeLink",
    "WebhookDelivery",
]
