"""A form that arrived after its writer's session had ended: what the page shows of it, and where it goes."""

from dataclasses import dataclass

from django.urls import Resolver404, resolve

from clinics.models import Staff
from core.gates import Access, registry
from desk.keeping import HELD
from intake.domain.staff_drafts import draft_body

# What a page of ours puts into its forms itself.
_OURS = frozenset({"key", "next", "seen_version", "do", "draft_key", "seen_values"})


@dataclass(frozen=True)
class HeldForm:
    """One form: the address it was sent to, all its fields, and those that somebody typed."""

    key: str
    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def typed(self) -> list[str]:
        """The words somebody typed or chose, without the parts that a page puts in itself."""
        return [value for name, value in self.fields if name not in _OURS and value.strip()]

    @property
    def page(self) -> str:
        """The page the form stood on, where it can be told."""
        named = dict(self.fields).get("next", "")
        return next((path for path in (named, self.path) if _opens(path, "GET")), "")


def held_form(*, staff: Staff, held_id: str) -> HeldForm | None:
    """The form, if it is this person's and goes to an address of the desk."""
    key = f"{HELD}{held_id}"
    body = draft_body(staff=staff, key=key)
    if not body or not _opens(body["path"], "POST"):
        return None
    return HeldForm(key, body["path"], tuple((name, value) for name, value in body["fields"]))


def _opens(path: str, method: str) -> bool:
    """Whether this is an address of the desk that takes the method."""
    try:
        gate = registry.gate_for(resolve(path.partition("?")[0].partition("#")[0]))
    except Resolver404:
        return False
    return gate is not None and gate.access is Access.STAFF and method in gate.methods
