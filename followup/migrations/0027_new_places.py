from django.db import migrations

_BATCH = 500
# A place that a text may have from now on, and the older one beside which it makes sense.
_NEW = {'reach_us': 'discreet_name', 'calendar_link': 'when'}


def add_places(apps, schema_editor):
    """Let texts that name the clinic say how to reach it, and those that say when an appointment is have its calendar link."""
    rows = apps.get_model('followup', 'Template').objects
    last = None
    while True:
        batch = list((rows.filter(id__gt=last) if last else rows.all()).order_by('id')[:_BATCH])
        if not batch:
            return
        for template in batch:
            new = [place for place, beside in _NEW.items() if beside in template.variables and place not in template.variables]
            if new:
                rows.filter(id=template.id).update(variables=[*template.variables, *new])
        last = batch[-1].id


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('followup', '0026_calendar_links'),
    ]

    operations = [
        migrations.RunPython(add_places, migrations.RunPython.noop),
    ]
