"""Runs with the product's settings, beside it: what became of everybody who wrote."""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.urls import URLResolver, get_resolver

from clinics.models import Clinic
from core import clock
from core.audit import COMMAND
from core.gates import Access, registry
from core.models import AuditEntry, AuditSeal
from followup.domain.aftercare.linking import derived_token, write_links
from followup.domain.hooking import open_hook
from followup.models import CheckIn, Message
from followup.states import CheckInPage
from intake.models import ContactPoint, LeadEvent, Submission, Task

# Doors that no session opens.
STRANGERS = {Access.PUBLIC, Access.LINK, Access.WEBHOOK, Access.SITE_KEY, Access.API_KEY}


def fates() -> dict[str, Any]:
    """Address → its leads and messages; what else the judge compares."""
    leads = Counter(point.value for point in ContactPoint.objects.filter(kind="email").iterator())
    told = set(Task.objects.filter(kind="uncertain_sends").values_list("clinic_id", flat=True))
    messages = [
        {"id": row.message_id, "to": row.to_address, "state": row.state, "why": row.why_not, "told": row.clinic_id in told}
        for row in Message.objects.filter(staff=None).iterator()
    ]
    waiting = Submission.objects.filter(state="needs_human")
    # Why somebody has no message: what was decided about their lead.
    decisions = LeadEvent.objects.filter(kind="followup.decided").values_list("lead__contact_person", "facts")
    reasons = {person: facts["why"] for person, facts in decisions.iterator() if "why" in facts}
    points = ContactPoint.objects.filter(kind="email", person__in=list(reasons))
    return {
        "leads": leads,
        "messages": messages,
        "reasons": {point.value: reasons[point.person_id] for point in points.iterator()},
        "for_a_person": [row.payload.get("email", "") for row in waiting],
        "uncertain": LeadEvent.objects.filter(kind="message.uncertain").count(),
        "unsealed": AuditEntry.objects.count() - AuditSeal.objects.count(),
    }


def doors() -> list[dict[str, str]]:
    """Every address that takes a post of somebody we don't know: its name, its pattern, and what opens it where that is ours to give."""
    opened = _opened()
    return [
        {"name": name, "route": route, **opened.get(name, {})}
        for name, route in _routes(get_resolver(), "", "")
        if (gate := registry.gates().get(name)) and gate.access in STRANGERS and "POST" in gate.methods
    ]


def _opened() -> dict[str, dict[str, str]]:
    """Behind a made-up token nothing is read: a check-in that was asked, and the door of a provider."""
    now = clock.now()
    hook = open_hook(provider="postmark", signing_key="", actor=COMMAND, now=now, strangers_to=Clinic.objects.order_by("slug")[0])
    found = {"link:mail-events": {"url": hook.url}, "link:mail-in": {"url": hook.inbound_url}}
    check_in = CheckIn.objects.filter(aftercare__state="active").select_related("aftercare__person").order_by("id").first()
    point = check_in and check_in.aftercare.person.contact_points.filter(kind="email").first()
    if check_in is None or point is None:
        return found
    CheckIn.objects.filter(id=check_in.id).update(state="sent", answered_at=None)
    token = write_links(check_in=check_in, point=point, now=now)
    names = {page: "link:check-in" if page == CheckInPage.ANSWER else f"link:check-in-{page}" for page in CheckInPage}
    tokens = {page: token if page == CheckInPage.ANSWER else derived_token(token, page) for page in CheckInPage}
    return found | {names[page]: {"token": tokens[page]} for page in CheckInPage}


def _routes(resolver: URLResolver, spaces: str, before: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _routes(pattern, spaces + space, route)
        elif pattern.name:
            yield spaces + pattern.name, route


if __name__ == "__main__":
    print(json.dumps({"fates": fates, "doors": doors}[sys.argv[1]]()))
