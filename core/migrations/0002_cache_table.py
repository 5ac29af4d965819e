"""The table behind the database cache: counters of sign-in attempts live there and must not depend on Redis."""

from django.core.management import call_command
from django.db import migrations


def create_cache_table(apps, schema_editor):
    call_command("createcachetable", "core_cache", database=schema_editor.connection.alias, verbosity=0)


def drop_cache_table(apps, schema_editor):
    schema_editor.execute("DROP TABLE IF EXISTS core_cache")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_audit_and_heartbeat")]

    operations = [migrations.RunPython(create_cache_table, drop_cache_table)]
