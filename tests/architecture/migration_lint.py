"""Rules for migrations that run beside traffic, with the release before still answering people: expand first, contract later.

A table that is made by the same migration has no rows and no users, so nothing is asked of it. For every other:

- a new column may be empty or has a default in the database: the release before writes rows without it;
- dropping and renaming wait for a release that no longer uses the thing; the migration then says `unused_since = "0.2.0"`;
- a column keeps its type, may grow, and may become optional, but not the reverse;
- indexes and constraints are made by the steps of core.migration_steps;
- rows are rewritten in batches, outside one transaction.
"""

import ast
import inspect
from collections.abc import Iterator
from textwrap import dedent
from typing import Any

from django.db import connection, migrations, models
from django.db.migrations import operations
from django.db.migrations.state import ProjectState

from core.migration_steps import AddCheckUnproven, AddIndexBesideTraffic, AddUniqueBesideTraffic

CONTRACTING = (
    *(operations.RemoveField, operations.DeleteModel, operations.RenameField, operations.RenameModel),
    *(operations.AlterModelTable, operations.AlterUniqueTogether, operations.AlterIndexTogether, operations.AlterOrderWithRespectTo),
)
WRITES = {"update", "delete", "save", "bulk_update", "bulk_create", "create"}


def faults_of(migration: migrations.Migration, state: ProjectState) -> list[str]:
    """What is wrong with a migration, each as a sentence; `state` is that of the models before it."""
    state = state.clone()
    made: set[str] = set()
    found: list[str] = []
    for operation in migration.operations:
        if isinstance(operation, operations.CreateModel):
            made.add(operation.name_lower)
        elif getattr(operation, "model_name", getattr(operation, "name", "")).lower() not in made:
            found += _faults_of_operation(operation, migration, state)
        operation.state_forwards(migration.app_label, state)
    return found


def _faults_of_operation(operation: Any, migration: migrations.Migration, state: ProjectState) -> Iterator[str]:
    if isinstance(operation, CONTRACTING) and not getattr(migration, "unused_since", ""):
        yield "drops or renames what the release before uses"
    elif isinstance(operation, operations.AddField):
        yield from _faults_of_new_column(operation.field)
    elif isinstance(operation, operations.AlterField):
        old = state.models[migration.app_label, operation.model_name_lower].fields[operation.name]
        yield from _faults_of_change(old, operation.field)
    elif isinstance(operation, operations.AddIndex) and not isinstance(operation, AddIndexBesideTraffic):
        yield "builds an index that blocks writes; use AddIndexBesideTraffic"
    elif isinstance(operation, operations.AddConstraint) and not isinstance(operation, AddUniqueBesideTraffic | AddCheckUnproven):
        yield "adds a constraint that looks at every row; use AddUniqueBesideTraffic or AddCheckUnproven"
    elif isinstance(operation, operations.RunSQL | operations.RunPython):
        yield from _faults_of_rewriting(operation, migration)
    if isinstance(operation, AddIndexBesideTraffic | AddUniqueBesideTraffic) and migration.atomic:
        yield "needs atomic = False for a step beside traffic"


def _faults_of_new_column(field: models.Field) -> Iterator[str]:
    if isinstance(field, models.ManyToManyField) or field.null or field.has_db_default():
        return
    yield "adds a column that the release before leaves empty; use null=True or db_default"


def _faults_of_change(old: models.Field, new: models.Field) -> Iterator[str]:
    if old.null and not new.null:
        yield "makes a column mandatory, which looks at every row and refuses the release before"
    if (new.unique and not old.unique) or (new.db_index and not old.db_index):
        yield "builds an index that blocks writes; use AddIndexBesideTraffic or AddUniqueBesideTraffic"
    if _type_of(old) != _type_of(new) and not _is_wider(old, new):
        yield "changes the type of a column, which rewrites the table"


def _type_of(field: models.Field) -> tuple[str, object]:
    """The kind of column, whatever database the tests run on."""
    field = field.clone()
    field.set_attributes_from_name("column")
    return field.get_internal_type(), field.max_length


def _is_wider(old: models.Field, new: models.Field) -> bool:
    kinds = {old.get_internal_type(), new.get_internal_type()}
    if kinds == {"CharField"}:
        return (new.max_length or 0) >= (old.max_length or 0)
    # Our encrypted texts and documents are one type of column.
    return kinds <= {"BinaryField", "TextField"} and old.db_type(connection) == new.db_type(connection)


def _faults_of_rewriting(operation: Any, migration: migrations.Migration) -> Iterator[str]:
    if isinstance(operation, operations.RunSQL):
        if any(word in str(operation.sql).upper() for word in ("UPDATE ", "DELETE ", "INSERT ")):
            yield "rewrites rows in one statement; use RunPython in batches"
        return
    tree = ast.parse(dedent(inspect.getsource(operation.code)))
    loops = [node for node in ast.walk(tree) if isinstance(node, ast.While | ast.For)]
    inside = {id(call) for loop in loops for call in ast.walk(loop)}
    writes = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in WRITES]
    if any(id(write) not in inside for write in writes):
        yield "rewrites rows in one statement; loop over batches"
    elif writes and migration.atomic:
        yield "rewrites rows in one transaction; set atomic = False"
