"""Accounts that were left without a clinic stand in no list: nobody can sign in with them any more."""

from typing import Any

from django.db import migrations


def disable(apps: Any, schema_editor: Any) -> None:
    """A handful of rows, one at a time; their sessions end with the next request."""
    staff = apps.get_model("clinics", "Staff").objects
    for one in staff.filter(is_active=True, memberships=None).values_list("pk", flat=True):
        staff.filter(pk=one, is_active=True, memberships=None).update(is_active=False)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("clinics", "0006_smallest_group")]

    operations = [migrations.RunPython(disable, migrations.RunPython.noop)]
