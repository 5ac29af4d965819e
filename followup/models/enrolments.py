"""Somebody in a plan, and each step of it for them, as rows that are never deleted: what was not done has its reason."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from clinics.models import Clinic
from core.rows import Row
from followup.models.appointments import Appointment
from followup.models.outbox import Message
from followup.models.plans import Plan, PlanVersion, Step
from followup.states import Because, EnrolmentState, ExitReason, OccurrenceState
from intake.models import Lead, Person, Task


class Enrolment(Row):
    """Why and since when somebody is in a plan. Being in it is this row, never the answer of a query."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="enrolments")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="enrolments")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="enrolments")
    # Counts how often the person was in this plan.
    episode = models.PositiveSmallIntegerField(default=1)
    # The code of the rule, or "by_hand".
    reason = models.CharField(max_length=40)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    # Anchor → {"at": moment in UTC, "sequence": how often it has moved}. Appointments have rows of their own.
    anchors = models.JSONField(default=dict)
    zone = models.CharField(max_length=64)
    # "clinic" follows the clinic's zone, "staff" was set for this person.
    zone_source = models.CharField(max_length=8, default="clinic")
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=10, choices=EnrolmentState.choices, default=EnrolmentState.ACTIVE)
    exit_reason = models.CharField(max_length=14, choices=ExitReason.choices, default=ExitReason.NONE, blank=True)
    created_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # When its steps must be planned again; empty when all of them are.
    next_plan_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "plan"], condition=Q(state__in=["active", "paused"]), name="enrolment_open_once"),
            models.UniqueConstraint(fields=["person", "plan", "episode"], name="enrolment_episode_once"),
            models.CheckConstraint(
                condition=Q(state__in=["active", "paused"], exit_reason="", ended_at__isnull=True)
                | (Q(state__in=["completed", "exited"], ended_at__isnull=False) & ~Q(exit_reason="")),
                name="enrolment_ended_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["next_plan_at", "id"], condition=Q(state="active", next_plan_at__isnull=False), name="enrolment_to_plan"),
            models.Index(fields=["plan", "version"], condition=Q(state__in=["active", "paused"]), name="enrolment_of_version"),
            models.Index(fields=["lead"], condition=Q(state__in=["active", "paused"]), name="enrolment_open_of_lead"),
            models.Index(fields=["clinic", "zone"], condition=Q(state="active", zone_source="clinic"), name="enrolment_zone_of_clinic"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class Occurrence(Row):
    """One step due for one enrolment: the unique key makes planning it twice, or by two workers, one row."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="occurrences")
    step = models.ForeignKey(Step, on_delete=models.PROTECT)
    step_key = models.SlugField(max_length=40)
    # How often the anchor had moved, or the number of the appointment.
    sequence = models.PositiveIntegerField(default=0)
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, blank=True, related_name="occurrences")
    # The person's wall clock, as text: a column of moments would read it in another zone.
    due_local = models.CharField(max_length=16)
    zone = models.CharField(max_length=64)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # Why it does not come when its rule alone says: followup.domain.timing.Shift.
    shift = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=10, choices=OccurrenceState.choices, default=OccurrenceState.PLANNED)
    reason = models.CharField(max_length=16, choices=Because.choices, default=Because.NONE, blank=True)
    message = models.OneToOneField(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="occurrence")
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="occurrences")
    tries = models.PositiveSmallIntegerField(default=0)
    # The class name of the last error, never its message.
    last_error = models.CharField(max_length=80, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "step_key", "sequence"], name="occurrence_once"),
            models.CheckConstraint(
                condition=Q(state="planned", settled_at__isnull=True) | (~Q(state="planned") & Q(settled_at__isnull=False)),
                name="occurrence_ended_has_a_time",
            ),
            models.CheckConstraint(condition=Q(state__in=["planned", "done"]) | ~Q(reason=""), name="occurrence_not_done_has_a_reason"),
            models.CheckConstraint(condition=Q(expires_at__gte=F("due_at")) | ~Q(state="planned"), name="occurrence_expires_after_due"),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="planned"), name="occurrence_due"),
            models.Index(fields=["clinic", "due_at", "id"], condition=Q(state="planned"), name="occurrence_due_of_clinic"),
        ]

    def __str__(self) -> str:
        return f"{self.step_key} {self.state}"


class EventCursor(Row):
    """How far a sweep has read the history of leads; it reads the last minutes again, which changes nothing."""

    name = models.CharField(max_length=40, unique=True)
    last_id = models.UUIDField()

    def __str__(self) -> str:
        return self.name
