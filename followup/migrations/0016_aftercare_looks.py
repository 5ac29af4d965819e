from django.db import migrations, models

from core.migration_steps import AddIndexBesideTraffic


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('followup', '0015_dose_looks'),
    ]

    operations = [
        AddIndexBesideTraffic(
            model_name='aftercare',
            index=models.Index(condition=models.Q(('state', 'paused')), fields=['paused_until', 'id'], name='aftercare_pause_ends'),
        ),
        AddIndexBesideTraffic(
            model_name='dose',
            index=models.Index(condition=models.Q(('state', 'scheduled')), fields=['look_at', 'id'], name='dose_to_look_at'),
        ),
    ]
