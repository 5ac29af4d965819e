"""Migrations run while people write, and while the release before still answers them."""

from collections.abc import Iterator

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import F, Q

from core.fields import EncryptedTextField
from core.migration_steps import AddCheckUnproven, AddIndexBesideTraffic, AddUniqueBesideTraffic, ProveCheck
from tests.architecture.migration_lint import faults_of
from tests.architecture.source import ROOMS


def _ours() -> Iterator[tuple[migrations.Migration, ProjectState]]:
    """Each migration of ours, with the models as they are before it."""
    loader = MigrationLoader(connection=None)
    for key in sorted(key for key in loader.disk_migrations if key[0] in ROOMS):
        yield loader.get_migration(*key), loader.project_state(key, at_end=False)


def test_every_migration_can_run_beside_traffic():
    assert {str(migration): found for migration, state in _ours() if (found := faults_of(migration, state))} == {}


def _text(**options) -> models.Field:
    return models.CharField(max_length=10, **options)


def _before() -> ProjectState:
    """A table that people write to."""
    state = ProjectState()
    fields = [("id", models.BigAutoField(primary_key=True)), ("name", _text()), ("note", _text(null=True))]
    migrations.CreateModel("Lead", fields).state_forwards("intake", state)
    return state


def _migration(*operations, **marks) -> migrations.Migration:
    return type("Migration", (migrations.Migration,), {"operations": list(operations), **marks})("0009_planted", "intake")


def _rewrite(apps, schema_editor):
    apps.get_model("intake", "Lead").objects.update(name=F("note"))


def _rewrite_in_batches(apps, schema_editor):
    leads = apps.get_model("intake", "Lead").objects
    while ids := list(leads.filter(name="").values_list("id", flat=True)[:500]):
        leads.filter(id__in=ids).update(name="?")


UNIQUE = models.UniqueConstraint(fields=["name"], name="once")
CHECK = models.CheckConstraint(condition=~Q(name=""), name="named")
INDEX = models.Index(fields=["name"], name="by_name")
BAD = {
    "a column is dropped": [migrations.RemoveField("lead", "name")],
    "a column is renamed": [migrations.RenameField("lead", "name", "title")],
    "a table is dropped": [migrations.DeleteModel("Lead")],
    "a table is renamed": [migrations.RenameModel("Lead", "Inquiry")],
    "a column must be filled": [migrations.AddField("lead", "kind", _text())],
    "a column has a default that only Django knows": [migrations.AddField("lead", "kind", _text(default="web"))],
    "a column becomes mandatory": [migrations.AlterField("lead", "note", _text(default=""))],
    "a column shrinks": [migrations.AlterField("lead", "name", models.CharField(max_length=5))],
    "a column changes its type": [migrations.AlterField("lead", "name", models.IntegerField())],
    "a column becomes unique": [migrations.AlterField("lead", "name", _text(unique=True))],
    "an index blocks writes": [migrations.AddIndex("lead", INDEX)],
    "a column gets an index": [migrations.AlterField("lead", "name", _text(db_index=True))],
    "a unique constraint blocks writes": [migrations.AddConstraint("lead", UNIQUE)],
    "a check looks at every row": [migrations.AddConstraint("lead", CHECK)],
    "a step beside traffic stands in a transaction": [AddIndexBesideTraffic("lead", INDEX)],
    "rows are rewritten at once": [migrations.RunPython(_rewrite, migrations.RunPython.noop)],
    "rows are rewritten by SQL": [migrations.RunSQL("UPDATE intake_lead SET name = note")],
    "batches stand in one transaction": [migrations.RunPython(_rewrite_in_batches, migrations.RunPython.noop)],
}
GOOD = {
    "a column may be empty": ([migrations.AddField("lead", "kind", _text(null=True))], {}),
    "a column has a default in the database": ([migrations.AddField("lead", "kind", _text(default="", db_default=""))], {}),
    "a column grows": ([migrations.AlterField("lead", "name", models.CharField(max_length=20))], {}),
    "a column becomes optional": ([migrations.AlterField("lead", "name", _text(null=True))], {}),
    "choices change": ([migrations.AlterField("lead", "name", _text(choices=[("a", "A")]))], {}),
    "a table is new": ([migrations.CreateModel("Call", [("id", models.BigAutoField(primary_key=True)), ("name", _text())]),
                        migrations.AddIndex("call", models.Index(fields=["name"], name="calls"))], {}),
    "nobody uses the column any more": ([migrations.RemoveField("lead", "note")], {"unused_since": "0.2.0"}),
    "an index is built beside traffic": ([AddIndexBesideTraffic("lead", INDEX)], {"atomic": False}),
    "a unique constraint is built beside traffic": ([AddUniqueBesideTraffic("lead", UNIQUE)], {"atomic": False}),
    "a check comes in two steps": ([AddCheckUnproven("lead", CHECK), ProveCheck("lead", "named")], {}),
    "rows are rewritten in batches": ([migrations.RunPython(_rewrite_in_batches, migrations.RunPython.noop)], {"atomic": False}),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_planted_bad_migration_is_caught(name: str):
    assert len(faults_of(_migration(*BAD[name]), _before())) == 1


@pytest.mark.parametrize("name", GOOD)
def test_a_migration_that_only_expands_is_let_through(name: str):
    operations, marks = GOOD[name]
    assert faults_of(_migration(*operations, **marks), _before()) == []


def test_an_encrypted_column_keeps_its_type_under_another_label():
    state = _before()
    migrations.AddField("lead", "words", EncryptedTextField(label="a", null=True)).state_forwards("intake", state)
    change = migrations.AlterField("lead", "words", EncryptedTextField(label="b", null=True))
    assert faults_of(_migration(change), state) == []
