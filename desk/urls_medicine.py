"""Addresses of medicine. They hold ids only."""

from django.urls import path

from desk.views import medicine

_ONE = "courses/<uuid:course_id>/"

urlpatterns = [
    path("leads/<uuid:lead_id>/course/", medicine.plan, name="course-plan"),
    path(_ONE, medicine.show, name="course"),
    path(f"{_ONE}dose/", medicine.give, name="course-give"),
    path(f"{_ONE}decline/", medicine.decline, name="course-decline"),
    path(f"{_ONE}talk/", medicine.talked, name="course-talked"),
    path(f"{_ONE}test/", medicine.lab, name="course-lab"),
    path(f"{_ONE}end/", medicine.end, name="course-end"),
    path("settings/<slug:slug>/medicine/", medicine.rules, name="settings-medication"),
]
