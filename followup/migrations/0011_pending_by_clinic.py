from django.db import migrations, models

from core.migration_steps import AddIndexBesideTraffic


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('followup', '0010_pacing'),
    ]

    operations = [
        AddIndexBesideTraffic(
            model_name='message',
            index=models.Index(condition=models.Q(('state', 'pending')), fields=['clinic', 'due_at', 'id'], name='message_pending_of_clinic'),
        ),
    ]
