"""Addresses of the links in mail, which never change or end (followup.domain.letters writes them), and of providers' posts."""

from django.urls import URLPattern, path

import intake.urls  # noqa: F401  registers the converters of the public pages
from followup import webhooks
from followup.views import calendars, check_ins, leaving, reading

app_name = "link"
# No clinic stands in the address of a check-in or a calendar. The language comes last, so that the page of an ended link can lead
# to its other language without naming its token.
_NEUTRAL = "<public_token:token>/<public_language:language>/"
_HERE = "<slug:slug>/<public_language:language>/stop/<public_token:token>/"

urlpatterns: list[URLPattern] = [
    path("hooks/mail/<slug:provider>/<public_token:path_token>/", webhooks.mail_events, name="mail-events"),
    path("hooks/mail-in/<slug:provider>/<public_token:path_token>/mime", webhooks.mail_in, name="mail-in"),
    path(_HERE, leaving.unsubscribe, name="unsubscribe"),
    path(f"{_HERE}one-click/", leaving.unsubscribe_one_click, name="unsubscribe-one-click"),
    path(f"{_HERE}choices/", leaving.choose, name="choices"),
    path(f"w/c/{_NEUTRAL}", check_ins.answer, name="check-in"),
    path(f"w/s/{_NEUTRAL}", check_ins.stop, name="check-in-stop"),
    path(f"w/r/{_NEUTRAL}", check_ins.reach, name="check-in-reach"),
    path(f"w/d/{_NEUTRAL}", check_ins.delete, name="check-in-delete"),
    path(f"w/v/{_NEUTRAL}", calendars.page, name="calendar"),
    path(f"w/v/{_NEUTRAL}calendar.ics", calendars.file, name="calendar-file"),
    path("w/leave/<public_language:language>/", check_ins.leave, name="check-in-leave"),
    path("<slug:slug>/<public_language:language>/read/", reading.show_pages, name="pages"),
    path("<slug:slug>/<public_language:language>/read/<slug:key>/", reading.show_page, name="page"),
]
