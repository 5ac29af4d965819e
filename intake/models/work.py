"""The one list of human work, the queues it stands in, and the rules and decisions that put it there."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinics.models import Clinic
from core.fields import EncryptedJSONField, EncryptedTextField
from core.rows import Row
from intake.models.arrival import Submission
from intake.models.lead import Lead
from intake.states import Severity, SkillNeeded, TaskKind, TaskState, shown_name


class Queue(Row):
    """A place where tasks wait for somebody who fits."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="queues")
    name = models.CharField(max_length=60)
    # Stable name used by rules and commands.
    code = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "code"], name="queue_code_once")]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name; in the reader's language while it is one that we gave it."""
        return shown_name(self.name)


class QueueMembership(models.Model):
    """Who is offered a queue's work by "Take next"; it does not bound what they may see."""

    id = models.BigAutoField(primary_key=True)
    queue = models.ForeignKey(Queue, on_delete=models.CASCADE, related_name="memberships")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="queue_memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "staff"], name="queue_membership_once")]

    def __str__(self) -> str:
        return str(self.id)


class Rulebook(Row):
    """A published version of a clinic's ordered routing rules. Published rows never change; the newest one counts."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="rulebooks")
    version = models.PositiveIntegerField()
    # [{"code", "name", "when": {"severity": [...], "language": [...], "channel": [...]}, "then": {"queue": code,
    #   "due_minutes": n or null}}], first match wins, the last one has an empty "when".
    rules = models.JSONField()
    note = models.CharField(max_length=200, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "version"], name="rulebook_version_once")]

    def __str__(self) -> str:
        return f"v{self.version}"


class Task(Row):
    """One piece of work for a person. `assignee` lasts; the claim is a lease that ends by the database's clock."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="tasks")
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=20, choices=TaskKind.choices)
    # Unique among open tasks of a clinic, like "first_contact:<lead id>": one fact opens one task.
    dedupe_key = models.CharField(max_length=120)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    reason = EncryptedTextField(label="intake.task.reason", blank=True)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices, default=Severity.ROUTINE)
    # Priority population inside a severity: 0 pregnant and injecting … 3 everyone else.
    rank = models.PositiveSmallIntegerField(default=3)
    language = models.CharField(max_length=2, default="en")
    skill = models.CharField(max_length=12, choices=SkillNeeded.choices, default=SkillNeeded.NONE, blank=True)
    # Open first contacts and callbacks for one number show as one row.
    number_hash = models.CharField(max_length=64, blank=True)
    ready_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # A time promised to the person; such a callback outranks "soon" from ten minutes before it.
    is_promised = models.BooleanField(default=False)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="assigned_tasks")
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="claimed_tasks")
    claimed_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    attempts = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=30, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="done_tasks")
    done_at = models.DateTimeField(null=True, blank=True)
    # Escalations: who took it by name, and when people are told again until somebody does.
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="acknowledged_tasks"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    next_alert_at = models.DateTimeField(null=True, blank=True)
    alerts = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "dedupe_key"], condition=Q(state="open"), name="task_open_once"),
            models.CheckConstraint(
                condition=Q(claimed_by__isnull=True, claimed_until__isnull=True) | Q(claimed_by__isnull=False, claimed_until__isnull=False),
                name="task_claim_has_an_end",
            ),
            models.CheckConstraint(condition=Q(state="open") | Q(done_at__isnull=False), name="task_ended_has_a_time"),
        ]
        indexes = [
            # The queue pages and "Take next" read open tasks only, in working order, however long the history is.
            models.Index(fields=["queue", "severity", "rank", "due_at", "id"], condition=Q(state="open"), name="task_open_order"),
            models.Index(fields=["number_hash"], condition=Q(state="open") & ~Q(number_hash=""), name="task_open_number"),
            models.Index(
                fields=["next_alert_at"],
                condition=Q(state="open", next_alert_at__isnull=False),
                name="task_alert_due",
            ),
            # Urgent work that was not yet told about: few rows, looked at every half minute.
            models.Index(
                fields=["due_at"],
                condition=Q(state="open", severity__lte=1, next_alert_at__isnull=True),
                name="task_urgent_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class RoutingDecision(Row):
    """Why a lead stands where it stands, kept as it was decided: later rulebooks do not rewrite it."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="routing_decisions")
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT)
    rulebook = models.ForeignKey(Rulebook, on_delete=models.PROTECT)
    rule_code = models.CharField(max_length=40)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    due_at = models.DateTimeField()
    sentence = EncryptedTextField(label="intake.routing.sentence")
    # What each rule saw: [{"rule", "matched", "because"}], with the facts.
    facts = EncryptedJSONField(label="intake.routing.facts", default=dict)
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.rule_code
