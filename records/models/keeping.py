"""How long things are kept: rules of retention, legal holds, erasures, and restored backups."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinics.models import Clinic
from core.fields import EncryptedTextField
from core.rows import Row
from intake.models import Person
from records.states import Kept


class RetentionRule(Row):
    """How many days a clinic keeps one kind of data. No row means the usual length (records.domain.retaining)."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="retention_rules")
    kind = models.CharField(max_length=20, choices=Kept.choices)
    days = models.PositiveIntegerField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["clinic", "kind"], name="retention_rule_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.days}"


class LegalHold(Row):
    """Nothing of this person may be erased or end by itself while the hold stands."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="legal_holds")
    reason = EncryptedTextField(label="records.hold.reason")
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="holds_placed")
    placed_at = models.DateTimeField()
    lifted_reason = EncryptedTextField(label="records.hold.lifted_reason", blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="holds_lifted")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person"], condition=Q(lifted_at__isnull=True), name="legal_hold_stands_once"),)

    def __str__(self) -> str:
        return str(self.id)


class Erasure(Row):
    """A person's words and identifiers are gone; ids, codes and times stay. `by` is empty when their time had ended."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="erasure")
    # "asked" or "retention".
    cause = models.CharField(max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Restoration(Row):
    """This installation was filled from a backup: what waited to go out then is held, because it may have gone out since."""

    backup_made_at = models.DateTimeField()
    restored_at = models.DateTimeField()
    messages_held = models.PositiveIntegerField(default=0)
    messages_uncertain = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.restored_at)
