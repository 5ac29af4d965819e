"""Leads that only named staff open, and who broke the glass on one."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinics.models import Clinic
from core.fields import EncryptedTextField
from core.rows import Row
from intake.models.lead import Lead
from intake.models.work import Task


class Restriction(Row):
    """A lead of a colleague or a relative: only the named people open it while this stands."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="restrictions")
    reason = EncryptedTextField(label="intake.restriction.reason", blank=True)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead"], condition=Q(lifted_at__isnull=True), name="restriction_stands_once")]

    def __str__(self) -> str:
        return str(self.id)


class RestrictedAccess(models.Model):
    """One of the people a restriction names."""

    id = models.BigAutoField(primary_key=True)
    restriction = models.ForeignKey(Restriction, on_delete=models.CASCADE, related_name="accesses")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["restriction", "staff"], name="restricted_access_once")]

    def __str__(self) -> str:
        return str(self.id)


class BreakGlass(Row):
    """Somebody opened a restricted lead for an hour, with a reason. A supervisor looks at it afterwards.

    `open_until` is read with the database's clock, like a lease; `told_at` says that the supervisors were written to.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="glasses")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField(label="intake.break_glass.reason")
    broken_at = models.DateTimeField()
    open_until = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    # The task of looking at it; erased with nothing, since it names nobody.
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="glasses")
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    was_right = models.BooleanField(null=True, blank=True)
    review = EncryptedTextField(label="intake.break_glass.review", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["staff", "lead", "open_until"], name="break_glass_open"),
            models.Index(fields=["clinic", "-broken_at"], name="break_glass_newest"),
            models.Index(fields=["broken_at"], condition=Q(told_at__isnull=True), name="break_glass_untold"),
        ]

    def __str__(self) -> str:
        return str(self.id)
