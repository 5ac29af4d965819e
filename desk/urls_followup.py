"""Addresses of a person's follow-up, and of messages to review. They hold ids only."""

from django.urls import path

from desk.views import followup, restored, reviewing

_LEAD = "leads/<uuid:lead_id>/follow-up/"
_APPOINTMENT = f"{_LEAD}appointments/<uuid:appointment_id>/"

urlpatterns = [
    path("review/", reviewing.show, name="review"),
    path("review/decide/", reviewing.decide, name="review-decide"),
    path("review/restored/", restored.show, name="restored"),
    path("review/restored/decide/", restored.decide, name="restored-decide"),
    path(_LEAD, followup.show, name="followup"),
    path(f"{_LEAD}plans/", followup.enrol, name="followup-enrol"),
    path(f"{_LEAD}plans/<uuid:enrolment_id>/pause/", followup.pause, name="followup-pause"),
    path(f"{_LEAD}steps/<uuid:occurrence_id>/skip/", followup.skip, name="followup-skip"),
    path(f"{_LEAD}steps/<uuid:occurrence_id>/now/", followup.hurry, name="followup-send-now"),
    path(f"{_LEAD}zone/", followup.zone, name="followup-zone"),
    path(f"{_LEAD}stop/", followup.stop, name="followup-stop"),
    path(f"{_LEAD}appointments/", followup.book, name="appointment-book"),
    path(f"{_APPOINTMENT}move/", followup.move, name="appointment-move"),
    path(f"{_APPOINTMENT}outcome/", followup.finish, name="appointment-finish"),
    path(f"{_APPOINTMENT}calendar/", followup.calendar, name="appointment-calendar"),
]
