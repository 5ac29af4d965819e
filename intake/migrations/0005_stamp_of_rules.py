"""Queues and rules change the clinic's stamp as its hours do."""

from django.db import migrations

TABLES = ("intake_queue", "intake_rulebook")


def watch(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_stamp AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION clinics_stamp_settings()"
        )


def unwatch(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER {table}_stamp ON {table}")


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_urgent_work"), ("clinics", "0003_settings_stamp")]

    operations = [migrations.RunPython(watch, unwatch)]
