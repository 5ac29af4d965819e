"""Medication: a course of a medicine, its doses, the tests it asks for, and the dangerous time after a dose ran out."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinics.models import Clinic
from core.fields import EncryptedTextField
from core.rows import Row
from followup.states.medicine import CourseEnd, CourseState, DoseState, LabState, Medicine, ToleranceReason
from intake.models import Lead, Person, Task

# A dose that nobody has looked at yet, or whose rules have changed since, is looked at by the next sweep.
LOOK_NOW = datetime(2000, 1, 1, tzinfo=UTC)


class MedicationRules(Row):
    """What one clinic's prescriber sets. A clinic without a row goes by the defaults; each has its source in `medication.rules`."""

    clinic = models.OneToOneField(Clinic, on_delete=models.CASCADE, related_name="medication_rules")
    injection_days = models.PositiveSmallIntegerField(default=28)
    # Days after the due day on which a dose still counts as on time.
    grace_days = models.PositiveSmallIntegerField(default=0)
    remind_days = models.JSONField(default=list)
    refill_remind_days = models.PositiveSmallIntegerField(default=5)
    call_after_days = models.PositiveSmallIntegerField(default=3)
    review_after_days = models.PositiveSmallIntegerField(default=7)
    # Days after the end of what a dose covers at which the dangerous time opens by itself.
    tolerance_after_days = models.PositiveSmallIntegerField(default=0)
    opioid_free_days = models.PositiveSmallIntegerField(default=10)
    # 0: no tests are asked for.
    lab_every_days = models.PositiveSmallIntegerField(default=180)
    # 0: no talk is planned.
    talk_before_dose = models.PositiveSmallIntegerField(default=4)

    def __str__(self) -> str:
        return str(self.clinic_id)


class Course(Row):
    """One person taking one medicine, from the day it is planned until it is ended with a reason."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="courses")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="courses")
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="courses")
    medicine = models.CharField(max_length=16, choices=Medicine.choices)
    state = models.CharField(max_length=8, choices=CourseState.choices, default=CourseState.PLANNED)
    # The last day on which an opioid was taken, as the person said; empty: not said, or none.
    last_opioid_on = models.DateField(null=True, blank=True)
    prescriber = models.CharField(max_length=80, blank=True)
    # Days one dose covers, where this course differs from the clinic's rule.
    own_interval_days = models.PositiveSmallIntegerField(null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=16, choices=CourseEnd.choices, blank=True)
    note = EncryptedTextField(label="followup.course.note", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "person"], condition=~Q(state="ended"), name="course_one_at_a_time"),
            models.CheckConstraint(condition=~Q(state="ended") | ~Q(end_reason=""), name="course_ends_with_a_reason"),
        ]
        indexes = [
            models.Index(fields=["clinic", "id"], condition=~Q(state="ended"), name="course_running"),
            models.Index(fields=["lead"], name="course_of_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.medicine} {self.id}"


class Dose(Row):
    """One dose, or one supply of tablets: due on a day of the clinic's calendar, and what came of it."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="doses")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=DoseState.choices, default=DoseState.SCHEDULED)
    due_on = models.DateField()
    given_on = models.DateField(null=True, blank=True)
    covers_days = models.PositiveSmallIntegerField()
    # When its calendar may ask for something new; only then does the sweep read it.
    look_at = models.DateTimeField(default=LOOK_NOW, db_default=LOOK_NOW)
    # At every dose: was overdose reversal talked about? Empty until the dose is recorded.
    reversal_talk = models.BooleanField(null=True, blank=True)
    opioid_free_checked = models.BooleanField(default=False)
    note = EncryptedTextField(label="followup.dose.note", blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="dose_number_once"),
            models.UniqueConstraint(fields=["course"], condition=Q(state="scheduled"), name="dose_one_next"),
            models.CheckConstraint(
                condition=Q(state__in=["given", "late_given"], given_on__isnull=False, reversal_talk__isnull=False)
                | ~Q(state__in=["given", "late_given"]),
                name="dose_given_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(state="scheduled"), name="dose_next"),
            models.Index(fields=["look_at", "id"], condition=Q(state="scheduled"), name="dose_to_look_at"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"


class CourseMark(Row):
    """Something that a dose's calendar asked for was done: once, whatever runs twice."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    dose = models.ForeignKey(Dose, on_delete=models.CASCADE, related_name="marks")
    code = models.CharField(max_length=24)
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    message = models.ForeignKey("followup.Message", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Why a reminder was not written, as a code.
    why_not = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dose", "code"], name="course_mark_once")]

    def __str__(self) -> str:
        return self.code


class ToleranceWindow(Row):
    """The time in which tolerance is low and a return to use can kill. Only a documented contact or a dose closes it."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="tolerance_windows")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tolerance_windows")
    reason = models.CharField(max_length=16, choices=ToleranceReason.choices)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    # "dose" or "contact".
    closed_for = models.CharField(max_length=8, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = EncryptedTextField(label="followup.tolerance.note", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course"], condition=Q(closed_at__isnull=True), name="tolerance_open_once"),
            models.CheckConstraint(condition=Q(closed_at__isnull=True) | Q(closed_by__isnull=False), name="tolerance_closed_by_somebody"),
        ]
        indexes = [models.Index(fields=["person"], condition=Q(closed_at__isnull=True), name="tolerance_of_person")]

    def __str__(self) -> str:
        return f"{self.reason} {self.id}"


class LabDue(Row):
    """A test that a course asks for, by the clinic's own interval."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="labs")
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=LabState.choices, default=LabState.DUE)
    done_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)
    reason = EncryptedTextField(label="followup.lab.reason", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course"], condition=Q(state="due"), name="lab_one_next")]
        indexes = [models.Index(fields=["due_on", "id"], condition=Q(state="due"), name="lab_next")]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"
