"""Half-written work, kept while somebody types. It belongs to its writer and never opens for anybody else."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

from desk.keeping import keep_typed


def keep_draft(request: HttpRequest) -> HttpResponse:
    """Keep the fields of a form under `draft_key`; an empty form forgets the draft."""
    return HttpResponse(status=204) if keep_typed(request) else HttpResponseBadRequest()
