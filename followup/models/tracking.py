"""What became of messages after they went out: the events of providers and servers, and the door each provider knocks at."""

from django.db import models
from django.db.models import Q

from clinics.models import Clinic
from core.fields import EncryptedTextField
from core.rows import Row
from followup.models.delivery import Delivery, EventState
from followup.models.outbox import Message


class MailHook(Row):
    """The address to which a provider posts events. Without this row its door is shut; its secrets are shown once."""

    provider = models.CharField(max_length=12, unique=True)
    path_token = EncryptedTextField(label="followup.mail_hook.path_token")
    password = EncryptedTextField(label="followup.mail_hook.password")
    # Mailgun signs what it posts; the other three can't.
    signing_key = EncryptedTextField(label="followup.mail_hook.signing_key", blank=True)
    created_at = models.DateTimeField()
    last_event_at = models.DateTimeField(null=True, blank=True)
    last_refused_at = models.DateTimeField(null=True, blank=True)
    # When it last posted a mail that came in, and which clinic gets those of strangers; empty: the oldest.
    last_mail_at = models.DateTimeField(null=True, blank=True)
    strangers_to = models.ForeignKey(Clinic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # When it last told of an opened or clicked message, which nobody may watch: it must be switched off there.
    tracking_seen_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.provider


class DeliveryEvent(Row):
    """One event about one message. `recipient` is emptied once it is applied; `raw` holds only what could not be read."""

    # "postmark", "mailgun", "brevo", "mailjet", or "mail" for a bounce that came by mail.
    provider = models.CharField(max_length=12)
    # A keyed hash of the provider's own id, or of the content. Under another key of the ring a replay would be kept again
    # and change nothing, so keys may turn without it.
    event_key = models.CharField(max_length=64)
    # "" for what could not be read; otherwise a word of Delivery, or "unsubscribed".
    kind = models.CharField(max_length=14, blank=True)
    # The message that the event names, whether or not it is ours.
    names = models.UUIDField(null=True, blank=True)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, blank=True, related_name="delivery_events")
    recipient = EncryptedTextField(label="followup.delivery_event.recipient", blank=True)
    raw = EncryptedTextField(label="followup.delivery_event.raw", blank=True)
    state = models.CharField(max_length=10, choices=EventState.choices, default=EventState.RECEIVED)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "event_key"], name="delivery_event_once")]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state=EventState.RECEIVED), name="delivery_event_to_apply"),
            models.Index(
                fields=["received_at"],
                condition=Q(state=EventState.APPLIED, kind__in=[Delivery.SOFT_BOUNCE, Delivery.REJECTED]),
                name="delivery_event_soft",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind or self.state} {self.id}"
