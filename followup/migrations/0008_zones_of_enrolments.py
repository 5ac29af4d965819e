from django.db import migrations, models

from core.migration_steps import AddIndexBesideTraffic


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('followup', '0007_delivery_events'),
    ]

    operations = [
        migrations.AlterField(
            model_name='step',
            name='action',
            field=models.CharField(choices=[('email', 'E-mail'), ('task', 'Work for a person'), ('stop', 'Stop the plan')], max_length=8),
        ),
        AddIndexBesideTraffic(
            model_name='enrolment',
            index=models.Index(condition=models.Q(('state', 'active'), ('zone_source', 'clinic')), fields=['clinic', 'zone'], name='enrolment_zone_of_clinic'),
        ),
    ]
