from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clinics', '0005_backlog_limit'),
    ]

    operations = [
        migrations.AddField(
            model_name='clinic',
            name='smallest_group',
            field=models.PositiveSmallIntegerField(db_default=11, default=11),
        ),
    ]
