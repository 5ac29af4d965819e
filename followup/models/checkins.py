"""Check-ins: the questions in versions, each time somebody is asked, the links to answer by, and the answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinics.models import Clinic
from core.fields import EncryptedJSONField
from core.rows import Row
from followup.models.aftercare import Aftercare
from followup.models.outbox import Message
from followup.states import AnswerSource, AskedBy, CheckInPage, CheckInState
from intake.models import ContactPoint


class Instrument(Row):
    """A set of questions of one clinic."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="instruments")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    # Questions about use, medicine or side effects need a clinician's word before anybody is asked.
    is_clinical = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "code"], name="instrument_once")]

    def __str__(self) -> str:
        return self.code


class InstrumentVersion(Row):
    """One version of the questions and of the rules about their answers. Published rows never change."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    # followup.domain.aftercare.instruments says what may stand here.
    content = models.JSONField()
    approved_by = models.CharField(max_length=120, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instrument", "number"], name="instrument_version_once")]

    def __str__(self) -> str:
        return f"v{self.number}"


class CheckIn(Row):
    """One time somebody is asked how they are."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    aftercare = models.ForeignKey(Aftercare, on_delete=models.CASCADE, related_name="check_ins")
    sequence = models.PositiveIntegerField()
    instrument_version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT)
    asked_by = models.CharField(max_length=6, choices=AskedBy.choices)
    # The day and minute the person's own clock shows, its zone, and the same moment in UTC.
    due_on = models.DateField()
    due_minute = models.PositiveSmallIntegerField()
    zone = models.CharField(max_length=64)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=CheckInState.choices, default=CheckInState.PLANNED)
    # Why it was not asked, or is asked by phone although mail was planned.
    reason = models.CharField(max_length=24, blank=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    # When it counts as not heard.
    missed_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    fresh_links = models.PositiveSmallIntegerField(default=0)
    fresh_link_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["aftercare", "sequence"], name="check_in_once"),
            models.UniqueConstraint(fields=["aftercare"], condition=Q(state="planned"), name="check_in_one_planned"),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="planned"), name="check_in_due"),
            models.Index(fields=["remind_at", "id"], condition=Q(state="sent", remind_at__isnull=False), name="check_in_remind"),
            models.Index(fields=["missed_at", "id"], condition=Q(state="sent", missed_at__isnull=False), name="check_in_missed"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.state}"


class CheckInLink(Row):
    """A link in a check-in's mail: one person, one page, a short life. Only the hash of its token is kept."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="links")
    contact_point = models.ForeignKey(ContactPoint, on_delete=models.CASCADE)
    page = models.CharField(max_length=8, choices=CheckInPage.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="check_in_link_ends")]

    def __str__(self) -> str:
        return f"{self.page} {self.id}"


class Answer(Row):
    """What somebody answered, as given. A later answer to the same check-in replaces it and never changes it."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="answers")
    values = EncryptedJSONField(label="followup.answer.values", default=dict)
    source = models.CharField(max_length=6, choices=AnswerSource.choices)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=2)
    replaced_by = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_in"], condition=Q(replaced_by__isnull=True), name="answer_one_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.id}"
