"""Aftercare: who is still being looked after, in which rhythm, and what has asked for a person."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinics.models import Clinic
from core.fields import EncryptedTextField
from core.rows import Row
from followup.states import AftercareEntry, AftercareState, AskedBy, FlagKind
from intake.models import ContactPoint, Lead, Person, Task
from intake.states import Severity


class AftercareRules(Row):
    """What one clinic sets for its aftercare. A clinic without a row goes by the defaults of the same columns."""

    clinic = models.OneToOneField(Clinic, on_delete=models.CASCADE, related_name="aftercare_rules")
    # Stages as [{"every_days", "until_day"}], counted from the day somebody entered; empty: the ready rhythm.
    rhythm = models.JSONField(default=list, blank=True)
    step_up_days = models.PositiveSmallIntegerField(default=28)
    # The minute of the person's own day at which a check-in goes out.
    ask_minute = models.PositiveSmallIntegerField(default=10 * 60)
    remind_after_days = models.PositiveSmallIntegerField(default=2)
    missed_after_days = models.PositiveSmallIntegerField(default=4)
    # So many check-ins in a row without an answer ask for a call; one is enough in the first days.
    missed_before_call = models.PositiveSmallIntegerField(default=2)
    strict_days = models.PositiveSmallIntegerField(default=30)
    instrument_code = models.SlugField(max_length=40, default="three-questions")
    # People whose care starts from this moment on are entered by themselves; empty: nobody is.
    enters_from = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.clinic_id)


class Aftercare(Row):
    """One person looked after by one clinic, from entering to a person's decision to end it."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="aftercares")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="aftercares")
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="aftercares")
    entry = models.CharField(max_length=16, choices=AftercareEntry.choices)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField()
    # The day the rhythm counts from: the start of care or the discharge, in the person's own zone.
    started_on = models.DateField()
    what_next = EncryptedTextField(label="followup.aftercare.what_next", blank=True)
    zone = models.CharField(max_length=64)
    language = models.CharField(max_length=2)
    counselor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_by = models.CharField(max_length=6, choices=AskedBy.choices)
    instrument_code = models.SlugField(max_length=40)
    # Closer for a while after a flag, until this day; the kind of the flag is the reason shown.
    stepped_up_until = models.DateField(null=True, blank=True)
    stepped_up_for = models.CharField(max_length=16, choices=FlagKind.choices, blank=True)
    # Set by hand instead of the clinic's rhythm, with the reason.
    own_every_days = models.PositiveSmallIntegerField(null=True, blank=True)
    own_rhythm_reason = EncryptedTextField(label="followup.aftercare.own_rhythm_reason", blank=True)
    # Check-ins in a row without an answer.
    unanswered = models.PositiveSmallIntegerField(default=0)
    last_heard_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=AftercareState.choices, default=AftercareState.ACTIVE)
    # Why it is paused or ended, as a code; the words of staff stand in the lead's notes.
    state_reason = models.CharField(max_length=24, blank=True)
    paused_until = models.DateField(null=True, blank=True)
    state_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "person"], condition=~Q(state="ended"), name="aftercare_one_at_a_time"),
            models.CheckConstraint(condition=Q(state="active") | ~Q(state_reason=""), name="aftercare_stops_with_a_reason"),
        ]
        indexes = [
            models.Index(fields=["clinic", "id"], condition=~Q(state="ended"), name="aftercare_open"),
            models.Index(fields=["lead"], name="aftercare_of_lead"),
            models.Index(fields=["paused_until", "id"], condition=Q(state="paused"), name="aftercare_pause_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class Flag(Row):
    """Something that asks for a person, with the rule that said so. New evidence joins the task that is open."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    aftercare = models.ForeignKey(Aftercare, on_delete=models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=16, choices=FlagKind.choices)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    # One fact raises one flag, like "<check-in id>:hard_time".
    dedupe_key = models.CharField(max_length=120)
    item = models.CharField(max_length=40, blank=True)
    rule = models.CharField(max_length=80)
    rule_version = models.CharField(max_length=20)
    words = EncryptedTextField(label="followup.flag.words", blank=True)
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="aftercare_flags")
    raised_at = models.DateTimeField()
    # When a person spoke with them about it; the time from the flag to a person is measured by this.
    met_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["aftercare", "dedupe_key"], name="flag_once")]
        indexes = [models.Index(fields=["aftercare"], condition=Q(ended_at__isnull=True), name="flag_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class AftercareContact(Row):
    """One try of staff to speak with somebody in aftercare, and what came of it."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    aftercare = models.ForeignKey(Aftercare, on_delete=models.CASCADE, related_name="contacts")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # "reached", "no_answer" or "left_message".
    outcome = models.CharField(max_length=16)
    idempotency_key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["aftercare", "idempotency_key"], name="aftercare_contact_once")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.id}"


class Supporter(Row):
    """Somebody at the person's side, by the person's written consent: it says what they may know and when it ends."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    aftercare = models.ForeignKey(Aftercare, on_delete=models.CASCADE, related_name="supporters")
    # The row of records.DisclosureConsent; a plain id, as that room stands above this one.
    consent_id = models.UUIDField()
    # The supporter as a person of their own, with rules of their own about how to write to them.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="supports")
    contact_point = models.ForeignKey(ContactPoint, on_delete=models.PROTECT)
    every_days = models.PositiveSmallIntegerField(default=28)
    next_on = models.DateField()
    ends_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=16, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["aftercare", "contact_point"], condition=Q(ended_at__isnull=True), name="supporter_once"),
        ]
        indexes = [models.Index(fields=["next_on"], condition=Q(ended_at__isnull=True), name="supporter_due")]

    def __str__(self) -> str:
        return str(self.id)
