"""What people agreed to is only ever added: the database itself refuses to change an answer. Erasing a person may delete theirs."""

from django.db import migrations

_REFUSAL = "What people agreed to is only ever added."
_NAME = "intake_contactconsent_no_update"


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION intake_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'insufficient_privilege'; END $$"
        )
        does = "FOR EACH ROW EXECUTE FUNCTION intake_refuse_change()"
    else:
        does = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    schema_editor.execute(f"CREATE TRIGGER {_NAME} BEFORE UPDATE ON intake_contactconsent {does}")


def unprotect(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(f"DROP TRIGGER {_NAME}" + (" ON intake_contactconsent" if is_postgresql else ""))
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION intake_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [("intake", "0010_indexes_that_others_hold")]

    operations = [migrations.RunPython(protect, unprotect)]
