"""Plans: what happens to somebody in which order. A published version never changes; its newest one counts."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from clinics.models import Clinic
from core.rows import Row
from core.sentences import in_words
from followup.states import Anchor, OnMissed, PlanEntry, PlanMode, StepAction, StepClass
from intake.states import Purpose


class Plan(Row):
    """A follow-up plan of one clinic, with its mode, who gets in, and whether they may come back."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="plans")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    entry = models.CharField(max_length=16, choices=PlanEntry.choices, default=PlanEntry.BY_HAND)
    mode = models.CharField(max_length=4, choices=PlanMode.choices, default=PlanMode.OFF)
    mode_changed_at = models.DateTimeField(null=True, blank=True)
    may_reenter = models.BooleanField(default=False)
    # Days after the last episode ended before a new one may begin.
    cooldown_days = models.PositiveSmallIntegerField(default=90)
    current = models.ForeignKey("followup.PlanVersion", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "code"], name="plan_code_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def shown_name(self) -> str:
        """The name; in the reader's language while it is one that we gave it."""
        return in_words(self.name)


class PlanVersion(Row):
    """One published version: its sending hours, what ends it, and its steps. Never changed afterwards."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    # Minutes of the person's own day between which its messages may arrive, on these weekdays (0 is Monday).
    opens_minute = models.PositiveSmallIntegerField(default=9 * 60)
    closes_minute = models.PositiveSmallIntegerField(default=19 * 60)
    weekdays = models.JSONField(default=list)
    on_holidays = models.BooleanField(default=False)
    # Codes of followup.states.ExitReason that end it by themselves.
    stops_on = models.JSONField(default=list)
    # SHA-256 over everything above and the steps: the same content twice is one version.
    fingerprint = models.CharField(max_length=64)
    note = models.CharField(max_length=200, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once"),
            models.CheckConstraint(
                condition=Q(opens_minute__lt=F("closes_minute"), closes_minute__lte=1440), name="plan_version_opens_before_it_closes"
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.number}"


class Step(Row):
    """One step of a version. Its key stays the same from version to version, so that nobody gets it twice."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="steps")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    anchor = models.CharField(max_length=12, choices=Anchor.choices)
    offset_amount = models.IntegerField()
    # "minutes", "hours", "days", "weeks" or "business_days": followup.domain.timing.Unit.
    offset_unit = models.CharField(max_length=14)
    # Minute of the person's day; empty keeps the anchor's own wall clock. For offsets in days only.
    local_minute = models.PositiveSmallIntegerField(null=True, blank=True)
    # Sending hours of its own, instead of the version's.
    opens_minute = models.PositiveSmallIntegerField(null=True, blank=True)
    closes_minute = models.PositiveSmallIntegerField(null=True, blank=True)
    expires_minutes = models.PositiveIntegerField()
    step_class = models.CharField(max_length=8, choices=StepClass.choices, default=StepClass.ROUTINE)
    # Codes of followup.domain.guards.PREDICATES, all of which must be true.
    guards = models.JSONField(default=list)
    action = models.CharField(max_length=8, choices=StepAction.choices)
    template_code = models.SlugField(max_length=40, blank=True)
    task_kind = models.CharField(max_length=20, blank=True)
    # What staff read on the task; written by the clinic about the plan, never about a person.
    task_reason = models.CharField(max_length=200, blank=True)
    on_missed = models.CharField(max_length=4, choices=OnMissed.choices, default=OnMissed.SKIP)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="step_key_once"),
            models.UniqueConstraint(fields=["version", "position"], name="step_position_once"),
        ]

    def __str__(self) -> str:
        return self.key


class PlanDraft(Row):
    """What somebody is editing: kept as typed, valid or not, until it is published or thrown away."""

    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, related_name="draft")
    body = models.JSONField(default=dict)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.plan_id)
