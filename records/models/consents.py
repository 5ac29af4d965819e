"""Written consents to disclose (42 CFR 2.31), their revocations, and each disclosure made. Rows are only ever added.

Not to be mixed up with ContactConsent, which is about messages to the person.
"""

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models

from clinics.models import Clinic
from core.fields import EncryptedTextField
from core.rows import Row, RowQuerySet
from intake.models import Person
from records.states import ConsentKind, SignedBy


class AddedOnlyQuerySet(RowQuerySet[Any]):
    """Reads and inserts. Erasing a person blanks words row by row and leaves the rows."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Consents and disclosures are only ever added, never changed.")

    def delete(self) -> NoReturn:
        raise TypeError("Consents and disclosures are only ever added, never deleted.")


class DisclosureConsent(Row):
    """One written consent, element by element in the order of 42 CFR 2.31(a); the paper or file stays where it was signed.

    A `states_…` column says that the signed form holds that statement.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="disclosure_consents")
    kind = models.CharField(max_length=20, choices=ConsentKind.choices)
    # Paragraph (a)(1).
    patient_name = EncryptedTextField(label="records.consent.patient_name")
    # Paragraph (a)(2).
    discloser = EncryptedTextField(label="records.consent.discloser")
    # (a)(3): codes of `Information`, and the description as signed.
    information = models.JSONField(default=list)
    information_words = EncryptedTextField(label="records.consent.information_words")
    # (a)(4)(i): one recipient a line, or a class of recipients in words.
    recipients = EncryptedTextField(label="records.consent.recipients")
    is_class_of_recipients = models.BooleanField(default=False)
    # Paragraph (a)(4)(ii).
    has_intermediary = models.BooleanField(default=False)
    intermediary = EncryptedTextField(label="records.consent.intermediary", blank=True)
    intermediary_participants = EncryptedTextField(label="records.consent.participants", blank=True)
    # Paragraph (a)(4)(iii).
    states_hipaa_redisclosure = models.BooleanField(default=False)
    # Paragraph (a)(5).
    purpose = EncryptedTextField(label="records.consent.purpose")
    # Paragraph (a)(6).
    states_right_to_revoke = models.BooleanField(default=False)
    how_to_revoke = EncryptedTextField(label="records.consent.how_to_revoke")
    # (a)(7): a day, or an event in words.
    expires_on = models.DateField(null=True, blank=True)
    expiry_event = EncryptedTextField(label="records.consent.expiry_event", blank=True)
    # (a)(8): the name as typed or signed, or where the signed paper is kept.
    signature = EncryptedTextField(label="records.consent.signature")
    signed_by = models.CharField(max_length=16, choices=SignedBy.choices, default=SignedBy.PATIENT)
    signer_authority = EncryptedTextField(label="records.consent.signer_authority", blank=True)
    # Paragraph (a)(9).
    signed_on = models.DateField()
    # Paragraph (a)(10).
    states_redisclosure = models.BooleanField(default=False)
    states_refusal_consequences = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    recorded_at = models.DateTimeField()

    objects: ClassVar[Any] = AddedOnlyQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["person", "-recorded_at"], name="disclosure_consent_newest"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class ConsentRevocation(Row):
    """A consent was taken back; what was disclosed before in reliance on it stands (42 CFR 2.31(a)(6))."""

    consent = models.OneToOneField(DisclosureConsent, on_delete=models.PROTECT, related_name="revocation")
    # "written" or "spoken". The clinic acts on either.
    how = models.CharField(max_length=8)
    words = EncryptedTextField(label="records.revocation.words", blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    objects: ClassVar[Any] = AddedOnlyQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.id)


class Disclosure(Row):
    """What left the clinic: what, to whom, why, under which consent, and the document itself with notice and consent."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="disclosures")
    consent = models.ForeignKey(DisclosureConsent, on_delete=models.PROTECT, related_name="disclosures")
    recipient = EncryptedTextField(label="records.disclosure.recipient")
    purpose = EncryptedTextField(label="records.disclosure.purpose")
    information = models.JSONField(default=list)
    document = EncryptedTextField(label="records.disclosure.document")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    made_at = models.DateTimeField()

    objects: ClassVar[Any] = AddedOnlyQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["person", "-made_at"], name="disclosure_newest"),)

    def __str__(self) -> str:
        return str(self.id)
