"""The access registry itself; what the doors do is in test_middleware."""

import pytest
from django.urls import resolve

from core import gates
from core.gates import Access, Gate, Registry
from tests.core import urls


def test_a_name_is_declared_once():
    doors = Registry()
    doors.declare(urls.GATES)
    with pytest.raises(ValueError, match="t:public"):
        doors.declare({"t:public": gates.public("GET"), "t:new": gates.public("GET")})
    assert "t:new" not in doors.names()


def test_a_gate_needs_known_methods():
    for methods in ([], ["get"], ["GET", "FETCH"]):
        with pytest.raises(ValueError, match="methods"):
            Gate(Access.PUBLIC, frozenset(methods))


def test_only_staff_have_roles():
    with pytest.raises(ValueError, match="roles"):
        Gate(Access.PUBLIC, frozenset({"GET"}), frozenset({"admin"}))


def test_every_class_has_a_helper_and_exactly_one_kind_of_host():
    assert {gate.access for gate in urls.GATES.values()} == set(Access)
    assert gates.ON_LINK_HOST.isdisjoint(gates.ON_DESK_HOST)
    assert gates.COOKIELESS.isdisjoint(gates.ON_DESK_HOST)


def test_a_url_without_gate_or_name_has_none():
    doors = Registry()
    doors.declare(urls.GATES)
    assert doors.gate_for(resolve("/staff/", "tests.core.urls")) == gates.staff("GET", "POST")
    assert doors.gate_for(resolve("/undeclared/", "tests.core.urls")) is None
    assert doors.gate_for(resolve("/nameless/", "tests.core.urls")) is None
    assert doors.gate_for(None) is None
