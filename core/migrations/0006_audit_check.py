"""How far the audit's own daily check has come."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0005_browser_sessions")]

    operations = [
        migrations.CreateModel(
            name='AuditCheck',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('began_at', models.DateTimeField(blank=True, null=True)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('whole_at', models.DateTimeField(blank=True, null=True)),
                ('goal_seq', models.BigIntegerField(default=0)),
                ('goal_offset', models.BigIntegerField(default=0)),
                ('new_seq', models.BigIntegerField(default=0)),
                ('new_hash', models.CharField(blank=True, default='', max_length=64)),
                ('new_entry', models.UUIDField(blank=True, null=True)),
                ('new_recorded_at', models.DateTimeField(blank=True, null=True)),
                ('new_offset', models.BigIntegerField(default=0)),
                ('old_goal_seq', models.BigIntegerField(default=0)),
                ('old_goal_offset', models.BigIntegerField(default=0)),
                ('old_seq', models.BigIntegerField(default=0)),
                ('old_hash', models.CharField(blank=True, default='', max_length=64)),
                ('old_entry', models.UUIDField(blank=True, null=True)),
                ('old_recorded_at', models.DateTimeField(blank=True, null=True)),
                ('old_offset', models.BigIntegerField(default=0)),
                ('ends_whole', models.BooleanField(default=False)),
                ('is_clean', models.BooleanField(default=True)),
                ('fault', models.CharField(blank=True, default='', max_length=80)),
                ('fault_seq', models.BigIntegerField(default=0)),
                ('fault_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='audit_check_is_one_row')],
            },
        ),
    ]
