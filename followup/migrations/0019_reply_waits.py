
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('followup', '0018_inbound_posts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='occurrence',
            name='reason',
            field=models.CharField(blank=True, choices=[('', ''), ('in_the_past', 'Its day had passed when they got into the plan'), ('overdue', 'It was overdue'), ('cap', 'Automatic e-mails to one address are kept apart'), ('reply_waits', 'They wrote, and nobody had read it yet'), ('no_hours', 'There is no hour in which it may arrive'), ('newer_step', 'A later step took its place'), ('not_true', 'Its condition is not true'), ('plan_off', 'The plan is off'), ('ended', 'They are no longer in the plan'), ('no_address', 'There is no e-mail address'), ('email_not_safe', 'E-mail is not safe for this person'), ('not_agreed', 'The person did not agree to these e-mails'), ('suppressed', 'This address asked for no messages or does not work'), ('paused', 'Messages were paused'), ('no_template', 'There is no approved text in this language'), ('missing_value', 'The text has a place without a value'), ('anchor_moved', 'The date it was counted from has changed'), ('step_removed', 'The step was taken out of the plan'), ('by_staff', 'A member of staff skipped it'), ('needs_a_person', 'It failed again and again, so a person looks at it')], default='', max_length=16),
        ),
    ]
