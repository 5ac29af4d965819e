"""Rows: what an encrypted column can't do is refused before any SQL, with a sentence."""

import pytest
from django.db.models import Max
from django.db.models.functions import Lower, Now

from core.fields import EncryptedFieldError
from core.rows import new_row
from tests.core.rows import Note, Reply

pytestmark = pytest.mark.usefixtures("secrets_db", "keys_file")
NAME = "María Núñez-O'Hara"


REFUSED = {
    "values": lambda: Note.objects.values("name"),
    "values of all columns": Note.objects.values,
    "values_list": lambda: Note.objects.values_list("id", "facts"),
    "values_list of all columns": Note.objects.values_list,
    "values through a relation": lambda: Reply.objects.values("note__name"),
    "values of an expression": lambda: Note.objects.values(low=Lower("name")),
    "update": lambda: Note.objects.update(name="x"),
    "update to null": lambda: Note.objects.update(nickname=None),
    "bulk_update": lambda: Note.objects.bulk_update([Note()], ["name"]),
    "bulk_create with update": lambda: Note.objects.bulk_create(
        [Note()], update_conflicts=True, unique_fields=["id"], update_fields=["name"]
    ),
    "order_by": lambda: Note.objects.order_by("-name"),
    "order_by expression": lambda: Note.objects.order_by(Lower("name").desc()),
    "order_by relation": lambda: Reply.objects.order_by("note__name"),
    "distinct": lambda: Note.objects.distinct("name"),
    "annotate": lambda: Note.objects.annotate(low=Lower("name")),
    "alias": lambda: Note.objects.alias(low=Lower("name")),
    "aggregate": lambda: Note.objects.aggregate(Max("name")),
    "aggregate through a relation": lambda: Reply.objects.aggregate(Max("note__name")),
    "filter": lambda: Note.objects.filter(name=NAME),
    "filter contains": lambda: Note.objects.filter(name__icontains="Mar"),
    "filter key": lambda: Note.objects.filter(facts__age=7),
    "filter in": lambda: Note.objects.filter(name__in=["a"]),
    "filter none": lambda: Note.objects.filter(nickname=None),
    "filter through a relation": lambda: Reply.objects.filter(note__name="x"),
    "exclude": lambda: Note.objects.exclude(name="x"),
    "get": lambda: Note.objects.get(name="x"),
    "get_or_create": lambda: Note.objects.get_or_create(name="x"),
}


@pytest.mark.parametrize("act", REFUSED.values(), ids=REFUSED)
def test_the_query_is_refused(act, django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(EncryptedFieldError, match="is encrypted") as refusal:
        act()
    assert NAME not in str(refusal.value)


def test_isnull_works():
    Note.objects.create()
    Note.objects.create(nickname="Mari")
    assert Note.objects.filter(nickname__isnull=False).count() == 1
    assert Note.objects.exclude(nickname__isnull=False).count() == 1


def test_other_columns_work_as_ever():
    note = Note.objects.create(name=NAME)
    assert list(Note.objects.values_list("kind", flat=True)) == ["note"]
    assert Note.objects.order_by("kind", "-pk").annotate(now=Now()).distinct().filter(kind="note").update(kind="x") == 1
    assert list(Reply.objects.values("note_id", "note__kind")) == []
    assert Note.objects.get(pk=note.pk).name == NAME


def state_of(row):
    return {name: value for name, value in vars(row).items() if name not in {"_state", "id"}}


def test_a_row_made_quickly_is_the_same_row():
    note = Note(name=NAME)
    for one, other in [
        (new_row(Note, name=NAME, tags=["a"]), Note(name=NAME, tags=["a"])),
        (new_row(Reply, note=note, text="words"), Reply(note=note, text="words")),
        (new_row(Reply, note=None), Reply(note=None)),
        (new_row(Reply, note_id=note.id), Reply(note_id=note.id)),
    ]:
        assert state_of(one) == state_of(other)
        assert (one._state.adding, one._state.db, one._state.fields_cache) == (True, None, other._state.fields_cache)
        assert one.id != other.id


def test_rows_made_quickly_share_nothing():
    one, other = new_row(Note), new_row(Note)
    one.facts["a"] = 1
    assert other.facts == {}
    assert one.id != other.id


def test_a_row_takes_no_name_it_does_not_know():
    with pytest.raises(TypeError, match="Note has no field 'nam'"):
        new_row(Note, nam=NAME)
