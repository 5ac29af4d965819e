"""What arrived, kept raw before anything is decided about it, and the half-written answers of a person still typing."""

from django.db import models
from django.db.models import Q

from clinics.models import Clinic
from core.fields import EncryptedJSONField
from core.rows import Row
from intake.states import Channel, SubmissionState


class Submission(Row):
    """One arrival, raw.

    `external_key` is the draft's key or the sender's id: the same key with the same body is the same arrival, the same
    key with another body is an amendment of the first.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="submissions", db_index=False)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    external_key = models.CharField(max_length=64)
    body_hash = models.CharField(max_length=64)
    payload = EncryptedJSONField(label="intake.submission.payload", default=dict)
    language = models.CharField(max_length=2, default="en")
    state = models.CharField(max_length=12, choices=SubmissionState.choices, default=SubmissionState.RECEIVED)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    # The class name of the last error, never its message: messages may quote what was typed.
    last_error = models.CharField(max_length=80, blank=True)
    received_at = models.DateTimeField()
    lead = models.ForeignKey("intake.Lead", on_delete=models.PROTECT, null=True, blank=True, related_name="submissions")
    amends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="amendments")
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "channel", "external_key", "body_hash"], name="submission_kept_once"),
            # Two first arrivals under one key would be two leads for one double click.
            models.UniqueConstraint(
                fields=["clinic", "channel", "external_key"],
                condition=Q(amends__isnull=True),
                name="submission_first_once",
            ),
        ]
        indexes = [
            # The sweep looks only at rows not yet understood.
            models.Index(fields=["next_try_at"], condition=Q(state="received"), name="submission_to_understand"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.id}"


class PublicDraft(Row):
    """Typed answers of a public form between its steps; found by the hash of the token in the path."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, db_index=False)
    token_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=2, default="en")
    answers = EncryptedJSONField(label="intake.draft.answers", default=dict)
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "token_hash"], name="public_draft_once")]

    def __str__(self) -> str:
        return str(self.id)


class PublicLink(Row):
    """A link given to one person for one purpose, found by the hash of its token."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    # "confirmation" or "change_reach".
    purpose = models.CharField(max_length=20)
    token_hash = models.CharField(max_length=64)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="links")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "purpose", "token_hash"], name="public_link_once")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"
