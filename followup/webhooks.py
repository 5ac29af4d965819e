"""Where mail providers post what became of messages, and mail that came in. All is committed before it is acknowledged."""

from collections.abc import Callable, Sequence

from django.http import Http404, HttpRequest, HttpResponse

from core import clock
from followup.channels.mail_events import OtherDoorError, RefusedPostError, read_post
from followup.channels.mail_posts import TooBigError, read_posted
from followup.domain.hooking import HookSecrets, keep_mails, keep_post, note_refusal, secrets_of
from followup.domain.inbound import NoClinicError


def mail_events(request: HttpRequest, provider: str, path_token: str) -> HttpResponse:
    """Keep the events of one post. A wrong address, a wrong password and a wrong signature learn nothing from each other."""
    return _take(request, provider, path_token, (_keep_events, _keep_mails))


def mail_in(request: HttpRequest, provider: str, path_token: str) -> HttpResponse:
    """Keep the mails of one post. Acknowledged means committed; what can't be kept now is asked for again by the provider."""
    return _take(request, provider, path_token, (_keep_mails, _keep_events))


def _take(request: HttpRequest, provider: str, path_token: str, ways: Sequence[Callable[..., None]]) -> HttpResponse:
    """Read it as what belongs to this address, and as the other when it is that: what somebody wrote must not wait for a set-up."""
    secrets = secrets_of(provider=provider, path_token=path_token)
    if secrets is None:
        raise Http404
    body: bytes | None = None
    for keep in ways:
        try:
            keep(request, provider, secrets, body)
        except OtherDoorError as other:
            body = other.body
            continue
        except RefusedPostError:
            return _refused(provider)
        except TooBigError:
            return HttpResponse("", status=413, content_type="text/plain")
        except NoClinicError:
            return HttpResponse("", status=503, content_type="text/plain")
        return HttpResponse("", content_type="text/plain")
    return HttpResponse("", status=400, content_type="text/plain")


def _keep_events(request: HttpRequest, provider: str, secrets: HookSecrets, body: bytes | None) -> None:
    batch = read_post(provider=provider, secrets=secrets, request=request, now=clock.now(), body=body)
    keep_post(provider=provider, readings=batch.readings, tells_of_tracking=batch.tells_of_tracking, now=clock.now())


def _keep_mails(request: HttpRequest, provider: str, secrets: HookSecrets, _body: bytes | None) -> None:
    # What is in memory already can be read from the request again.
    posted = read_posted(provider=provider, secrets=secrets, request=request, now=clock.now())
    keep_mails(provider=provider, mails=posted.mails, unread=posted.unread, now=clock.now())


def _refused(provider: str) -> HttpResponse:
    note_refusal(provider=provider, now=clock.now())
    return HttpResponse("", status=401, headers={"WWW-Authenticate": 'Basic realm="events"'}, content_type="text/plain")
