"""Rows that belong to no other app: who read or changed what, and the beats of background processes."""

from typing import Any, ClassVar, NoReturn

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from core.rows import Row, RowQuerySet


class ActorKind(models.TextChoices):
    """What acted. `person` is somebody who wrote to us or follows their own signed link."""

    STAFF = "staff", _("Staff")
    SYSTEM = "system", _("System")
    PERSON = "person", _("Person")
    WEBHOOK = "webhook", _("Webhook")
    COMMAND = "command", _("Command")


class AuditQuerySet(RowQuerySet[Any]):
    """Reads and inserts only."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Audit entries are only ever added, never changed.")

    def delete(self) -> NoReturn:
        raise TypeError("Audit entries are only ever added, never deleted.")


class AuditEntry(Row):
    """Who read or changed what. Holds ids and codes, so it stays when a person is erased; no foreign keys for that reason.

    `clinic_id` is empty for what concerns the whole organisation; `shown_ids` are the rows of a list somebody saw.
    """

    clinic_id = models.UUIDField(null=True, blank=True)
    actor_kind = models.CharField(max_length=16, choices=ActorKind.choices)
    actor_id = models.UUIDField(null=True, blank=True)
    action = models.CharField(max_length=64)
    object_type = models.CharField(max_length=64)
    object_id = models.UUIDField(null=True, blank=True)
    shown_ids = models.JSONField(default=list, blank=True)
    reason = EncryptedTextField(label="core.audit.reason", blank=True, default="")
    at = models.DateTimeField()

    objects: ClassVar[Any] = AuditQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["clinic_id", "-at"], name="audit_by_clinic"),
            models.Index(fields=["object_id", "-at"], name="audit_by_object"),
            models.Index(fields=["actor_id", "-at"], name="audit_by_actor"),
        )

    @property
    def has_reason(self) -> bool:
        """Whether somebody gave a reason, without opening it."""
        return bool(self.__dict__.get("reason"))

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id or ''}".strip()


class AuditSeal(models.Model):
    """One link of the chain over the audit: core.sealing_audit says what is hashed. Only ever added, like the entries.

    `seq` counts from 1 without a gap, so the last one is also the number of sealed entries. `salt` keeps a short reason
    from being guessed by its hash.
    """

    seq = models.BigIntegerField(primary_key=True)
    entry_id = models.UUIDField(unique=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    salt = EncryptedTextField(label="core.audit_seal.salt", blank=True, default="")
    sealed_at = models.DateTimeField()

    objects: ClassVar[Any] = AuditQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.seq} {self.hash[:12]}"


class AuditCheck(models.Model):
    """How far the audit's own daily check has come: one row, of core.checking_audit, which says what the two places are.

    Of a place: the last link that was met, its hash, the highest id and the time of the entries up to it, and the offset in the file of
    anchors. `fault` is a word of core.proving_audit.Fault; it stays until all of the chain has been met without one.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    began_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    whole_at = models.DateTimeField(null=True, blank=True)
    goal_seq = models.BigIntegerField(default=0)
    goal_offset = models.BigIntegerField(default=0)
    new_seq = models.BigIntegerField(default=0)
    new_hash = models.CharField(max_length=64, blank=True, default="")
    new_entry = models.UUIDField(null=True, blank=True)
    new_recorded_at = models.DateTimeField(null=True, blank=True)
    new_offset = models.BigIntegerField(default=0)
    old_goal_seq = models.BigIntegerField(default=0)
    old_goal_offset = models.BigIntegerField(default=0)
    old_seq = models.BigIntegerField(default=0)
    old_hash = models.CharField(max_length=64, blank=True, default="")
    old_entry = models.UUIDField(null=True, blank=True)
    old_recorded_at = models.DateTimeField(null=True, blank=True)
    old_offset = models.BigIntegerField(default=0)
    # Whether today's part of the old reaches the end, and whether this walk through the whole has met no fault so far.
    ends_whole = models.BooleanField(default=False)
    is_clean = models.BooleanField(default=True)
    fault = models.CharField(max_length=80, blank=True, default="")
    fault_seq = models.BigIntegerField(default=0)
    fault_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="audit_check_is_one_row"),)

    def __str__(self) -> str:
        return self.fault or str(self.new_seq)


class Tally(models.Model):
    """How often something happened within a stretch of time that its name says. See core.tally."""

    name = models.CharField(max_length=96, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.name} {self.count}"


class Heartbeat(Row):
    """When a background process last showed that it is alive, and useful."""

    name = models.CharField(max_length=64, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class BrowserSession(AbstractBaseSession):
    """One browser that signed in or is about to. The key is kept hashed: core.sessions reads and writes these rows.

    `device` is a few words like "Firefox, Windows"; `network` is an address with its last part cut off.
    """

    user_id = models.UUIDField(null=True, blank=True, db_index=True)
    began_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    device = models.CharField(max_length=60, blank=True, default="")
    network = models.CharField(max_length=50, blank=True, default="")

    @classmethod
    def get_session_store_class(cls) -> type[Any]:
        from core.sessions import SessionStore  # noqa: PLC0415  builds on this model

        return SessionStore
