from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('followup', '0019_reply_waits'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='first_due_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
