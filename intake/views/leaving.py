"""Leaving fast: forget what was typed and put a harmless page in its place."""

from django.http import HttpResponse

from intake.domain.drafting import drop_draft
from intake.views.page import UNREACHABLE, Page, public_page


@public_page
def leave(page: Page, token: str = "") -> HttpResponse:
    """Drop the draft and go to the clinic's neutral page.

    Not a redirect: `form-action 'self'` forbids a form to end on another site, and browsers replace the history entry
    of a page that is refreshed at once, so "back" does not lead here.
    """
    if token:
        _forget(page, token)
    response = page.show("leaving")
    response.headers["Refresh"] = f"0; url={page.clinic.leave_url}"
    response.headers["Clear-Site-Data"] = '"cache", "storage"' if page.request.GET.get("quiet") else '"storage"'
    return response


def _forget(page: Page, token: str) -> None:
    # A person who must be gone now is not kept here by a database that is slow to come back; the draft dies in a day.
    try:
        drop_draft(clinic=page.clinic, token=token)
    except UNREACHABLE:
        return
