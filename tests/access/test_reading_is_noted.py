"""Whoever opens somebody's record leaves exactly one row in the audit, every time; a list leaves one with its ids."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import override_settings

from core.gates import Access
from core.models import AuditEntry
from tests.access import recipes
from tests.access.asking import Question, Visitor, _content, _handler, _request, taken_back
from tests.access.places import Place, all_places
from tests.access.visitors import _signed_in
from tests.access.world import Side, _side
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
# Arguments that lead to somebody's record.
OF_A_PERSON = {"lead_id", "person_id", "task_id", "aftercare_id", "course_id", "disclosure_id", "appointment_id", "consent_id"}
STAFF = [place for place in all_places() if place.gate and place.gate.access is Access.STAFF and "GET" in place.gate.methods]
RECORDS = [place for place in STAFF if OF_A_PERSON & set(place.arguments)]
LISTS = [place for place in STAFF if place.name in {"desk:queues", "desk:queue", "desk:aftercare", "desk:review"}]
# Nothing of a person on the page: a hidden address that leads on, or a form that asks why.
SHOWS_NOBODY = {"desk:break-glass"}


@pytest.fixture(scope="module")
def oak(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Side, list[Visitor]]]:
    """One clinic and everybody in it."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    quick = override_settings(PASSWORD_HASHERS=hashers, REQUIRE_SECOND_FACTOR=True)
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), quick, time_machine.travel(NOW, tick=False), taken_back():
        side = _side("oak", "Oakquillion")
        yield side, [_signed_in(role, staff, {"oak": frozenset({role})}) for role, staff in side.staff.items()]
    logging.disable(logging.NOTSET)


def rows_left(visitor: Visitor, place: Place, side: Side) -> tuple[int, bytes, list[AuditEntry]]:
    """The status, what was shown, and the rows that looking left."""
    question = Question(place, "GET", recipes.arguments_of(place, side), {}, recipes.query_of(place, side))
    with taken_back():
        before = set(AuditEntry.objects.values_list("id", flat=True))
        response = _handler().get_response(_request(visitor, question))
        return response.status_code, _content(response), list(AuditEntry.objects.exclude(id__in=before))


@pytest.mark.parametrize("place", RECORDS, ids=str)
def test_opening_a_record_leaves_one_row_and_being_refused_leaves_none(oak, place: Place) -> None:
    side, visitors = oak
    answers = {visitor.name: rows_left(visitor, place, side) for visitor in visitors}
    shown = {name: [row.action for row in rows] for name, (status, _page, rows) in answers.items() if status == 200}
    refused = {name: [row.action for row in rows] for name, (status, _page, rows) in answers.items() if status != 200}
    assert {name: rows for name, rows in refused.items() if rows} == {}
    if place.name not in SHOWS_NOBODY:
        assert {name: rows for name, rows in shown.items() if len(rows) != 1} == {}


@pytest.mark.parametrize("place", LISTS, ids=str)
def test_a_list_leaves_one_row_with_the_ids_it_showed(oak, place: Place) -> None:
    side, visitors = oak
    supervisor = next(visitor for visitor in visitors if visitor.name == "supervisor")
    status, page, rows = rows_left(supervisor, place, side)
    assert (status, [(row.object_type, row.clinic_id) for row in rows]) == (200, [("list", side.clinic.id)])
    assert rows[0].shown_ids
    assert side.words.encode() in page


def test_no_row_of_the_audit_holds_a_word_of_anybody(oak) -> None:
    side, visitors = oak
    found = [row for place in (*RECORDS, *LISTS) for visitor in visitors for row in rows_left(visitor, place, side)[2]]
    assert len(found) > 50
    assert [row for row in found if side.words in f"{row.action} {row.object_type} {row.shown_ids} {row.reason}"] == []
    assert {row.actor_id for row in found} <= {staff.id for staff in side.staff.values()}
