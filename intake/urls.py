"""Addresses of the public pages: neutral words only, and a token where a page belongs to one person."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from intake.views import callback, changing, leaving, message, reading, sent, start


class LanguageConverter(StringConverter):
    """The languages public pages are written in."""

    regex = "en|es"


class TokenConverter(StringConverter):
    """A random token of ours."""

    regex = "[A-Za-z0-9_-]{16,64}"


register_converter(LanguageConverter, "public_language")
register_converter(TokenConverter, "public_token")

app_name = "public"
_HERE = "<slug:slug>/<public_language:language>/"
_TOKEN = "<public_token:token>/"  # noqa: S105  a pattern, not a secret

urlpatterns: list[URLPattern] = [
    path("", start.choose_clinic, name="chooser"),
    path("<slug:slug>/", start.choose_language, name="clinic"),
    path(_HERE, start.show_start, name="start"),
    path(f"{_HERE}call/", callback.begin, name="ask-for-call"),
    path(f"{_HERE}call/{_TOKEN}", callback.ask_for_call, name="ask-for-call"),
    path(f"{_HERE}write/", message.begin, name="message-start"),
    path(f"{_HERE}write/{_TOKEN}<int:step>/", message.answer_step, name="message-step"),
    path(f"{_HERE}write/{_TOKEN}now/", message.show_emergency, name="emergency-step"),
    path(f"{_HERE}sent/{_TOKEN}", sent.show_sent, name="sent"),
    path(f"{_HERE}reach/{_TOKEN}", changing.change_how, name="change-reach"),
    path(f"{_HERE}leave/", leaving.leave, name="leave"),
    path(f"{_HERE}leave/{_TOKEN}", leaving.leave, name="leave"),
    path(f"{_HERE}safety/", reading.show_safety, name="safety"),
    path(f"{_HERE}privacy/", reading.show_privacy, name="privacy"),
    path(f"{_HERE}cost/", reading.show_cost, name="cost"),
    path(f"{_HERE}other/", reading.show_other_help, name="other-help"),
]
