"""Keeping what somebody types: drafts of the forms that have one, and any other form when a session ends under it.

A kept form is looked at by its writer after the next sign-in, and sent by their press only. Proofs of who somebody is
(passwords, codes) are never kept.
"""

import re
from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest

from clinics.models import Staff
from core import clock
from core.ids import new_id
from desk.edges import staff_of
from desk.proving import PREFIX
from intake.domain.staff_drafts import drop_draft, save_draft

# A form that was open or on its way at the end of a session, under this and an id among its writer's drafts.
HELD = "held:"
_DRAFT_KEY = re.compile(r"(note|reply|email|call):[0-9a-f-]{36}")
_HELD_KEY = re.compile(r"held:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OURS = frozenset({"csrfmiddlewaretoken", "draft_key", "held_path"})
_NOT_IN_DRAFT = _OURS | {"key", "seen_version", "seen_values", "do", "next"}
_LONGEST_DRAFT, _LONGEST_FORM, _LONGEST_PATH = 20_000, 100_000, 500


def keep_typed(request: HttpRequest) -> bool:
    """Keep what a script sent under its `draft_key`, or forget it when nothing is typed; False for what makes no sense."""
    key = request.POST.get("draft_key", "")
    if _HELD_KEY.fullmatch(key):
        return keep_form(staff=staff_of(request), path=request.POST.get("held_path", ""), fields=_pairs(request), key=key) is not None
    return _keep_draft(request, key)


def keep_form(*, staff: Staff, path: str, fields: list[list[str]], key: str = "") -> UUID | None:
    """Keep a whole form for its writer; None for one without a word or too long. An empty one under its key is forgotten."""
    held_id = UUID(key.removeprefix(HELD)) if key else new_id()
    if not fields or not path:
        drop_draft(staff=staff, key=f"{HELD}{held_id}")
        return held_id if key else None
    if len(path) > _LONGEST_PATH or sum(len(value) for _name, value in fields) > _LONGEST_FORM:
        return None
    save_draft(staff=staff, key=f"{HELD}{held_id}", body={"path": path, "fields": fields}, now=clock.now())
    return held_id


def keep_sent(request: HttpRequest) -> UUID | None:
    """Keep a form that arrived after its session had ended, for the person whose session it was."""
    return keep_form(staff=staff_of(request), path=request.get_full_path(), fields=_pairs(request))


def _keep_draft(request: HttpRequest, key: str) -> bool:
    lists = {name: values for name, values in request.POST.lists() if name not in _NOT_IN_DRAFT}
    if not _DRAFT_KEY.fullmatch(key) or _length(lists.values()) > _LONGEST_DRAFT:
        return False
    kept = {name: values if len(values) > 1 else values[0] for name, values in lists.items()}
    if any(kept.values()):
        save_draft(staff=staff_of(request), key=key, body=kept, now=clock.now())
    else:
        drop_draft(staff=staff_of(request), key=key)
    return True


def _pairs(request: HttpRequest) -> list[list[str]]:
    """The fields as typed, without ours and without any proof of who somebody is."""
    return [
        [name, value]
        for name, values in request.POST.lists()
        if name not in _OURS and not name.startswith(f"{PREFIX}-")
        for value in values
    ]


def _length(lists: Iterable[list[str]]) -> int:
    return sum(len(value) for values in lists for value in values)
