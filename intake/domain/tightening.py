"""Tightening: what the holder of a link in a mail may change about how a person is reached.

Everything may be made stricter. Only the address the link was sent to may be made looser, and only by that link: whoever
reads that mailbox may say who else does.
"""

from datetime import datetime
from typing import Any

from core.audit import PERSON
from core.sql import whole
from intake.domain.consenting import LooseningRefusedError, is_looser
from intake.domain.recording import write_event
from intake.models import ContactPoint, Lead, Person
from intake.states import ContactKind, Voicemail

# What the page asks, as it is kept: {"email": "only_me" | "others" | "no", "phone": "no" | "no_voicemail"}.
_OWN_MAIL: dict[str, dict[str, Any]] = {"only_me": {"is_private": False}, "others": {"is_private": True}, "no": {"may_email": False}}
_PHONE: dict[str, dict[str, Any]] = {
    "no": {"may_call": False, "may_text": False, "voicemail": Voicemail.NONE},
    "no_voicemail": {"voicemail": Voicemail.NONE},
}


@whole
def change_by_own_link(*, person: Person, own_point_id: Any, changes: dict[str, Any], now: datetime) -> list[str]:
    """Apply the answers of a page behind a mailed link; returns which columns changed. The caller holds the link."""
    changed: set[str] = set()
    for point in ContactPoint.objects.select_for_update().filter(person=person, replaced_by=None).order_by("id"):
        wanted = _wanted(point, changes, is_own=point.id == own_point_id)
        if is_looser(point, wanted) and point.id != own_point_id:
            raise LooseningRefusedError
        changed |= _apply(point, wanted)
    if changed:
        for lead in Lead.objects.filter(contact_person=person):
            write_event(lead=lead, kind="reach.changed", actor=PERSON, now=now, facts={"changed": sorted(changed)})
    return sorted(changed)


def _wanted(point: ContactPoint, changes: dict[str, Any], *, is_own: bool) -> dict[str, Any]:
    if point.kind == ContactKind.EMAIL:
        return dict(_OWN_MAIL.get(str(changes.get("email")), {})) if is_own else {}
    return dict(_PHONE.get(str(changes.get("phone")), {}))


def _apply(point: ContactPoint, wanted: dict[str, Any]) -> set[str]:
    different = {name: value for name, value in wanted.items() if getattr(point, name) != value}
    for name, value in different.items():
        setattr(point, name, value)
    if different:
        point.save(update_fields=list(different))
    return set(different)
