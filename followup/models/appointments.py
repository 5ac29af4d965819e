"""Appointments: when somebody is expected. Moving one makes a new row, so that what hung on the old time can be seen."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinics.models import Clinic
from core.fields import EncryptedTextField
from core.rows import Row
from followup.states import AppointmentKind, AppointmentState
from intake.models import ContactPoint, Lead, Person
from intake.states import Purpose


class Appointment(Row):
    """One time agreed with a person."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="appointments")
    # Counts the person's appointments, so that the steps of each are told apart.
    number = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    # The wall clock that was agreed and its zone: what counts when a country changes its rules.
    starts_local = models.CharField(max_length=16)
    zone = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField(default=60)
    kind = models.CharField(max_length=8, choices=AppointmentKind.choices, default=AppointmentKind.VISIT)
    # For staff only; it is never part of anything that is sent.
    note = EncryptedTextField(label="followup.appointment.note", blank=True)
    state = models.CharField(max_length=10, choices=AppointmentState.choices, default=AppointmentState.BOOKED)
    replaced_by = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces")
    # The same through all moves, with a count of changes: calendars update the entry they have (RFC 5545, 3.8.4.7).
    calendar_uid = models.UUIDField()
    changes = models.PositiveSmallIntegerField(default=0)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="booked_appointments")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # A double tap on Save brings the same key.
    idempotency_key = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="appointment_number_once"),
            models.UniqueConstraint(fields=["clinic", "idempotency_key"], name="appointment_booked_once"),
            models.CheckConstraint(
                condition=Q(state="moved", replaced_by__isnull=False) | (~Q(state="moved") & Q(replaced_by__isnull=True)),
                name="appointment_moved_names_the_new_one",
            ),
            models.CheckConstraint(
                condition=Q(state="booked", ended_at__isnull=True) | (~Q(state="booked") & Q(ended_at__isnull=False)),
                name="appointment_ended_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["clinic", "starts_at"], condition=Q(state="booked"), name="appointment_booked"),
            models.Index(fields=["lead", "-starts_at"], name="appointment_of_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class CalendarLink(Row):
    """The link in a mail to the calendar file of an appointment, for one address. Only the hash of its token is kept.

    When the appointment is moved, the link follows it to the new one.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="calendar_links")
    contact_point = models.ForeignKey(ContactPoint, on_delete=models.CASCADE)
    # That of the mail: the page opens while such a mail may still go to the address.
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)
