"""Addresses of the links in mail. followup.domain.letters writes them into messages, and they never change or end."""

from django.urls import URLPattern, path

import intake.urls  # noqa: F401  registers the converters of the public pages
from followup import views

app_name = "link"
_HERE = "<slug:slug>/<public_language:language>/stop/<public_token:token>/"

urlpatterns: list[URLPattern] = [
    path(_HERE, views.unsubscribe, name="unsubscribe"),
    path(f"{_HERE}one-click/", views.unsubscribe_one_click, name="unsubscribe-one-click"),
]
