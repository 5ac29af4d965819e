"""Made-up tables with every kind of encrypted column, in an app registry of their own so that no migration sees them."""

from django.apps.registry import Apps
from django.db import connection, models

from core.fields import EncryptedJSONField, EncryptedTextField
from core.rows import Row

registry = Apps()


class Note(Row):
    """One row with secrets."""

    kind = models.CharField(max_length=20, default="note")
    name = EncryptedTextField(label="test.note.name", blank=True, default="")
    body = EncryptedTextField(label="test.note.body", blank=True, default="")
    nickname = EncryptedTextField(label="test.note.nickname", null=True, blank=True)
    facts = EncryptedJSONField(label="test.note.facts", default=dict, blank=True)
    tags = EncryptedJSONField(label="test.note.tags", default=list, blank=True)

    class Meta:
        apps = registry
        app_label = "tests_core"


class Reply(Row):
    """A row that leads to a Note."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="replies")
    text = EncryptedTextField(label="test.reply.text", default="")

    class Meta:
        apps = registry
        app_label = "tests_core"


def make_tables() -> None:
    """Create both tables in the test database."""
    with connection.schema_editor() as editor:
        editor.create_model(Note)
        editor.create_model(Reply)


def drop_tables() -> None:
    """Remove both tables again."""
    with connection.schema_editor() as editor:
        editor.delete_model(Reply)
        editor.delete_model(Note)
