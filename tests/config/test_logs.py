import logging
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.module_loading import import_string

from config.logs import DiscreetFormatter


def formatted(error: Exception) -> str:
    try:
        raise error
    except type(error):
        record = logging.LogRecord("name", logging.ERROR, __file__, 1, "It failed.", None, sys.exc_info())
    return DiscreetFormatter("%(levelname)s %(message)s").format(record)


def test_a_trace_shows_where_and_what_kind_but_not_what_was_typed():
    text = formatted(ValueError("my mother's number is 555-0100"))
    assert "ERROR It failed." in text
    assert "builtins.ValueError" in text
    assert "test_logs.py" in text
    assert "555-0100" not in text


def test_causes_are_named_and_as_discreet():
    cause = KeyError("555-0100")
    error = RuntimeError("555-0101")
    error.__cause__ = cause
    text = formatted(error)
    assert "builtins.RuntimeError" in text
    assert "builtins.KeyError" in text
    assert "555" not in text


def line_of(record: logging.LogRecord, settings) -> str:
    """What our handler writes: its filters in their order, then its format."""
    for name in settings.LOGGING["handlers"]["stderr"]["filters"]:
        if not import_string(settings.LOGGING["filters"][name]["()"])().filter(record):
            return ""
    return DiscreetFormatter("%(levelname)s %(name)s %(message)s").format(record)


@pytest.mark.django_db
def test_a_form_with_a_file_is_refused_and_leaves_one_line_without_a_trace(client, caplog, settings):
    typed = {"email": "my mother", "more": SimpleUploadedFile("my-letter.txt", b"555-0100")}
    assert client.post(reverse("desk:sign-in"), typed).status_code == 400
    lines = [line_of(record, settings) for record in caplog.records]
    assert lines == ["WARNING django.security.TooManyFilesSent 400 POST at desk:sign-in"]


def test_our_own_mistake_keeps_its_trace(settings):
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "It failed.", None, (ValueError, ValueError("555"), None))
    record.status_code = 500
    assert line_of(record, settings) == "ERROR django.request It failed.\nbuiltins.ValueError"
