"""A lead: one episode in which a person seeks care, with its history, notes and calls."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinics.models import Clinic, PhoneLine
from core.fields import EncryptedJSONField, EncryptedTextField
from core.rows import Row
from intake.models.people import Person
from intake.states import CallDirection, CallOutcome, Channel, LeadStatus, NotALead, Relationship, Severity


class Lead(Row):
    """One episode. `version` grows with every fact, so a screen can tell that something happened since it was read."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="leads", db_index=False)
    contact_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leads")
    care_person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="care_leads")
    relationship = models.CharField(max_length=12, choices=Relationship.choices, default=Relationship.UNSAID)
    status = models.CharField(max_length=16, choices=LeadStatus.choices, default=LeadStatus.NEW)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices, default=Severity.ROUTINE)
    language = models.CharField(max_length=2, default="en")
    channel = models.CharField(max_length=20, choices=Channel.choices)
    # "call", "text", "email" or "none" (they will contact us).
    preferred_channel = models.CharField(max_length=6, default="call")
    topics = EncryptedJSONField(label="intake.lead.topics", default=list)
    own_words = EncryptedTextField(label="intake.lead.own_words", blank=True)
    # The six-character code of somebody who will contact us; the code finds the lead for staff, it opens nothing.
    code = EncryptedTextField(label="intake.lead.code", blank=True)
    code_hash = models.CharField(max_length=64, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    arrived_at = models.DateTimeField()
    first_attempt_due_at = models.DateTimeField(null=True, blank=True)
    first_attempt_at = models.DateTimeField(null=True, blank=True)
    first_live_contact_at = models.DateTimeField(null=True, blank=True)
    # The upper rooms find leads whose follow-up nobody has decided yet by this column.
    followup_decided_at = models.DateTimeField(null=True, blank=True)
    messages_paused_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["clinic", "-arrived_at"], name="lead_newest"),
            models.Index(fields=["clinic", "code_hash"], condition=~Q(code_hash=""), name="lead_by_code"),
            models.Index(fields=["arrived_at"], condition=Q(followup_decided_at__isnull=True), name="lead_followup_undecided"),
            models.Index(fields=["clinic", "id"], condition=Q(status="started_care"), name="lead_started_care"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class TriageFlag(Row):
    """One danger somebody's words or answer showed, with the words and the rule version that raised it."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="flags")
    code = models.CharField(max_length=24)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    words = EncryptedTextField(label="intake.flag.words", blank=True)
    rule = models.CharField(max_length=60)
    rule_version = models.CharField(max_length=20)
    # The submission, note or call the words came from.
    source_kind = models.CharField(max_length=12)
    source_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead", "code", "source_id"], name="triage_flag_once")]

    def __str__(self) -> str:
        return self.code


class LeadEvent(Row):
    """One line of a lead's history. Ids and codes only, and never changed: a person can be erased without touching it."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="events", db_index=False)
    kind = models.CharField(max_length=40)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True, blank=True)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["lead", "-at"], name="lead_event_newest")]

    def __str__(self) -> str:
        return self.kind


class Note(Row):
    """What a member of staff wrote. Only staff see it; it is never part of anything that is sent."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    # "note", "call", "they_replied", "override", or intake.states.NOTE_OF_OURS.
    kind = models.CharField(max_length=12, default="note")
    text = EncryptedTextField(label="intake.note.text")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Call(Row):
    """One phone call. A call that is no lead keeps its time, line and type and nothing about a person."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, null=True, blank=True, related_name="calls")
    task = models.ForeignKey("intake.Task", on_delete=models.SET_NULL, null=True, blank=True, related_name="calls")
    line = models.ForeignKey(PhoneLine, on_delete=models.SET_NULL, null=True, blank=True)
    direction = models.CharField(max_length=3, choices=CallDirection.choices)
    number = EncryptedTextField(label="intake.call.number", blank=True)
    number_hash = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=20, choices=CallOutcome.choices, blank=True)
    not_a_lead = models.CharField(max_length=14, choices=NotALead.choices, blank=True)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calls")
    started_at = models.DateTimeField()
    duration_seconds = models.PositiveIntegerField(null=True, blank=True)
    # A double tap on Save brings the same key.
    idempotency_key = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "idempotency_key"], name="call_logged_once")]

    def __str__(self) -> str:
        return f"{self.direction} {self.id}"


class StaffDraft(Row):
    """Half-written work. It belongs to its writer and survives a change of owner, a lost session and a closed lid."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    # "call:<key>", "note:<lead id>" or "email:<lead id>".
    key = models.CharField(max_length=80)
    body = EncryptedJSONField(label="intake.staff_draft.body", default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "key"], name="staff_draft_once")]

    def __str__(self) -> str:
        return self.key
