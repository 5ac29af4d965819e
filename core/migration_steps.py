"""Steps for migrations that change tables people are writing to. On SQLite, which has one writer, each is Django's own.

A plain index blocks every write while it is built, and a plain constraint everything while old rows are checked. A
migration with one of the first two needs `atomic = False`; what a failed try left behind is replaced by the next.
"""

from typing import Any

from django.db import migrations, models

from core.sql import lock_timeout


class _Beside:
    """What runs outside a transaction and without a limit, because it stands in nobody's way."""

    atomic = False

    def run(self, schema_editor: Any, statements: list[str]) -> None:
        connection = schema_editor.connection
        if connection.in_atomic_block:
            raise RuntimeError("Set atomic = False on the migration: this step runs beside traffic.")
        with lock_timeout(connection, seconds=0):
            for statement in statements:
                schema_editor.execute(statement, params=None)


class AddIndexBesideTraffic(_Beside, migrations.AddIndex):
    """AddIndex that lets people write meanwhile."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        name = schema_editor.quote_name(self.index.name)
        create = str(self.index.create_sql(model, schema_editor, concurrently=True))
        self.run(schema_editor, [f"DROP INDEX CONCURRENTLY IF EXISTS {name}", create])


class StopIndexingBesideTraffic(_Beside, migrations.AlterField):
    """AlterField that takes a column's own index away and does nothing else.

    Django would also drop the reference of the column and make it again, which looks at every row while everybody waits.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        index = models.Index(fields=[self.name], name=_own_index(schema_editor, model, self.name))
        drop = f"DROP INDEX CONCURRENTLY IF EXISTS {schema_editor.quote_name(index.name)}"
        again = [str(index.create_sql(model, schema_editor, concurrently=True))] if model._meta.get_field(self.name).db_index else []
        self.run(schema_editor, [drop, *again])


class DropPatternIndexBesideTraffic(_Beside, migrations.operations.base.Operation):
    """Takes away the second index of a unique text column, which Django makes for LIKE alone."""

    reversible = True

    def __init__(self, model_name: str, name: str) -> None:
        self.model_name, self.name = model_name, name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing changes in the models."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            index = _own_index(schema_editor, to_state.apps.get_model(app_label, self.model_name), self.name, "_like")
            self.run(schema_editor, [f"DROP INDEX CONCURRENTLY IF EXISTS {schema_editor.quote_name(index)}"])

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Nothing asks by LIKE: it is not missed."""


def _own_index(schema_editor: Any, model: Any, name: str, suffix: str = "") -> str:
    """What Django calls the index of a column."""
    return str(schema_editor._create_index_name(model._meta.db_table, [model._meta.get_field(name).column], suffix=suffix))  # noqa: SLF001


class KeepRoom(migrations.operations.base.Operation):
    """Leaves a share of each new page of a table free, so that a changed row stays where its indexes point to."""

    reversible = True

    def __init__(self, model_name: str, percent: int) -> None:
        self.model_name, self.percent = model_name, percent

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing changes in the models."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._set(app_label, schema_editor, to_state, f"SET (fillfactor = {100 - self.percent})")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._set(app_label, schema_editor, to_state, "RESET (fillfactor)")

    def _set(self, app_label: str, schema_editor: Any, state: Any, change: str) -> None:
        if schema_editor.connection.vendor == "postgresql":
            table = state.apps.get_model(app_label, self.model_name)._meta.db_table
            schema_editor.execute(f"ALTER TABLE {schema_editor.quote_name(table)} {change}")


class AddUniqueBesideTraffic(_Beside, migrations.AddConstraint):
    """AddConstraint for a UniqueConstraint over columns: its index is built beside traffic and then becomes the constraint."""

    constraint: models.UniqueConstraint

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        name, table = schema_editor.quote_name(self.constraint.name), schema_editor.quote_name(model._meta.db_table)
        create = str(self.constraint.create_sql(model, schema_editor))
        columns = ", ".join(schema_editor.quote_name(model._meta.get_field(field).column) for field in self.constraint.fields)
        is_constraint = create.startswith("ALTER TABLE")
        index = f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} ({columns})" if is_constraint else _beside(create)
        adopt = [f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}"] if is_constraint else []
        self.run(schema_editor, [f"DROP INDEX CONCURRENTLY IF EXISTS {name}", index, *adopt])


def _beside(create_index: str) -> str:
    return create_index.replace("CREATE UNIQUE INDEX", "CREATE UNIQUE INDEX CONCURRENTLY", 1)


class AddCheckUnproven(migrations.AddConstraint):
    """AddConstraint for a CheckConstraint that holds for new rows at once; ProveCheck, in the next migration, looks at the old."""

    constraint: models.CheckConstraint

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        schema_editor.execute(f"{self.constraint.create_sql(model, schema_editor)} NOT VALID", params=None)


class ProveCheck(migrations.operations.base.Operation):
    """The second half of AddCheckUnproven: reads the table while people go on writing to it."""

    reversible = True

    def __init__(self, model_name: str, name: str) -> None:
        self.model_name, self.name = model_name, name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing changes in the models."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            table = schema_editor.quote_name(from_state.apps.get_model(app_label, self.model_name)._meta.db_table)
            schema_editor.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {schema_editor.quote_name(self.name)}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Proven or not, the constraint is the same."""
