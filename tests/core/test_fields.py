"""Encrypted columns: what comes back, what is refused, and that nobody can move, change or read a value."""

import copy
import pickle
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.migrations.writer import MigrationWriter
from django.db.models import Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.checks import check_encrypted_labels
from core.fields import DecryptionError, EncryptedFieldError, EncryptedJSONField, EncryptedTextField
from core.ids import new_id
from core.models import AuditEntry
from tests.core.rows import Note, Reply

pytestmark = pytest.mark.usefixtures("secrets_db", "keys_file")
NAME = "María Núñez-O'Hara"


def stored(note: models.Model, column: str) -> bytes:
    """What the table holds, past every layer of ours."""
    with connection.cursor() as cursor:
        key = note.pk.hex if connection.vendor == "sqlite" else note.pk
        cursor.execute(f"SELECT {column} FROM {note._meta.db_table} WHERE id = %s", [key])
        value = cursor.fetchone()[0]
    return None if value is None else bytes(value)


def write(note: models.Model, column: str, value: bytes | None) -> None:
    with connection.cursor() as cursor:
        key = note.pk.hex if connection.vendor == "sqlite" else note.pk
        cursor.execute(f"UPDATE {note._meta.db_table} SET {column} = %s WHERE id = %s", [value, key])


def loaded(note: Note) -> Note:
    return Note.objects.get(pk=note.pk)


# What comes back


def test_values_come_back_equal():
    note = Note.objects.create(name=NAME, body="", nickname="Mari", facts={"age": 7, "b": [1, None]}, tags=["x"])
    found = loaded(note)
    assert (found.name, found.body, found.nickname) == (NAME, "", "Mari")
    assert (found.facts, found.tags) == ({"age": 7, "b": [1, None]}, ["x"])


def test_empty_values_come_back_as_their_own_kind():
    found = loaded(Note.objects.create())
    assert (found.name, found.nickname, found.facts, found.tags) == ("", None, {}, [])
    assert stored(found, "name") == stored(found, "facts") == b""
    assert stored(found, "nickname") is None


def test_an_empty_list_in_a_field_of_objects_stays_a_list():
    assert loaded(Note.objects.create(facts=[])).facts == []


@given(text=st.text(alphabet=st.characters(), max_size=200))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_equal(text):
    assert loaded(Note.objects.create(name=text, facts={"text": text})).name == text
    assert loaded(Note.objects.create(facts={"text": text})).facts == {"text": text}


@pytest.mark.parametrize("text", ["nul \x00 inside", "lone \ud83d surrogate", "😀 astral", "x" * 200_000])
def test_text_that_databases_refuse_comes_back_equal(text):
    assert loaded(Note.objects.create(name=text, facts={"text": text})).name == text


def test_two_equal_texts_are_stored_differently():
    one, two = Note.objects.create(name=NAME), Note.objects.create(name=NAME)
    assert stored(one, "name") != stored(two, "name")


def test_bulk_create_encrypts():
    notes = Note.objects.bulk_create([Note(name=NAME, facts={"n": n}) for n in range(3)])
    assert all(NAME.encode() not in stored(note, "name") for note in notes)
    assert [found.facts["n"] for found in Note.objects.order_by("id")] == [0, 1, 2]


def test_a_related_row_is_opened_too():
    reply = Reply.objects.create(note=Note.objects.create(name=NAME), text="yes")
    found = Reply.objects.select_related("note").get(pk=reply.pk)
    assert (found.text, found.note.name) == ("yes", NAME)


def test_only_and_defer_load_the_rest_when_read(django_assert_num_queries):
    note = Note.objects.create(name=NAME, body="b")
    with django_assert_num_queries(2):
        assert Note.objects.only("kind").get(pk=note.pk).name == NAME
    with django_assert_num_queries(1):
        assert Note.objects.defer("body").get(pk=note.pk).name == NAME


def test_refresh_from_db_shows_the_stored_value():
    note = Note.objects.create(name="old")
    other = loaded(note)
    other.name = NAME
    other.save()
    note.refresh_from_db()
    assert note.name == NAME


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda row: pickle.loads(pickle.dumps(row))])
@pytest.mark.parametrize("read_first", [True, False])
def test_a_copied_row_reads_and_saves(duplicate, read_first):
    entry = AuditEntry.objects.create(actor_kind="system", action="a", object_type="b", reason=NAME, at="2026-01-01T00:00Z")
    found = AuditEntry.objects.get(pk=entry.pk)
    if read_first:
        assert found.reason == NAME
    twin = duplicate(found)
    assert twin.reason == NAME
    twin.reason = "changed"
    twin.save()
    assert AuditEntry.objects.get(pk=entry.pk).reason == "changed"
    assert found.reason == NAME


# What is written when


def test_an_untouched_value_keeps_its_ciphertext():
    note = Note.objects.create(name=NAME, body="b", facts={"a": 1})
    before = [stored(note, column) for column in ("name", "body", "facts")]
    found = loaded(note)
    assert found.name == NAME
    found.save()
    assert [stored(note, column) for column in ("name", "body", "facts")] == before


def test_a_changed_list_is_noticed():
    note = loaded(Note.objects.create(tags=["a"]))
    note.tags.append("b")
    note.save()
    assert loaded(note).tags == ["a", "b"]


def test_a_change_and_back_is_saved():
    note = loaded(Note.objects.create(name=NAME))
    for text in ("other", NAME, "", NAME):
        note.name = text
        note.save(update_fields=["name"])
        assert loaded(note).name == text


def test_a_row_saved_under_a_new_id_is_sealed_to_it():
    note = loaded(Note.objects.create(name=NAME))
    assert note.name == NAME
    note.pk = new_id()
    note.save(force_insert=True)
    assert loaded(note).name == NAME


def test_an_unread_value_is_not_carried_to_a_new_id():
    note = loaded(Note.objects.create(name=NAME))
    note.pk = new_id()
    with pytest.raises(DecryptionError):
        note.save(force_insert=True)


def test_an_old_key_opens_and_a_read_value_moves_to_the_new_one(keys_file):
    note = Note.objects.create(name=NAME, body="unread")
    keys_file.rotate("columns")
    found = loaded(note)
    assert found.name == NAME
    found.save()
    assert stored(note, "name")[2:4] == b"k2"
    assert stored(note, "body")[2:4] == b"k1"
    assert (loaded(note).name, loaded(note).body) == (NAME, "unread")


def test_no_key_no_value(keys_file):
    note = Note.objects.create(name=NAME)
    keys_file.rotate("columns")
    keys_file.forget("columns", "k1")
    found = loaded(note)
    with pytest.raises(DecryptionError, match=r"'test\.note\.name' can't be opened: its key is missing"):
        _ = found.name


# Nobody can move or change a value


def test_every_flipped_bit_is_noticed():
    note = Note.objects.create(name="abc")
    sealed = stored(note, "name")
    for position in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[position // 8] ^= 1 << position % 8
        write(note, "name", bytes(changed))
        with pytest.raises(DecryptionError):
            _ = loaded(note).name


def test_every_cut_is_noticed():
    note = Note.objects.create(name="abc")
    sealed = stored(note, "name")
    for length in range(1, len(sealed)):
        write(note, "name", sealed[:length])
        with pytest.raises(DecryptionError):
            _ = loaded(note).name


def test_a_value_moved_to_another_row_does_not_open():
    one, two = Note.objects.create(name="one"), Note.objects.create(name="two")
    write(two, "name", stored(one, "name"))
    with pytest.raises(DecryptionError, match="belongs elsewhere"):
        _ = loaded(two).name


def test_a_value_moved_to_another_field_does_not_open():
    note = Note.objects.create(name="one", body="two")
    write(note, "body", stored(note, "name"))
    with pytest.raises(DecryptionError):
        _ = loaded(note).body


def test_plain_text_in_the_table_is_not_taken_for_a_value():
    note = Note.objects.create(name=NAME)
    write(note, "name", NAME.encode())
    with pytest.raises(DecryptionError) as refusal:
        _ = loaded(note).name
    assert "Mar" not in str(refusal.value)


def test_a_value_that_does_not_open_is_not_overwritten_by_saving_the_row():
    note = Note.objects.create(name="one", kind="a")
    broken = stored(note, "name")[:-1] + b"\x00"
    write(note, "name", broken)
    found = loaded(note)
    found.kind = "b"
    found.save()
    assert stored(note, "name") == broken


# The last gate before SQL


@pytest.mark.parametrize("value", ["secret", Value("secret"), {"a": 1}])
def test_a_plain_query_set_can_not_write_text(value):
    note = Note.objects.create(name=NAME)
    with pytest.raises(EncryptedFieldError), transaction.atomic():
        models.QuerySet(Note).filter(pk=note.pk).update(name=value)
    assert loaded(note).name == NAME


def test_a_row_without_id_is_refused():
    with pytest.raises(EncryptedFieldError, match="give the row its id"):
        Note(pk=None, name=NAME)._meta.get_field("name").pre_save(Note(pk=None, name=NAME), add=True)


# Declarations


@pytest.mark.parametrize(
    "field",
    [
        EncryptedTextField(label="a.b", blank=True, default=""),
        EncryptedTextField(label="a.b", null=True),
        EncryptedJSONField(label="a.c", default=dict),
    ],
)
def test_a_field_can_be_written_into_a_migration(field):
    source, _imports = MigrationWriter.serialize(field)
    assert f"core.fields.{type(field).__name__}" in source
    _name, path, arguments, options = field.deconstruct()
    again = type(field)(*arguments, **options)
    assert again.deconstruct()[1:] == (path, arguments, options)
    assert again.label == field.label


def test_wrong_declarations_are_found():
    def findings(field):
        field.set_attributes_from_name("x")
        field.model = Note
        return {finding.id for finding in field.check()}

    assert findings(EncryptedTextField()) >= {"core.E001"}
    assert findings(EncryptedTextField(label="x", unique=True)) >= {"core.E002"}
    assert findings(EncryptedTextField(label="x", db_index=True)) >= {"core.E002"}
    assert findings(EncryptedTextField(label="x")) == set()


def test_no_two_columns_of_the_product_share_a_label():
    assert check_encrypted_labels(None) == []


def test_model_validation_knows_the_fields():
    note = Note(name=NAME, facts={"a": object()})
    with pytest.raises(Exception, match="can't be kept as JSON"):
        note.clean_fields()
    Note(name=NAME).clean_fields()


# A dump without the keys


def test_a_dump_shows_nothing(tmp_path: Path):
    words = ["Zebrafinch", "2025550188", "finch@example.org", "zzdiary"]
    note = Note.objects.create(name=words[0], body=words[1], nickname=words[2], facts={"note": words[3]}, tags=[words[0]])
    Reply.objects.create(note=note, text=words[3])
    AuditEntry.objects.create(actor_kind="system", action="a", object_type="b", reason=words[0], at="2026-01-01T00:00Z")
    dump = whole_database(tmp_path)
    assert note.pk.bytes in dump or note.pk.hex.encode() in dump or str(note.pk).encode() in dump
    for word in words:
        assert word.encode() not in dump
        assert word.encode("utf-16-le") not in dump


def whole_database(folder: Path) -> bytes:
    """Every byte of an SQLite file, or every row of every PostgreSQL table as text and as bytes."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        return bytes(connection.connection.serialize())
    with connection.cursor() as cursor:
        parts = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            for (row,) in cursor.fetchall():
                parts.append(row.encode())
                parts.extend(bytes.fromhex(piece) for piece in _hex_pieces(row))
        return b"\n".join(parts)


def _hex_pieces(row: str) -> list[str]:
    return [piece.split('"')[0].split(",")[0].rstrip(")") for piece in row.split("\\x")[1:]]


def test_the_product_needs_no_migration_for_these_fields():
    call_command("makemigrations", "core", check=True, dry_run=True, verbosity=0)
