"""The sender's own link, open for a day: change how we reach you."""

from django.http import HttpResponse

from intake.domain.consenting import LinkEndedError, change_reach, lead_of_link
from intake.forms import ChangeReachForm
from intake.views.page import Page, public_page


@public_page
def change_how(page: Page, token: str) -> HttpResponse:
    """Show the questions unanswered (somebody else may hold the phone), or take new answers."""
    try:
        lead_of_link(link_token=token, clinic=page.clinic, now=page.now)
        if page.request.method != "POST":
            return _show(page, ChangeReachForm(), is_done=page.request.GET.get("done") == "1")
        form = ChangeReachForm(page.request.POST)
        if page.request.POST.get("act") == "switch":
            return _show(page, ChangeReachForm(initial=form.typed()))
        if not form.is_valid():
            return _show(page, form)
        if form.changes():
            change_reach(link_token=token, clinic=page.clinic, changes=form.changes(), now=page.now)
    except LinkEndedError:
        return page.show("link_ended", status=410)
    return page.go("change-reach", token=token, query="?done=1")


def _show(page: Page, form: ChangeReachForm, *, is_done: bool = False) -> HttpResponse:
    return page.show("change_reach", {"form": form, "is_done": is_done, "switch_form": "change"})
