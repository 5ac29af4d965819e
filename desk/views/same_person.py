"""Looking for another inquiry of the same person, comparing the two, joining them and parting them again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core import clock
from core.forms import plain_text
from desk.edges import note_list, staff_of, to_lead
from desk.forms.same_person import JoinForm
from desk.pages import same_person as pages
from intake.domain.lead_file import visible_lead
from intake.domain.merging import Pair, RestrictedApartError, StillNeededError, join_people, pair_of, part_people
from intake.models import Lead

_TEXT_MOST = 200


def look_for(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Search for another inquiry of this person. What is typed travels in the body of a POST."""
    staff, now = staff_of(request), clock.now()
    try:
        lead = visible_lead(staff=staff, lead_id=lead_id)
    except Lead.DoesNotExist:
        raise Http404 from None
    text = plain_text(request.POST.get("text", ""))[:_TEXT_MOST].strip()
    lines = pages.others_found(staff=staff, lead=lead, text=text, now=now)
    shown = [(lead.clinic_id, lead.id), *pages.shown_of(lines, lead.clinic_id)]
    note_list(staff=staff, action="same_person.searched", shown=shown, now=now)
    return render(request, "desk/lead/same_person.html", {"lead": lead, "text": text, "lines": lines})


def compare(request: HttpRequest, lead_id: UUID, other_lead_id: UUID) -> HttpResponse:
    """The two side by side; joining and parting."""
    try:
        pair = pair_of(lead_id=lead_id, other_lead_id=other_lead_id, staff=staff_of(request))
        if request.method == "POST" and request.POST.get("do") == "part":
            return _part(request, pair)
        return _join(request, pair) if request.method == "POST" else _show(request, pair, JoinForm(may_close=pair.may_close_other))
    except Lead.DoesNotExist:
        raise Http404 from None


def _join(request: HttpRequest, pair: Pair) -> HttpResponse:
    form = JoinForm(request.POST, may_close=pair.may_close_other)
    if not form.is_valid():
        return _show(request, pair, form)
    how, closes_other = form.cleaned_data["how"], form.cleaned_data.get("closes_other", False)
    ids = {"lead_id": pair.lead.id, "other_lead_id": pair.other.id}
    try:
        join_people(**ids, how=how, closes_other=closes_other, staff=staff_of(request), now=clock.now())
    except RestrictedApartError:
        apart = _("One of them is restricted and the other is not, or to other people. A supervisor restricts both alike first.")
        form.add_error(None, apart)
        return _show(request, pair, form)
    except StillNeededError:
        form.add_error(None, _("The other inquiry has work of its own by now and stays open. Join them without closing it."))
        return _show(request, pair, form)
    messages.success(request, _("Joined as the same person. Nothing was moved; you can part them again here."))
    return to_lead(pair.lead.id)


def _part(request: HttpRequest, pair: Pair) -> HttpResponse:
    if part_people(lead_id=pair.lead.id, other_lead_id=pair.other.id, staff=staff_of(request), now=clock.now()):
        messages.success(request, _("Parted: two people. What was closed for it is open again."))
    return redirect("desk:same-pair", pair.lead.id, pair.other.id)


def _show(request: HttpRequest, pair: Pair, form: JoinForm) -> HttpResponse:
    staff, now = staff_of(request), clock.now()
    note_list(staff=staff, action="same_person.compared", shown=[(one.clinic_id, one.id) for one in (pair.lead, pair.other)], now=now)
    facts = {"pair": pair, "rows": pages.compared(pair, now=now), "form": form}
    return render(request, "desk/lead/same_pair.html", facts, status=422 if form.errors else 200)
