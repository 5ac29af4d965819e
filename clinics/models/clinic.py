"""A clinic: its names, hours, holidays, phone lines and the people on call."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clinics.states import Language, Weekday
from core.fields import EncryptedTextField
from core.rows import Row


class Installation(models.Model):
    """One row: whether this installation may send to real people, and who said so."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    practice_mode = models.BooleanField(default=True)
    went_live_at = models.DateTimeField(null=True, blank=True)
    # Set by sample data; going live is refused while it is true.
    has_sample_data = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="installation_is_one_row")]

    def __str__(self) -> str:
        return "practice" if self.practice_mode else "live"


class Clinic(Row):
    """One place or programme. Its discreet name is what messages, page titles and senders show."""

    slug = models.SlugField(max_length=40, unique=True, help_text=_("Shown in web addresses: keep it neutral."))
    public_name = models.CharField(max_length=120)
    discreet_name = models.CharField(max_length=60)
    time_zone = models.CharField(max_length=64, default="America/New_York")
    languages = models.JSONField(default=list)
    phone_region = models.CharField(max_length=2, default="US")
    leave_url = models.URLField(default="https://www.weather.gov/")
    # Minutes to the first attempt, in staffed time except for emergencies; see intake.domain.clocks.
    urgent_minutes = models.PositiveIntegerField(default=15)
    soon_minutes = models.PositiveIntegerField(default=60)
    routine_minutes = models.PositiveIntegerField(default=240)
    emergency_minutes = models.PositiveIntegerField(default=5)
    # So many late automatic e-mails wait for a person's word after an outage: followup.domain.backlog.
    backlog_limit = models.PositiveIntegerField(default=500, db_default=500)
    # Reports show no group of fewer people: followup.domain.reporting.counting.
    smallest_group = models.PositiveSmallIntegerField(default=11, db_default=11)
    accepts_inquiries = models.BooleanField(default=True)
    # Only channels that somebody really serves are offered.
    offers_texts = models.BooleanField(default=False)
    crisis_text_approver = models.CharField(max_length=120, blank=True)
    crisis_text_approved_on = models.DateField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    # PostgreSQL gives a new one whenever hours, holidays, lines, queues or rules change: clinics.domain.remembering.
    settings_stamp = models.UUIDField(null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return self.discreet_name


class StaffedPeriod(Row):
    """One stretch of a weekday in which people answer, in the clinic's own time; a day may have several.

    A period that ends at midnight closes at 24:00, stored as minute 1440.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="staffed_periods")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    opens_minute = models.PositiveSmallIntegerField()
    closes_minute = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__lte=6) & Q(closes_minute__lte=1440) & Q(opens_minute__lt=F("closes_minute")),
                name="staffed_period_opens_before_it_closes",
            ),
            models.UniqueConstraint(fields=["clinic", "weekday", "opens_minute"], name="staffed_period_once"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens_minute}-{self.closes_minute}"


class Holiday(Row):
    """A day on which nobody is staffed."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="holidays")
    day = models.DateField()
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "day"], name="holiday_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class PhoneLine(Row):
    """A number people call the clinic on. These are published numbers, so they are not encrypted."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="phone_lines")
    number = models.CharField(max_length=20, help_text=_("The number in international form, like +12025550100."))
    label = models.CharField(max_length=60)
    language = models.CharField(max_length=2, choices=Language.choices, blank=True)
    is_public = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "number"], name="phone_line_once")]

    def __str__(self) -> str:
        return self.number


class OnCallMember(Row):
    """Somebody who is told of an emergency, first by position; the e-mail goes to their staff address."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="on_call")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="on_call_for")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "staff"], name="on_call_once")]

    def __str__(self) -> str:
        return str(self.staff_id)


class PagerWebhook(Row):
    """Where a signed `alert.raised` is posted for the clinic's pager service; the secret is shown once."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="pager_webhooks")
    url = EncryptedTextField(label="clinics.pager.url")
    secret = EncryptedTextField(label="clinics.pager.secret")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)
