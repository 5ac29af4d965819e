"""A kept connection is trusted while its line is quiet, and replaced when the server has let go of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def ask() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def begin_request() -> None:
    """What Django does between two requests of one process."""
    connection.health_check_enabled = True
    connection.health_check_done = False


def test_a_quiet_line_is_used_again_without_a_question():
    first = ask()
    begin_request()
    with CaptureQueriesContext(connection) as captured:
        assert ask() == first
    assert len(captured) == 1
    assert connection.is_usable()


def test_a_line_that_the_server_closed_is_replaced_unseen():
    first = ask()
    other = connection.copy()
    other.connect()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
    other.close()

    assert not connection.is_usable()
    begin_request()
    assert ask() != first


def test_after_an_error_the_server_is_asked():
    ask()
    connection.errors_occurred = True
    assert connection.is_usable()
    connection.errors_occurred = False
