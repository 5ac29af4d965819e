from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('followup', '0014_pending_alerts'),
    ]

    operations = [
        migrations.AddField(
            model_name='backlog',
            name='cause',
            field=models.CharField(blank=True, choices=[('outage', 'Nothing was sent for a time'), ('restored', 'Restored from a backup')], db_default='outage', default='outage', max_length=10),
        ),
    ]
