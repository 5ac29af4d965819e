"""A change that must wait for whoever is reading the table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0003_audit_seal")]

    operations = [migrations.AddField("heartbeat", "planted", models.IntegerField(null=True))]
