import django.db.models.deletion
from django.db import migrations, models

from core.migration_steps import KeepRoom, StopIndexingBesideTraffic


class Migration(migrations.Migration):

    # Every one of these columns comes first in another index of its table.
    atomic = False

    dependencies = [
        ('clinics', '0005_backlog_limit'),
        ('intake', '0009_aftercare_indexes'),
    ]

    operations = [
        StopIndexingBesideTraffic(
            model_name='contactconsent',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='contact_consents', to='intake.person'),
        ),
        StopIndexingBesideTraffic(
            model_name='contactpoint',
            name='clinic',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='clinics.clinic'),
        ),
        StopIndexingBesideTraffic(
            model_name='lead',
            name='clinic',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='clinics.clinic'),
        ),
        StopIndexingBesideTraffic(
            model_name='leadevent',
            name='lead',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='intake.lead'),
        ),
        StopIndexingBesideTraffic(
            model_name='publicdraft',
            name='clinic',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='clinics.clinic'),
        ),
        StopIndexingBesideTraffic(
            model_name='searchtoken',
            name='clinic',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='clinics.clinic'),
        ),
        StopIndexingBesideTraffic(
            model_name='submission',
            name='clinic',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='clinics.clinic'),
        ),
        # Every fact about a lead counts its version up.
        KeepRoom(model_name='lead', percent=15),
    ]
