"""How fast mail leaves, for all workers together."""

from django.db import models
from django.db.models import Q


class SendingPace(models.Model):
    """One row: when the next message may leave, by the database's clock."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    next_at = models.DateTimeField(null=True, blank=True)
    # Until when nothing leaves, because the provider said "not so fast" or did not answer; alerts to staff go all the same.
    held_until = models.DateTimeField(null=True, blank=True)
    # "told" (by the provider) or "unreachable".
    held_because = models.CharField(max_length=12, blank=True)
    holds = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="sending_pace_is_one_row")]

    def __str__(self) -> str:
        return f"{self.next_at or ''} {self.held_because}".strip()
