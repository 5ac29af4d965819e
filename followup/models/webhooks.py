"""Outgoing signed webhooks, as rows: what must still be posted, and what came of it."""

from django.db import models
from django.db.models import Q

from clinics.models import Clinic, PagerWebhook
from core.rows import Row
from intake.models import Task


class WebhookDelivery(Row):
    """One post of one event to one address. The body holds ids and a link, never a word about anybody."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    webhook = models.ForeignKey(PagerWebhook, on_delete=models.CASCADE, related_name="deliveries")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="webhook_deliveries")
    event = models.CharField(max_length=40)
    dedupe_key = models.CharField(max_length=120, unique=True)
    # "pending", "held", "sending", "delivered" or "failed".
    state = models.CharField(max_length=10, default="pending")
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    claim_token = models.UUIDField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    # The HTTP status or the class name of the error, never a body.
    result = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=Q(state__in=["pending", "sending"]), name="webhook_delivery_due")]

    def __str__(self) -> str:
        return f"{self.event} {self.id}"
