"""Migrating while others use the tables. PostgreSQL only: SQLite has one writer and no lock to wait for."""

import threading
import time
from io import StringIO
from typing import Self

import pytest
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, connection, migrations, models, transaction
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Q

from config.management.commands.migrate import WAIT
from core.migration_steps import (
    AddCheckUnproven,
    AddIndexBesideTraffic,
    AddUniqueBesideTraffic,
    DropPatternIndexBesideTraffic,
    KeepRoom,
    ProveCheck,
    StopIndexingBesideTraffic,
)
from core.models import Heartbeat
from core.sql import is_lock_timeout, lock_timeout
from tests.core.more_migrations import LATEST

pytestmark = [pytest.mark.django_db(transaction=True)]


class Forgetful:
    """Somebody who writes to a table and leaves the transaction open."""

    def __init__(self) -> None:
        self.writes, self.goes = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._write)

    def _write(self) -> None:
        with transaction.atomic():
            Heartbeat.objects.filter(name="nobody").update(name="nobody")
            self.writes.set()
            self.goes.wait(60)
        connection.close()

    def __enter__(self) -> Self:
        self.thread.start()
        assert self.writes.wait(30)
        return self

    def __exit__(self, *_error: object) -> None:
        self.goes.set()
        self.thread.join(30)


def run_sql(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def migrate_core(to: str, out: StringIO) -> None:
    try:
        call_command("migrate", "core", to, verbosity=0, stderr=out)
    finally:
        connection.close()


def limit() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return cursor.fetchone()[0]


@pytest.mark.postgres
def test_a_migration_waits_for_a_writer_without_making_others_wait(settings):
    settings.MIGRATION_MODULES = {"core": "tests.core.more_migrations"}
    out, longest = StringIO(), 0.0
    migrating = threading.Thread(target=migrate_core, args=("0900", out))
    try:
        with Forgetful():
            migrating.start()
            end = time.monotonic() + 5
            while time.monotonic() < end:
                begun = time.monotonic()
                Heartbeat.objects.count()
                longest = max(longest, time.monotonic() - begun)
                time.sleep(0.05)
        migrating.join(60)
        assert not migrating.is_alive()
        with connection.cursor() as cursor:
            columns = {column.name for column in connection.introspection.get_table_description(cursor, "core_heartbeat")}
    finally:
        call_command("migrate", "core", LATEST, verbosity=0)
    assert "planted" in columns
    assert "trying again" in out.getvalue()
    assert longest < 2.0
    assert limit() == "0"


@pytest.mark.postgres
def test_a_foreign_key_that_meets_a_writer_is_tried_again_from_the_start(settings):
    settings.MIGRATION_MODULES = {"core": "tests.core.more_migrations"}
    out = StringIO()
    migrating = threading.Thread(target=migrate_core, args=("0901", out))
    try:
        call_command("migrate", "core", "0900", verbosity=0)
        with Forgetful():
            migrating.start()
            time.sleep(2.5)
        migrating.join(60)
        tables = connection.introspection.table_names()
    finally:
        call_command("migrate", "core", LATEST, verbosity=0)
    assert "trying again" in out.getvalue()
    assert "core_planted" in tables


@pytest.mark.postgres
def test_only_a_wait_for_a_lock_is_tried_again():
    with Forgetful(), lock_timeout(connection, seconds=0.1), pytest.raises(OperationalError) as waited:
        run_sql("LOCK TABLE core_heartbeat IN ACCESS EXCLUSIVE MODE")
    with pytest.raises(OperationalError) as other:
        run_sql("SET LOCAL statement_timeout = '10ms'; SELECT pg_sleep(5)")
    assert [is_lock_timeout(error.value) for error in (waited, other)] == [True, False]


def table() -> ProjectState:
    """A new table with rows, some of which are old."""
    state = ProjectState()
    create = migrations.CreateModel("Planted", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=9))])
    return run(create, state)


def run(operation, state: ProjectState, *, atomic: bool = False) -> ProjectState:
    after = state.clone()
    operation.state_forwards("core", after)
    with connection.schema_editor(atomic=atomic) as editor:
        operation.database_forwards("core", editor, state, after)
    return after


@pytest.fixture
def planted():
    state = table()
    yield state
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE core_planted")


def constraints() -> set[str]:
    with connection.cursor() as cursor:
        return {name for name in connection.introspection.get_constraints(cursor, "core_planted") if name.startswith("pl_")}


@pytest.mark.parametrize("condition", [None, Q(name="a")])
def test_indexes_and_unique_constraints_are_built_beside_traffic(planted, condition):
    indexed = run(AddIndexBesideTraffic("planted", models.Index(fields=["name"], name="pl_index")), planted)
    once = AddUniqueBesideTraffic("planted", models.UniqueConstraint(fields=["name"], condition=condition, name="pl_once"))
    state = run(once, indexed)
    assert constraints() == {"pl_index", "pl_once"}
    with connection.schema_editor(atomic=False) as editor:
        once.database_backwards("core", editor, state, indexed)
    assert constraints() == {"pl_index"}


@pytest.mark.postgres
def test_a_unique_index_that_met_twins_is_built_again_when_they_are_gone(planted):
    row = planted.apps.get_model("core", "Planted")
    row.objects.bulk_create([row(name="twin"), row(name="twin")])
    once = AddUniqueBesideTraffic("planted", models.UniqueConstraint(fields=["name"], name="pl_once"))
    with pytest.raises(Exception, match="twin"):
        run(once, planted)
    row.objects.last().delete()
    run(once, planted)
    assert constraints() == {"pl_once"}


def ways_in() -> set[tuple[str, ...]]:
    """The columns of each index of the planted table, but for its key; what tells an index for LIKE is added."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "core_planted")
    kinds = {name: ("like",) if name.endswith("_like") else () for name in found}
    return {(*one["columns"], *kinds[name]) for name, one in found.items() if one["index"] and not one["primary_key"]}


def references() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_relations(cursor, "core_planted").values())


def test_a_reference_loses_its_index_and_nothing_else(planted):
    add = migrations.AddField("planted", "beat", models.ForeignKey("core.Heartbeat", models.CASCADE, null=True))
    heartbeats = planted.clone()
    heartbeats.add_model(ModelState.from_model(Heartbeat))
    before = run(add, heartbeats)
    bare = models.ForeignKey("core.Heartbeat", models.CASCADE, null=True, db_index=False)
    stop = StopIndexingBesideTraffic("planted", "beat", bare)
    held = references()
    assert ("beat_id",) in ways_in()
    after = run(stop, before)
    assert ("beat_id",) not in ways_in()
    assert references() == held != set()
    with connection.schema_editor(atomic=False) as editor:
        stop.database_backwards("core", editor, after, before)
    assert ("beat_id",) in ways_in()


@pytest.mark.postgres
def test_a_unique_text_stays_unique_without_its_index_for_like(planted):
    state = run(migrations.AlterField("planted", "name", models.CharField(max_length=9, unique=True)), planted)
    assert ("name", "like") in ways_in()
    run(DropPatternIndexBesideTraffic("planted", "name"), state)
    assert ("name", "like") not in ways_in()
    row = state.apps.get_model("core", "Planted")
    row.objects.create(name="twin")
    with pytest.raises(IntegrityError):
        row.objects.create(name="twin")


@pytest.mark.postgres
def test_a_table_keeps_room_for_what_changes(planted):
    def options() -> list[str] | None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'core_planted'")
            return cursor.fetchone()[0]

    step = KeepRoom("planted", percent=15)
    run(step, planted)
    assert options() == ["fillfactor=85"]
    with connection.schema_editor(atomic=False) as editor:
        step.database_backwards("core", editor, planted, planted)
    assert options() is None


@pytest.mark.postgres
def test_a_step_beside_traffic_refuses_a_transaction(planted):
    with pytest.raises(RuntimeError, match="atomic = False"):
        run(AddIndexBesideTraffic("planted", models.Index(fields=["name"], name="pl_index")), planted, atomic=True)


def test_a_check_holds_for_new_rows_first_and_for_old_ones_once_proven(planted):
    state = run(AddCheckUnproven("planted", models.CheckConstraint(condition=~Q(name=""), name="pl_named")), planted, atomic=True)
    state = run(ProveCheck("planted", "pl_named"), state)
    row = state.apps.get_model("core", "Planted")
    row.objects.create(name="x")
    with pytest.raises(Exception, match="pl_named"), transaction.atomic():
        row.objects.create(name="")


@pytest.mark.postgres
def test_a_check_that_old_rows_break_is_not_proven(planted):
    row = planted.apps.get_model("core", "Planted")
    row.objects.create(name="")
    state = run(AddCheckUnproven("planted", models.CheckConstraint(condition=~Q(name=""), name="pl_named")), planted, atomic=True)
    with pytest.raises(Exception, match="pl_named"):
        run(ProveCheck("planted", "pl_named"), state)


@pytest.mark.postgres
def test_a_migration_gives_way_before_a_writer_loses_a_deadlock():
    writes, migrates = threading.Event(), threading.Event()
    lost: list[str] = []

    def write() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("LOCK TABLE core_heartbeat IN ROW EXCLUSIVE MODE")
                writes.set()
                migrates.wait(30)
                cursor.execute("LOCK TABLE core_auditseal IN ROW EXCLUSIVE MODE")
        except OperationalError as error:
            lost.append(str(error))
        finally:
            connection.close()

    def migrate() -> None:
        run_sql("LOCK TABLE core_auditseal IN ACCESS EXCLUSIVE MODE")
        migrates.set()
        time.sleep(0.2)
        run_sql("LOCK TABLE core_heartbeat IN SHARE ROW EXCLUSIVE MODE")

    writer = threading.Thread(target=write)
    writer.start()
    assert writes.wait(30)
    with pytest.raises(OperationalError) as refusal, lock_timeout(connection, seconds=WAIT), transaction.atomic():
        migrate()
    writer.join(30)
    assert is_lock_timeout(refusal.value)
    assert lost == []
