"""Urgent work that is due is found by an index of its own, built while people go on writing."""

from core.migration_steps import AddIndexBesideTraffic
from django.conf import settings
from django.db import migrations, models

from core.migration_steps import AddIndexBesideTraffic


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('clinics', '0002_rota'),
        ('intake', '0003_wider_work_and_purposes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexBesideTraffic(
            model_name='task',
            index=models.Index(condition=models.Q(('next_alert_at__isnull', True), ('severity__lte', 1), ('state', 'open')), fields=['due_at'], name='task_urgent_due'),
        ),
    ]
