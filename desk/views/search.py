"""Search. What is typed are words about people, so they travel in the body of a POST and never in an address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock
from core.forms import plain_text
from desk.addresses import page_address
from desk.edges import note_list, staff_of
from desk.pages.search import found_lines
from intake.domain.finding import MOST_FOUND, Found, search

_TEXT_MOST = 200


def search_people(request: HttpRequest) -> HttpResponse:
    """One box; the answer stands on the page of the POST itself."""
    staff, now = staff_of(request), clock.now()
    text = plain_text(request.POST.get("text", ""))[:_TEXT_MOST].strip()
    found = search(staff=staff, text=text) if text else Found((), has_more=False)
    note_list(staff=staff, action="lead.searched", shown=[(lead.clinic_id, lead.id) for lead in found.leads], now=now)
    lines = found_lines(found, url_of=page_address("desk:lead").format, staff=staff, now=now)
    shown = {"text": text, "found": found, "lines": lines, "most": MOST_FOUND, "asked": bool(text)}
    return render(request, "desk/search.html", shown)
