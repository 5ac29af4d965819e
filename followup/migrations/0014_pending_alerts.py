from django.db import migrations, models

from core.migration_steps import AddIndexBesideTraffic


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('followup', '0013_held_messages'),
    ]

    operations = [
        AddIndexBesideTraffic(
            model_name='message',
            index=models.Index(condition=models.Q(('message_class', 'staff_alert'), ('state', 'pending')), fields=['due_at', 'id'], name='message_pending_alert'),
        ),
    ]
