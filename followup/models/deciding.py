"""Leads whose follow-up could not be decided yet, so that one bad row never stops the line."""

from django.db import models

from core.rows import Row
from intake.models import Lead


class UndecidedLead(Row):
    """A lead whose follow-up failed to be decided, and when to try again. The row goes when it is decided."""

    lead = models.OneToOneField(Lead, on_delete=models.CASCADE, related_name="undecided")
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    # The class name of the last error, never its message.
    last_error = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return str(self.lead_id)
