"""Every address of the product, read from the resolver, with its gate and the arguments it takes."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from core.gates import Gate, registry


@dataclass(frozen=True)
class Place:
    """One pattern. A name may have several: with and without a token, for instance."""

    name: str
    arguments: tuple[str, ...]
    gate: Gate | None

    def __str__(self) -> str:
        return f"{self.name}({','.join(self.arguments)})"


def all_places() -> list[Place]:
    """Every address there is, in a steady order."""
    return sorted(_below(get_resolver()), key=str)


def _below(resolver: URLResolver, namespace: str = "", before: tuple[str, ...] = ()) -> Iterator[Place]:
    for entry in resolver.url_patterns:
        arguments = (*before, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            yield from _below(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace, arguments)
        elif isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name}"
            yield Place(name, arguments, registry.gates().get(name))
