"""Addresses of this room, in one namespace."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("desk.urls_accounts")),
    path("", include("desk.urls_work")),
    path("", include("desk.urls_aftercare")),
    path("", include("desk.urls_followup")),
    path("", include("desk.urls_medicine")),
    path("", include("desk.urls_reports")),
    path("", include("desk.urls_settings")),
    path("", include("desk.urls_people")),
    path("", include("desk.urls_texts")),
    path("", include("desk.urls_audit")),
    path("", include("desk.urls_records")),
    path("", include("desk.urls_restricted")),
]
