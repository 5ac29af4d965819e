"""Sessions with a hashed key and what their owner is shown of them. Everybody signs in once more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0004_tallies")]

    operations = [
        migrations.CreateModel(
            name="BrowserSession",
            fields=[
                ("session_key", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key")),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("user_id", models.UUIDField(blank=True, db_index=True, null=True)),
                ("began_at", models.DateTimeField(blank=True, null=True)),
                ("last_seen_at", models.DateTimeField(blank=True, null=True)),
                ("device", models.CharField(blank=True, default="", max_length=60)),
                ("network", models.CharField(blank=True, default="", max_length=50)),
            ],
            options={"verbose_name": "session", "verbose_name_plural": "sessions", "abstract": False},
        ),
    ]
