import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.migration_steps import AddIndexBesideTraffic, DropPatternIndexBesideTraffic, StopIndexingBesideTraffic


class Migration(migrations.Migration):

    # Each step may be repeated, and what a partial index takes over is built before the whole one goes.
    atomic = False

    dependencies = [
        ('clinics', '0005_backlog_limit'),
        ('followup', '0022_message_reply_waits'),
        ('intake', '0009_aftercare_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexBesideTraffic(
            model_name='message',
            index=models.Index(condition=models.Q(('state__in', ['sent', 'uncertain', 'skipped', 'expired', 'failed'])), fields=['clinic', 'created_at'], name='message_ended'),
        ),
        AddIndexBesideTraffic(
            model_name='message',
            index=models.Index(condition=models.Q(('staff__isnull', False)), fields=['staff'], name='message_to_staff'),
        ),
        AddIndexBesideTraffic(
            model_name='message',
            index=models.Index(condition=models.Q(('task__isnull', False)), fields=['task'], name='message_about_task'),
        ),
        AddIndexBesideTraffic(
            model_name='message',
            index=models.Index(condition=models.Q(('written_by__isnull', False)), fields=['written_by'], name='message_by_staff'),
        ),
        StopIndexingBesideTraffic(
            model_name='message',
            name='clinic',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='clinics.clinic'),
        ),
        StopIndexingBesideTraffic(
            model_name='message',
            name='lead',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='intake.lead'),
        ),
        StopIndexingBesideTraffic(
            model_name='message',
            name='staff',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alert_messages', to=settings.AUTH_USER_MODEL),
        ),
        StopIndexingBesideTraffic(
            model_name='message',
            name='task',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='alert_messages', to='intake.task'),
        ),
        StopIndexingBesideTraffic(
            model_name='message',
            name='template_version',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='followup.templateversion'),
        ),
        StopIndexingBesideTraffic(
            model_name='message',
            name='written_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='written_messages', to=settings.AUTH_USER_MODEL),
        ),
        DropPatternIndexBesideTraffic(model_name='message', name='dedupe_key'),
    ]
