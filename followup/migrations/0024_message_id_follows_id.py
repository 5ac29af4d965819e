from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('followup', '0023_fewer_indexes_of_messages'),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='message_id',
            field=models.CharField(max_length=120),
        ),
    ]
