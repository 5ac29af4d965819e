"""The chain over the audit, and triggers that refuse to change, delete or truncate audit rows."""

import core.fields
from core.sql import protect_audit, unprotect_audit
from django.db import migrations, models


def protect(apps, schema_editor):
    protect_audit(schema_editor.connection)


def unprotect(apps, schema_editor):
    unprotect_audit(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("core", "0002_cache_table")]

    operations = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry_id", models.UUIDField(unique=True)),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("salt", core.fields.EncryptedTextField(blank=True, default="", label="core.audit_seal.salt")),
                ("sealed_at", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(protect, unprotect),
    ]
