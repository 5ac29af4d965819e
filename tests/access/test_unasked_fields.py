"""Fields that nobody asked for: every column of every table, sent along with every good form, sets nothing."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.test import override_settings

from clinics.models import Staff
from core.fields import EncryptedField
from core.gates import Access
from tests.access import recipes
from tests.access.asking import WRITTEN_BY_LOOKING, Question, Visitor, _handler, _request, taken_back, writes_noted
from tests.access.places import Place, all_places
from tests.access.visitors import ANONYMOUS, _signed_in
from tests.access.world import ROLES, Side, _side
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
COLUMNS = sorted({field.attname for model in apps.get_models() for field in model._meta.concrete_fields})
OPEN = {Access.STAFF, Access.PUBLIC, Access.LINK}
FORMS = [
    place
    for place in all_places()
    # A look at who opened a restricted record needs such an opening; its form is tested beside it.
    if place.gate and "POST" in place.gate.methods and place.gate.access in OPEN and place.name != "desk:glass-review"
]
# What a form writes by its own random, time or count, and so differs between two presses of the same button.
_VOLATILE = frozenset({"id", "key", "token", "hash", "secret", "session", "salt", "stamp", "saved_at", "touched_at", "version"})


@pytest.fixture(scope="module")
def oak(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Side, Visitor]]:
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    quick = override_settings(PASSWORD_HASHERS=hashers, REQUIRE_SECOND_FACTOR=True)
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), quick, time_machine.travel(NOW, tick=False), taken_back():
        side = _side("oak", "Oakquillion")
        everything = Staff.objects.get(id=side.staff["supervisor"].id)
        for role in ROLES:
            everything.memberships.get_or_create(clinic=side.clinic, role=role)
        yield side, _signed_in("everything", everything, {"oak": frozenset(ROLES)})
    logging.disable(logging.NOTSET)


@dataclass(frozen=True)
class Outcome:
    """The status, and the rows of each table that was written to: without what every press makes anew, and whole."""

    status: int
    steady: dict[str, set[tuple[str, ...]]]
    whole: dict[str, set[tuple[str, ...]]]


def outcome(visitor: Visitor, place: Place, side: Side, extra: dict[str, Any]) -> Outcome:
    """What one press with these fields besides the good ones comes to."""
    own = recipes.body_of(place, side)
    body = {**{name: value for name, value in extra.items() if name not in own}, **own}
    question = Question(place, "POST", recipes.arguments_of(place, side), body, {})
    with taken_back(), writes_noted() as written:
        response = _handler().get_response(_request(visitor, question))
        tables = written - WRITTEN_BY_LOOKING
        steady = {table: rows_of(table, without=_VOLATILE) for table in tables}
        return Outcome(response.status_code, steady, {table: rows_of(table) for table in tables})


def rows_of(table: str, without: frozenset[str] = frozenset()) -> set[tuple[str, ...]]:
    """The rows of a table as texts, encrypted columns aside and those with one of these words in their name."""
    model = next(one for one in apps.get_models() if one._meta.db_table == table)
    kept = [field.attname for field in model._meta.concrete_fields if not isinstance(field, EncryptedField)]
    names = [name for name in kept if not without & {name, *name.split("_")}]
    return {tuple(map(str, row)) for row in models.QuerySet(model).values_list(*names)} if names else set()


@pytest.mark.parametrize("place", FORMS, ids=str)
def test_a_column_nobody_asked_for_is_not_set(oak, place: Place) -> None:
    side, visitor = oak
    who = visitor if place.gate.access is Access.STAFF else ANONYMOUS
    strange = str(uuid4())
    plain, more = outcome(who, place, side, {}), outcome(who, place, side, dict.fromkeys(COLUMNS, strange))
    assert more.status < 500
    assert [row for rows in more.whole.values() for row in rows if any(strange in value for value in row)] == []
    if plain.status == more.status and plain.steady.keys() == more.steady.keys():
        assert plain.steady == more.steady
