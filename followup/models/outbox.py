"""The outbox: one row a message and recipient, and the addresses that must not be written to."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinics.models import Clinic
from core.fields import EncryptedTextField
from core.rows import Row
from followup.models.delivery import Delivery
from followup.models.texts import TemplateVersion
from followup.states import MessageClass, MessageState, WhyNot
from intake.models import ContactPoint, Lead, Person, Task
from intake.states import Purpose

_ENDED = ["sent", "uncertain", "skipped", "expired", "failed"]


class Message(Row):
    """One e-mail to one recipient, frozen as composed. `dedupe_key` makes writing it twice one message."""

    # A message changes its state three times, and each change writes every index anew: only what is looked for has one, and
    # references that are mostly empty have one of the rows that hold something.
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="messages", db_index=False)
    message_class = models.CharField(max_length=12, choices=MessageClass.choices)
    purpose = models.CharField(max_length=12, choices=Purpose.choices, blank=True)
    dedupe_key = models.CharField(max_length=120, unique=True)
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, null=True, blank=True, related_name="messages", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="messages")
    contact_point = models.ForeignKey(ContactPoint, on_delete=models.PROTECT, null=True, blank=True)
    # Staff alerts go to a member of staff about a task, and hold no word about anybody.
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="alert_messages", db_index=False
    )
    task = models.ForeignKey(Task, on_delete=models.CASCADE, null=True, blank=True, related_name="alert_messages", db_index=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="written_messages", db_index=False
    )
    # A version is never deleted, and nobody asks for its messages.
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, null=True, blank=True, db_index=False)
    language = models.CharField(max_length=2)
    to_address = EncryptedTextField(label="followup.message.to_address")
    to_hash = models.CharField(max_length=64)
    from_name = models.CharField(max_length=60)
    subject = EncryptedTextField(label="followup.message.subject")
    body = EncryptedTextField(label="followup.message.body")
    # Given to the mail server as Message-ID, so that a doubtful send can be found in its log. Made of the id, as unique as that.
    message_id = models.CharField(max_length=120)
    unsubscribe_token = EncryptedTextField(label="followup.message.unsubscribe", blank=True)
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.PENDING)
    why_not = models.CharField(max_length=20, choices=WhyNot.choices, default=WhyNot.NONE, blank=True)
    # The first place in the text that has no value; such a message is held and never goes out.
    missing = models.CharField(max_length=40, blank=True, default="", db_default="")
    # The three-digit reply of the mail server, never its text: servers quote addresses.
    reply_code = models.CharField(max_length=12, blank=True)
    due_at = models.DateTimeField()
    # The hour it was due at before a try that failed moved it; empty while none has. Lateness is counted from it.
    first_due_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    claim_token = models.UUIDField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    # What was told about it afterwards; followup.domain.tracking says what outweighs what.
    delivery = models.CharField(max_length=12, choices=Delivery.choices, default=Delivery.NONE, db_default="", blank=True)
    delivery_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["claimed", "sending"], claim_token__isnull=False, claimed_until__isnull=False)
                | (~Q(state__in=["claimed", "sending"]) & Q(claim_token__isnull=True, claimed_until__isnull=True)),
                name="message_claim_matches_state",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, staff__isnull=True) | Q(person__isnull=True, staff__isnull=False),
                name="message_has_one_recipient",
            ),
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="message_sent_has_a_time"),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="pending"), name="message_pending"),
            models.Index(fields=["clinic", "due_at", "id"], condition=Q(state="pending"), name="message_pending_of_clinic"),
            # Alerts go first, and are looked for among however many others wait.
            models.Index(fields=["due_at", "id"], condition=Q(state="pending", message_class="staff_alert"), name="message_pending_alert"),
            # What waits for somebody's eyes is counted on every page of the desk.
            models.Index(fields=["why_not", "expires_at", "id"], condition=Q(state="held"), name="message_held"),
            models.Index(fields=["claimed_until"], condition=Q(state__in=["claimed", "sending"]), name="message_in_hand"),
            # Few rows: what was tried in vain and is tried again.
            models.Index(
                fields=["clinic", "first_due_at"], condition=Q(state="pending", first_due_at__isnull=False), name="message_tried_again"
            ),
            models.Index(fields=["lead", "-created_at"], name="message_of_lead"),
            # Retention reads what ended long ago.
            models.Index(fields=["clinic", "created_at"], condition=Q(state__in=_ENDED), name="message_ended"),
            models.Index(fields=["staff"], condition=Q(staff__isnull=False), name="message_to_staff"),
            models.Index(fields=["task"], condition=Q(task__isnull=False), name="message_about_task"),
            models.Index(fields=["written_by"], condition=Q(written_by__isnull=False), name="message_by_staff"),
        ]

    def __str__(self) -> str:
        return f"{self.message_class} {self.id}"


class Suppression(Row):
    """An address of one clinic that must not get messages of a purpose (empty: any), until it is lifted."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    address_hash = models.CharField(max_length=64)
    purpose = models.CharField(max_length=12, choices=Purpose.choices, blank=True)
    # "unsubscribed", "bounced", "complained" or "staff".
    reason = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "address_hash", "purpose"], condition=Q(lifted_at__isnull=True), name="suppression_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.id}"


class UnsubscribeLink(Row):
    """The link at the foot of a message. It never expires; only the hash of its token is kept."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    contact_point = models.ForeignKey(ContactPoint, on_delete=models.CASCADE)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    language = models.CharField(max_length=2)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)
