"""Every address is declared, and every declaration is an address."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from core.gates import registry


def _names(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, str]]:
    """(full name, pattern) of every address below."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _names(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            yield (f"{namespace}{entry.name}" if entry.name else ""), str(entry.pattern)


@pytest.fixture(scope="module")
def addresses() -> list[tuple[str, str]]:
    return sorted(_names(get_resolver()))


def undeclared(addresses: list[tuple[str, str]], declared: frozenset[str]) -> list[tuple[str, str]]:
    return [address for address in addresses if address[0] not in declared]


def test_every_address_has_a_gate(addresses):
    assert undeclared(addresses, registry.names()) == []


def test_an_address_without_a_gate_or_a_name_would_be_found(addresses):
    assert undeclared([("public:nowhere", "x/"), ("", "y/")], registry.names()) == [("public:nowhere", "x/"), ("", "y/")]


def test_every_gate_belongs_to_an_address(addresses):
    assert registry.names() - {name for name, _pattern in addresses} == set()


@pytest.mark.parametrize("room", ["desk", "public", "link"])
def test_each_room_has_addresses(addresses, room: str):
    assert any(name.startswith(f"{room}:") for name, _pattern in addresses)
