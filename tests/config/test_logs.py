import logging
import sys

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
