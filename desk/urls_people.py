"""Addresses of the people who work in a clinic; desk.urls puts them in its namespace."""

from django.urls import path

from desk.views import settings_people

_PERSON = "settings/<slug:slug>/people/<uuid:staff_id>"

urlpatterns = [
    path("settings/<slug:slug>/people/", settings_people.people, name="settings-people"),
    path(f"{_PERSON}/", settings_people.person, name="settings-person"),
    path(f"{_PERSON}/link/", settings_people.person_link, name="settings-person-link"),
    path(f"{_PERSON}/link/back/", settings_people.person_link_back, name="settings-person-link-back"),
    path(f"{_PERSON}/disable/", settings_people.person_disable, name="settings-person-disable"),
    path(f"{_PERSON}/leave/", settings_people.person_leave, name="settings-person-leave"),
    path(f"{_PERSON}/enable/", settings_people.person_enable, name="settings-person-enable"),
]
