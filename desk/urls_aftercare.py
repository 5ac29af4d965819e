"""Addresses of aftercare. They hold ids only."""

from django.urls import path

from desk.views import aftercare, settings_aftercare, supporters

_ONE = "aftercare/<uuid:aftercare_id>/"

urlpatterns = [
    path("aftercare/", aftercare.show_aftercare, name="aftercare"),
    path("leads/<uuid:lead_id>/aftercare/", aftercare.enter, name="aftercare-enter"),
    path(_ONE, aftercare.show_person, name="aftercare-person"),
    path(f"{_ONE}check-in/", aftercare.take_check_in, name="aftercare-check-in"),
    path(f"{_ONE}contact/", aftercare.write_contact, name="aftercare-contact"),
    path(f"{_ONE}rhythm/", aftercare.change_rhythm, name="aftercare-rhythm"),
    path(f"{_ONE}pause/", aftercare.pause, name="aftercare-pause"),
    path(f"{_ONE}resume/", aftercare.resume, name="aftercare-resume"),
    path(f"{_ONE}end/", aftercare.end, name="aftercare-end"),
    path(f"{_ONE}supporter/", supporters.add, name="aftercare-supporter"),
    path("aftercare/supporters/<uuid:supporter_id>/end/", supporters.end, name="aftercare-supporter-end"),
    path(f"{_ONE}delete-answers/", supporters.delete_answers, name="aftercare-delete-answers"),
    path(f"{_ONE}news/", supporters.choose_news, name="aftercare-news"),
    path("settings/<slug:slug>/aftercare/", settings_aftercare.aftercare, name="settings-aftercare"),
    path("settings/<slug:slug>/aftercare/approve/", settings_aftercare.approve, name="settings-aftercare-approve"),
    path(f"{_ONE}counselor/", aftercare.hand_over, name="aftercare-counselor"),
]
