"""A change whose foreign key waits, at the very end of the migration, for whoever is writing to the other table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0900_one_more_column")]

    operations = [
        migrations.CreateModel(
            "Planted",
            [("id", models.BigAutoField(primary_key=True)), ("heartbeat", models.ForeignKey("core.Heartbeat", on_delete=models.CASCADE))],
        )
    ]
