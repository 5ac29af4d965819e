"""Error pages: in words, with phone numbers, and without the database that may be what failed."""

import logging

import pytest
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory

from config import errors

REQUEST = RequestFactory().get("/north/en/", headers={"Accept-Language": "es"})


def fail_with(error: Exception):
    """What Django's handler does when a view raised `error`."""
    try:
        raise error
    except type(error):
        return errors.server_error(REQUEST)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (lambda: errors.bad_request(REQUEST, ValueError()), 400),
        (lambda: errors.permission_denied(REQUEST, ValueError()), 403),
        (lambda: errors.csrf_failure(REQUEST), 403),
        (lambda: errors.not_found(REQUEST, ValueError()), 404),
        (lambda: fail_with(ValueError()), 500),
        (lambda: fail_with(OperationalError()), 503),
        (lambda: fail_with(InterfaceError()), 503),
    ],
)
def test_every_error_page_has_its_status_and_the_crisis_numbers_without_a_database(answer, status: int):
    response = answer()
    text = response.content.decode()
    assert response.status_code == status
    assert 'href="tel:911"' in text
    assert "988" in text


def test_the_honest_answer_while_the_database_is_gone_says_when_to_try_again():
    assert fail_with(OperationalError()).headers["Retry-After"] == "30"
    assert "Retry-After" not in fail_with(ValueError()).headers


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [
        ("/north/es/call/", "en", "es"),
        ("/north/en/", "es", "en"),
        ("/nowhere", "es-MX,es;q=0.9,en;q=0.8", "es"),
        ("/nowhere", "fr,en;q=0.5", "en"),
        ("/nowhere", "fr", "en"),
        ("/nowhere", "", "en"),
    ],
)
def test_the_page_speaks_the_language_of_the_address_or_of_the_browser(path: str, accepted: str, language: str):
    assert errors.choose_language(path=path, accepted=accepted) == language


def test_a_missing_page_shows_no_path_in_the_log(client, caplog):
    with caplog.at_level(logging.INFO, logger="django.request"):
        response = client.get("/desk/a-secret-token/")
    handler = next(handler for handler in logging.getLogger().handlers if handler.filters)
    lines = [handler.format(record) for record in caplog.records if all(check.filter(record) for check in handler.filters)]
    assert response.status_code == 404
    assert lines
    assert "a-secret-token" not in "".join(lines)
