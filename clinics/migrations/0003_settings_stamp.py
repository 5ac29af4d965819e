"""A stamp on each clinic that changes with its settings, so that a process may remember what it read."""

from django.db import migrations, models

TABLES = ("clinics_staffedperiod", "clinics_holiday", "clinics_phoneline")
# Any change of the clinic's own row gives it a new stamp, also where somebody saves a stamp read long ago.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION clinics_new_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.settings_stamp := gen_random_uuid();
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION clinics_stamp_settings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE clinics_clinic SET settings_stamp = NULL WHERE id = OLD.clinic_id;
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.clinic_id <> OLD.clinic_id) THEN
        UPDATE clinics_clinic SET settings_stamp = NULL WHERE id = NEW.clinic_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER clinics_clinic_stamp BEFORE INSERT OR UPDATE ON clinics_clinic
FOR EACH ROW EXECUTE FUNCTION clinics_new_stamp();
"""


def watch(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(FUNCTIONS)
    for table in TABLES:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_stamp AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION clinics_stamp_settings()"
        )
    schema_editor.execute("UPDATE clinics_clinic SET settings_stamp = NULL")


def unwatch(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER {table}_stamp ON {table}")
    schema_editor.execute("DROP TRIGGER clinics_clinic_stamp ON clinics_clinic")
    schema_editor.execute("DROP FUNCTION clinics_stamp_settings()")
    schema_editor.execute("DROP FUNCTION clinics_new_stamp()")


class Migration(migrations.Migration):
    dependencies = [("clinics", "0002_rota")]

    operations = [
        migrations.AddField("clinic", "settings_stamp", models.UUIDField(null=True, blank=True, editable=False)),
        migrations.RunPython(watch, unwatch),
    ]
