"""Addresses of the links in mail, which never change or end (followup.domain.letters writes them), and of providers' posts."""

from django.urls import URLPattern, path

import intake.urls  # noqa: F401  registers the converters of the public pages
from followup import views, webhooks

app_name = "link"
_HERE = "<slug:slug>/<public_language:language>/stop/<public_token:token>/"

urlpatterns: list[URLPattern] = [
    path(_HERE, views.unsubscribe, name="unsubscribe"),
    path(f"{_HERE}one-click/", views.unsubscribe_one_click, name="unsubscribe-one-click"),
    path("hooks/mail/<slug:provider>/<public_token:path_token>/", webhooks.mail_events, name="mail-events"),
]
