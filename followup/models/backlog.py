"""What piled up while nothing was sent, and what a person decided about it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinics.models import Clinic
from core.fields import EncryptedTextField
from core.rows import Row
from followup.states import BacklogCause


class Backlog(Row):
    """Automatic e-mails of a clinic that were due up to `reaches_to` wait until somebody decides. One stands at a time."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="backlogs")
    found_at = models.DateTimeField()
    reaches_to = models.DateTimeField()
    cause = models.CharField(
        max_length=10, choices=BacklogCause.choices, default=BacklogCause.OUTAGE, db_default=BacklogCause.OUTAGE.value, blank=True
    )
    # "release" or "drop".
    decision = models.CharField(max_length=8, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    reason = EncryptedTextField(label="followup.backlog.reason", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic"], condition=Q(decided_at__isnull=True), name="backlog_stands_once"),
        ]
        indexes = [models.Index(fields=["clinic", "-reaches_to"], name="backlog_newest")]

    def __str__(self) -> str:
        return f"{self.decision or 'waits'} {self.id}"
