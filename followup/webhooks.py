"""Where mail providers post what became of messages. Every event is committed before it is acknowledged, and applied later."""

from django.http import Http404, HttpRequest, HttpResponse

from core import clock
from followup.channels.mail_events import RefusedPostError, read_post
from followup.domain.hooking import keep_post, note_refusal, secrets_of


def mail_events(request: HttpRequest, provider: str, path_token: str) -> HttpResponse:
    """Keep the events of one post. A wrong address, a wrong password and a wrong signature learn nothing from each other."""
    secrets = secrets_of(provider=provider, path_token=path_token)
    if secrets is None:
        raise Http404
    try:
        batch = read_post(provider=provider, secrets=secrets, request=request, now=clock.now())
    except RefusedPostError:
        note_refusal(provider=provider, now=clock.now())
        return HttpResponse("", status=401, headers={"WWW-Authenticate": 'Basic realm="events"'}, content_type="text/plain")
    keep_post(provider=provider, readings=batch.readings, tells_of_tracking=batch.tells_of_tracking, now=clock.now())
    return HttpResponse("", content_type="text/plain")
