import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clinics', '0005_backlog_limit'),
        ('followup', '0017_restores_and_caps'),
    ]

    operations = [
        migrations.AddField(
            model_name='mailhook',
            name='last_mail_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='mailhook',
            name='strangers_to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='clinics.clinic'),
        ),
    ]
