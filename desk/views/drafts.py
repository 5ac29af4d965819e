"""Half-written work, kept while somebody types. It belongs to its writer and never opens for anybody else."""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

from core import clock
from desk.edges import staff_of
from intake.domain.staff_drafts import drop_draft, save_draft

_KEY = re.compile(r"(note|reply|email|call):[0-9a-f-]{36}")
_NOT_KEPT = {"csrfmiddlewaretoken", "draft_key", "key", "seen_version", "do", "next"}
_MOST = 20_000


def keep_draft(request: HttpRequest) -> HttpResponse:
    """Keep the fields of a form under `draft_key`; an empty form forgets the draft."""
    key = request.POST.get("draft_key", "")
    body = {name: request.POST.getlist(name) if len(request.POST.getlist(name)) > 1 else value for name, value in request.POST.items()}
    kept = {name: value for name, value in body.items() if name not in _NOT_KEPT}
    if not _KEY.fullmatch(key) or sum(len(str(value)) for value in kept.values()) > _MOST:
        return HttpResponseBadRequest()
    if any(kept.values()):
        save_draft(staff=staff_of(request), key=key, body=kept, now=clock.now())
    else:
        drop_draft(staff=staff_of(request), key=key)
    return HttpResponse(status=204)
