"""The rota: who is on duty for emergencies in which hours of the week, and who stands in on a day."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from clinics.models.clinic import Clinic
from clinics.states import Weekday
from core.rows import Row

DAY = 24 * 60


class RotaShift(Row):
    """One weekly shift in the clinic's own time. It may run past midnight; `is_backup` is told after the first."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="rota_shifts")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rota_shifts")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    starts_minute = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    is_backup = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__lte=6) & Q(starts_minute__lt=DAY) & Q(minutes__gte=15) & Q(minutes__lte=DAY),
                name="rota_shift_fits_a_day",
            ),
            models.UniqueConstraint(fields=["clinic", "staff", "weekday", "starts_minute"], name="rota_shift_once"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts_minute}+{self.minutes}"


class RotaCover(Row):
    """A stretch of real time in which `staff` is on duty, in place of `instead_of` when somebody is named.

    Without `staff` it is an absence that nobody covers yet, and shows as a gap.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="rota_covers")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="rota_covers")
    instead_of = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="rota_absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="rota_cover_starts_before_it_ends"),
            models.CheckConstraint(condition=Q(staff__isnull=False) | Q(instead_of__isnull=False), name="rota_cover_names_somebody"),
        ]
        indexes = [models.Index(fields=["clinic", "ends_at"], name="rota_cover_ending")]

    def __str__(self) -> str:
        return str(self.id)
