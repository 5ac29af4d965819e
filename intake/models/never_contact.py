"""Numbers and addresses that nobody of the organisation uses again, as keyed hashes that outlive the person's record."""

from django.db import models

from core.rows import Row
from intake.states import ContactKind


class NeverContact(Row):
    """One value of the organisation-wide do-not-contact list. It holds no clinic, so it tells none about another."""

    kind = models.CharField(max_length=6, choices=ContactKind.choices)
    value_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "value_hash"], name="never_contact_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
