"""A kept connection is trusted while its line is quiet, and replaced when the server has let go of it."""

import pytest
from django.db import OperationalError, ProgrammingError, connection
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


def columns_of_heartbeat() -> set[str]:
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, "core_heartbeat")}


def wait_for_heartbeat() -> None:
    """Read the table on another line; raises OperationalError when somebody holds it for half a second."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SET lock_timeout = '500ms'")
            cursor.execute("SELECT count(*) FROM core_heartbeat")
    finally:
        other.close()


@pytest.fixture
def _as_before():
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_heartbeat DROP COLUMN IF EXISTS extra")


@pytest.mark.usefixtures("_as_before")
def test_a_migration_holds_no_table_while_it_thinks():
    with connection.schema_editor() as editor:
        editor.execute("ALTER TABLE core_heartbeat ADD COLUMN extra integer")
        editor.deferred_sql.append("CREATE INDEX extra_index ON core_heartbeat (extra)")
        wait_for_heartbeat()
    assert "extra" in columns_of_heartbeat()
    with connection.cursor() as cursor:
        assert "extra_index" in connection.introspection.get_constraints(cursor, "core_heartbeat")


@pytest.mark.usefixtures("_as_before")
def test_whoever_asks_the_database_meanwhile_sees_what_was_changed_before():
    with connection.schema_editor() as editor:
        editor.execute("ALTER TABLE core_heartbeat ADD COLUMN extra integer")
        assert "extra" in columns_of_heartbeat()
        with pytest.raises(OperationalError, match="lock timeout"):
            wait_for_heartbeat()


@pytest.mark.usefixtures("_as_before")
@pytest.mark.parametrize("when", ["between", "deferred", "after"])
def test_a_migration_that_fails_at_any_step_changes_nothing(when):
    def migrate() -> None:
        with connection.schema_editor() as editor:
            editor.execute("ALTER TABLE core_heartbeat ADD COLUMN extra integer")
            if when == "deferred":
                editor.deferred_sql.append("ALTER TABLE there_is_none ADD COLUMN extra integer")
            elif when == "between":
                editor.execute("ALTER TABLE there_is_none ADD COLUMN extra integer")
            else:
                columns_of_heartbeat()
                raise LookupError

    with pytest.raises((ProgrammingError, LookupError)):
        migrate()
    assert not connection.in_atomic_block
    assert "extra" not in columns_of_heartbeat()
    assert connection.execute_wrappers == []


@pytest.mark.usefixtures("_as_before")
def test_without_a_transaction_each_statement_is_done_at_once():
    with connection.schema_editor(atomic=False) as editor:
        editor.execute("ALTER TABLE core_heartbeat ADD COLUMN extra integer")
        wait_for_heartbeat()
    assert "extra" in columns_of_heartbeat()
