from django.db import migrations, models

from core.migration_steps import AddIndexBesideTraffic


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('followup', '0012_backlog'),
    ]

    operations = [
        AddIndexBesideTraffic(
            model_name='message',
            index=models.Index(condition=models.Q(('state', 'held')), fields=['why_not', 'expires_at', 'id'], name='message_held'),
        ),
    ]
