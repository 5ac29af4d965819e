"""A fresh proof that it is still the same person, before something that could do much harm (ASVS 5.0, 7.5.1 and 7.5.3).

Whoever signed in within ten minutes has proved it. Later the request is answered with a page that asks; that page sends
everything again to the same address together with the proof, so nothing typed is lost and nothing is stored meanwhile.
"""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from core import clock
from core.audit import Actor
from core.sessions import BEGAN
from desk.accounts import audit_sign_in
from desk.authenticators import note_proof
from desk.edges import is_fetch, staff_of
from desk.forms.proof import ProofForm

MARK = "proved_at"
PREFIX = "proof"
# Forms about one's own sign-in hold these, which are written into no page: such a form is opened anew after the proof.
_SECRETS = frozenset({"password", "new", "code"})


def is_fresh(request: HttpRequest) -> bool:
    """Whether this session proved who it is within the last ten minutes."""
    proved = request.session.get(MARK) or request.session.get(BEGAN) or 0.0
    return 0 <= clock.now().timestamp() - proved < settings.STEP_UP_SECONDS


def mark_fresh(request: HttpRequest) -> None:
    """The proof was right just now."""
    request.session[MARK] = clock.now().timestamp()


def ask_for_proof(request: HttpRequest) -> HttpResponse | None:
    """None to go on: the proof is fresh, or came with this very request. Otherwise the answer that asks for it."""
    sent, kept = _parted(request.POST)
    if is_fresh(request):
        _replace_form(request, kept)
        return None
    if is_fetch(request):
        return HttpResponse(_("Please confirm first that it is you."), status=403, content_type="text/plain; charset=utf-8")
    if request.method != "POST" or not _SECRETS.isdisjoint(kept):
        return redirect(f"{reverse('desk:prove')}?{urlencode({'next': request.get_full_path()})}")
    form = ProofForm(sent or None, request=request, prefix=PREFIX)
    if prove(request, form):
        _replace_form(request, kept)
        return None
    return show_question(request, form, fields=kept, status=403)


def prove(request: HttpRequest, form: ProofForm) -> bool:
    """Whether the form holds a right proof; then the session is fresh. Wrong ones are audited."""
    if not form.is_bound:
        return False
    staff = staff_of(request)
    is_right = form.is_valid()
    audit_sign_in(action="step_up.done" if is_right else "step_up.failed", staff=staff, actor=Actor.of(staff))
    if is_right:
        mark_fresh(request)
        note_proof(request, staff, form.used)
    return is_right


def show_question(request: HttpRequest, form: ProofForm, *, fields: QueryDict | None = None, status: int = 200) -> HttpResponse:
    """The page that asks. `fields` is what was sent, to be sent again with the proof."""
    hidden = [(name, value) for name, values in (fields or QueryDict()).lists() for value in values]
    context: dict[str, Any] = {"form": form, "hidden": hidden, "was_asked_for_work": fields is not None}
    return render(request, "desk/accounts/prove.html", context, status=status)


def _replace_form(request: HttpRequest, kept: QueryDict) -> None:
    # Django's own property takes any QueryDict; its type stubs know the one it makes itself.
    cast(Any, request).POST = kept


def _parted(posted: QueryDict) -> tuple[QueryDict, QueryDict]:
    """The fields of the proof, and all the others as if the proof had never been among them."""
    proof, rest = QueryDict(mutable=True), QueryDict(mutable=True)
    for name, values in posted.lists():
        (proof if name.startswith(f"{PREFIX}-") else rest).setlist(name, values)
    rest.pop("csrfmiddlewaretoken", None)
    return proof, rest
