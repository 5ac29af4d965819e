"""What only the keepers of a file do: give it to the person, hold it, erase it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core import clock
from desk.edges import staff_of
from desk.forms.records import EraseForm, ExportForm, ReasonForm
from desk.pages.records import CARE, EMERGENCY
from desk.views.records import kept, read_records, render_records
from records.domain.erasing import NotConfirmedError, OpenEmergencyError, erase_person, let_contact_again, word_to_type
from records.domain.exporting import export_person
from records.domain.holding import HeldError, lift_hold, place_hold
from records.domain.under_way import care_of, has_open_emergency


def export(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Everything on file, as an archive for the person themselves."""
    person = kept(request, person_id)
    form = ExportForm(request.POST, auto_id="export_%s")
    if not form.is_valid():
        return render_records(request, person_id, status=422, export_form=form)
    archive = export_person(person=person, staff=staff_of(request), now=clock.now(), **form.cleaned_data)
    answer = HttpResponse(archive, content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="record.zip"'
    return answer


def hold(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Place a legal hold, or lift the one that stands."""
    person = kept(request, person_id)
    form = ReasonForm(request.POST, auto_id="hold_%s")
    if not form.is_valid():
        return render_records(request, person_id, status=422, hold_form=form)
    lifts = request.POST.get("do") == "lift"
    (lift_hold if lifts else place_hold)(person=person, reason=form.cleaned_data["reason"], staff=staff_of(request), now=clock.now())
    messages.success(request, _("The legal hold is lifted.") if lifts else _("The legal hold stands: nothing of this person is erased."))
    return redirect("desk:records", person_id)


def erase(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask, then erase for ever."""
    person = kept(request, person_id)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_person(person=person, staff=staff_of(request), now=clock.now(), **form.cleaned_data)
        except NotConfirmedError:
            form.add_error("typed", _("These are not the four signs shown above."))
        except HeldError:
            form.add_error(None, _("A legal hold stands, so nothing is erased."))
        except OpenEmergencyError:
            form.add_error(None, EMERGENCY)
        else:
            messages.success(request, _("Erased. Ids, codes and times stay, so that history still adds up."))
            return redirect("desk:records", person_id)
    page = read_records(request, person_id)
    context = {"form": form, "page": page, "word": word_to_type(person), "care": [CARE[one] for one in care_of(person)]}
    if has_open_emergency(person) and not form.errors:
        context["emergency"] = EMERGENCY
    return render(request, "desk/records/erase.html", context, status=422 if form.errors else 200)


def allow_contact(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Take this person's numbers and addresses off the organisation's do-not-contact list."""
    person = kept(request, person_id)
    let_contact_again(person=person, staff=staff_of(request), now=clock.now())
    messages.success(request, _("Off the do-not-contact list. The safe-contact rules count again."))
    return redirect("desk:records", person_id)
