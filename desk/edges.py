"""What the desk's views share: who asks, where to go next, one write for one press, and notes in the audit log."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from clinics.models import Staff
from core import audit
from core.audit import Actor

_ONCE_SECONDS = 24 * 3600


def staff_of(request: HttpRequest) -> Staff:
    """The signed-in member of staff; the gate lets nobody else reach a view of the desk."""
    return cast(Staff, request.user)


def ids_of(texts: Iterable[str], *, most: int) -> list[UUID]:
    """The ids among what was ticked, each once, no more than `most`; anything else is left out."""
    found = []
    for text in list(dict.fromkeys(texts))[:most]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def is_fetch(request: HttpRequest) -> bool:
    """Whether a script of ours asks, which wants a part of a page."""
    return request.headers.get("X-Requested-With", "").lower() == "fetch"


def go_back(request: HttpRequest, otherwise: str) -> HttpResponseRedirect:
    """To the page of the desk that a form names in `next`, or to `otherwise`; never to another site."""
    wanted = request.POST.get("next", "")
    path = urlsplit(wanted).path if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""
    is_ours = path.startswith(reverse("desk:home")) and ".." not in path
    return HttpResponseRedirect(wanted if is_ours else otherwise)


def to_lead(lead_id: UUID, part: str = "") -> HttpResponse:
    """To a lead's page, at one of its parts."""
    return redirect(reverse("desk:lead", args=[lead_id]) + (f"#{part}" if part else ""))


class PressedTwiceError(Exception):
    """This very form was sent before; what it asked for is done."""


@contextmanager
def once(request: HttpRequest) -> Iterator[None]:
    """Let one press of a button through: a form with the same hidden key and the same answers counts once a day.

    When the work inside fails, the form is free again, so it can be sent once more; with other answers it always can.
    """
    name = f"desk.once:{request.user.pk}:{_digest(request)}"
    if request.POST.get("key") and not cache.add(name, 1, _ONCE_SECONDS):
        raise PressedTwiceError
    try:
        yield
    except BaseException:
        cache.delete(name)
        raise


def _digest(request: HttpRequest) -> str:
    # Keyed by the whole address and body; only the hash is kept, and for a day.
    answers = sorted((name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values)
    return hashlib.sha256(repr((request.path, answers)).encode("utf-8", "replace")).hexdigest()


def note_read(*, staff: Staff, object_type: str, object_id: UUID, clinic_id: UUID, now: datetime, about: Iterable[UUID] = ()) -> None:
    """One audit row: this member of staff saw this record; `about` names whom it is about, where its id does not tell."""
    audit.record(
        actor=Actor.of(staff),
        action=f"{object_type}.read",
        object_type=object_type,
        object_id=object_id,
        clinic_id=clinic_id,
        now=now,
        shown_ids=about,
    )


def note_list(*, staff: Staff, action: str, shown: Iterable[tuple[UUID, UUID]], now: datetime) -> None:
    """One audit row for a list with the ids it showed; `shown` is (clinic id, lead or task id).

    A list over two clinics leaves one row in each: an auditor of one never learns ids of the other.
    """
    by_clinic: dict[UUID, list[UUID]] = {}
    for clinic_id, shown_id in shown:
        by_clinic.setdefault(clinic_id, []).append(shown_id)
    for clinic_id, ids in by_clinic.items():
        audit.record(
            actor=Actor.of(staff),
            action=action,
            object_type="list",
            object_id=None,
            clinic_id=clinic_id,
            now=now,
            shown_ids=ids,
        )
