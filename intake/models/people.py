"""People and the ways to reach them, each with its safe-contact rules. Caller is not patient: a shared number joins nobody."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from clinics.models import Clinic
from core.fields import EncryptedTextField
from core.rows import Row
from intake.states import ContactKind, Purpose, SameBecause, Voicemail


class Person(Row):
    """Somebody the clinic knows of, in this clinic only."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="people")
    name = EncryptedTextField(label="intake.person.name", blank=True)
    language = models.CharField(max_length=2, default="en")
    # An interpreter, hard of hearing, typing instead: in the person's own words.
    helps_us_talk = EncryptedTextField(label="intake.person.helps_us_talk", blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class ContactPoint(Row):
    """A phone number or e-mail of a person with its safe-contact rules. Every default is "no".

    What counts at the moment of the act is the strictest of all rows with the same `value_hash` in the clinic: see
    intake.domain.safe_contact.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_points")
    kind = models.CharField(max_length=6, choices=ContactKind.choices)
    # E.164 or a lower-case address where it could be read, otherwise what was typed.
    value = EncryptedTextField(label="intake.contact.value")
    typed = EncryptedTextField(label="intake.contact.typed")
    value_hash = models.CharField(max_length=64)
    may_call = models.BooleanField(default=False)
    may_text = models.BooleanField(default=False)
    may_email = models.BooleanField(default=False)
    voicemail = models.CharField(max_length=12, choices=Voicemail.choices, default=Voicemail.NONE)
    # Somebody else sees this phone or mailbox, or may: the most neutral wording only.
    is_private = models.BooleanField(default=True)
    good_times = EncryptedTextField(label="intake.contact.good_times", blank=True)
    if_someone_else_answers = EncryptedTextField(label="intake.contact.if_someone_else", blank=True)
    # Bounced, wrong person, or marked not safe by staff; nothing is sent until a person has checked.
    is_usable = models.BooleanField(default=True)
    # The row this one replaced when the person corrected it.
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["clinic", "value_hash"], name="contact_point_by_value")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class ContactConsent(Row):
    """One answer about one purpose on one channel, with the wording shown.

    Rows are only ever added; the database refuses to change one (migration 0011).
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_consents", db_index=False)
    contact_point = models.ForeignKey(ContactPoint, on_delete=models.PROTECT, null=True, blank=True)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    # "email", "text" or "call".
    channel = models.CharField(max_length=8)
    granted = models.BooleanField()
    # A code of the wording shown, like "public-email-1"; intake.domain.consenting holds the words of each.
    wording = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    # Where the answer came from: "submission", "call", "link", with that row's id.
    evidence_kind = models.CharField(max_length=12)
    evidence_id = models.UUIDField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "purpose", "channel", "at"], name="contact_consent_latest"),
            # Few rows: whoever once said no to check-ins, looked at every half minute.
            models.Index(
                fields=["person"],
                condition=models.Q(purpose="check_ins", channel="email", granted=False),
                name="consent_no_check_ins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.channel} {self.granted}"


class MaybeSame(Row):
    """Two people of one clinic who may be one: shown to staff, decided by staff, and decided again.

    "Same" joins two records and moves nothing between them: see intake.domain.merging and decision 100.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="maybe_same")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="maybe_same_as")
    # "phone", "email" or "staff": a member of staff looked for the other one.
    reason = models.CharField(max_length=20)
    # "open", "different" or "same".
    state = models.CharField(max_length=10, default="open")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    # How staff know that they are one: a code of SameBecause.
    how = models.CharField(max_length=12, choices=SameBecause.choices, blank=True, default="", db_default="")
    # The inquiry that was closed because the other goes on; opened again when they are parted.
    closed_lead = models.ForeignKey("intake.Lead", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "other"], name="maybe_same_once"),
            models.CheckConstraint(condition=~Q(person=F("other")), name="maybe_same_is_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.state}"


class SearchToken(models.Model):
    """A keyed hash of a word of a name, a number or an address, for equality search over encrypted columns."""

    id = models.BigAutoField(primary_key=True)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, db_index=False)
    token = models.CharField(max_length=64)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="search_tokens")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "token", "person"], name="search_token_once")]
        indexes = [models.Index(fields=["clinic", "token", "-created_at"], name="search_token_newest")]

    def __str__(self) -> str:
        return str(self.id)
