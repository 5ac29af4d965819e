from django.db import migrations, models

from core.migration_steps import AddIndexBesideTraffic


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('followup', '0020_first_due_at'),
    ]

    operations = [
        AddIndexBesideTraffic(
            model_name='message',
            index=models.Index(condition=models.Q(('first_due_at__isnull', False), ('state', 'pending')), fields=['clinic', 'first_due_at'], name='message_tried_again'),
        ),
    ]
