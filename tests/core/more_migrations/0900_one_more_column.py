"""A change that must wait for whoever is reading the table."""

from django.db import migrations, models

from tests.core.more_migrations import LATEST


class Migration(migrations.Migration):
    dependencies = [("core", LATEST)]

    operations = [migrations.AddField("heartbeat", "planted", models.IntegerField(null=True))]
