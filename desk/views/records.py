"""A person's records: what they agreed to, what was disclosed about them, and the one way to disclose."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core import clock
from core.ids import new_id
from desk.edges import PressedTwiceError, note_read, once, staff_of
from desk.forms.records import ConsentForm, DiscloseForm, ExportForm, ReasonForm, RevokeForm
from intake.models import Person
from records.domain.consenting import ConsentRefusedError, record_consent, revoke_consent
from records.domain.disclosing import NotCoveredError, disclose, disclosure_for
from records.domain.plain_text import wording_of
from records.domain.queries import RecordsPage, kept_person, records_page, visible_consent, visible_person
from records.models import Disclosure, DisclosureConsent


def show_records(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Everything on one page; somebody of another clinic and nobody at all look the same."""
    return render_records(request, person_id)


def render_records(request: HttpRequest, person_id: UUID, *, status: int = 200, **forms: object) -> HttpResponse:
    """The page, with the forms that were sent back."""
    page = read_records(request, person_id)
    answers = [(row, wording_of(row)) for row in page.contact_consents]
    export_form = ExportForm(auto_id="export_%s", initial={"language": page.person.language})
    empty = {"revoke_form": RevokeForm(), "export_form": export_form, "hold_form": ReasonForm(auto_id="hold_%s")}
    context = {"page": page, "answers": answers, **empty, **forms}
    return render(request, "desk/records/records.html", context, status=status)


def read_records(request: HttpRequest, person_id: UUID) -> RecordsPage:
    """Read the file for a page, with the audit row of it; raises Http404."""
    staff, now = staff_of(request), clock.now()
    try:
        page = records_page(staff=staff, person_id=person_id, now=now)
    except Person.DoesNotExist:
        raise Http404 from None
    note_read(staff=staff, object_type="record", object_id=person_id, clinic_id=page.person.clinic_id, now=now)
    return page


def add_consent(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Keep a signed consent to disclose, or show everything it lacks."""
    person = _visible(request, person_id)
    form = ConsentForm(request.POST or None, initial={"patient_name": person.name, "discloser": person.clinic.public_name})
    if request.method == "POST" and form.is_valid():
        try:
            with suppress(PressedTwiceError), once(request):
                record_consent(person=person, draft=form.draft(), staff=staff_of(request), now=clock.now())
                messages.success(request, _("Consent saved."))
        except ConsentRefusedError as error:
            form.show_missing(error.missing)
        if not form.errors:
            return redirect("desk:records", person_id)
    note_read(staff=staff_of(request), object_type="record", object_id=person_id, clinic_id=person.clinic_id, now=clock.now())
    facts = {"form": form, "person": person, "key": _key(request)}
    return render(request, "desk/records/consent.html", facts, status=422 if form.errors else 200)


def take_consent_back(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """From now on nothing is disclosed under it."""
    try:
        consent = visible_consent(staff=staff_of(request), consent_id=consent_id)
    except DisclosureConsent.DoesNotExist:
        raise Http404 from None
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return render_records(request, consent.person_id, status=422, revoke_form=form)
    revoke_consent(consent=consent, staff=staff_of(request), now=clock.now(), **form.cleaned_data)
    messages.success(request, _("Consent revoked. Nothing is disclosed under it any more."))
    return redirect("desk:records", consent.person_id)


def make_disclosure(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Make the document of one disclosure."""
    page = read_records(request, person_id)
    if not page.may_keep:
        raise Http404
    consents = [row.consent for row in page.consents if row.is_in_force]
    form = DiscloseForm(request.POST or None, consents=consents)
    if request.method == "POST" and form.is_valid():
        try:
            with suppress(PressedTwiceError), once(request):
                disclose(person=page.person, wish=form.wish(), staff=staff_of(request), now=clock.now())
                messages.success(request, _("Disclosure recorded. Its document stands below, with notice and consent."))
        except NotCoveredError as error:
            form.add_error(None, error.reason)
        if not form.errors:
            return redirect("desk:records", person_id)
    facts = {"form": form, "page": page, "consents": consents, "key": _key(request)}
    return render(request, "desk/records/disclose.html", facts, status=422 if form.errors else 200)


def show_document(request: HttpRequest, disclosure_id: UUID) -> HttpResponse:
    """The document of a disclosure, to be printed or sent by the clinic's own means."""
    staff, now = staff_of(request), clock.now()
    try:
        disclosure = disclosure_for(disclosure_id=disclosure_id, staff=staff)
    except Disclosure.DoesNotExist:
        raise Http404 from None
    about = [disclosure.person_id]
    note_read(staff=staff, object_type="disclosure", object_id=disclosure.id, clinic_id=disclosure.clinic_id, now=now, about=about)
    answer = HttpResponse(disclosure.document, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="document.txt"'
    return answer


def _key(request: HttpRequest) -> str:
    """The mark of one showing of a form, so that a second press of it adds nothing to the account."""
    return request.POST.get("key", "") or new_id().hex


def _visible(request: HttpRequest, person_id: UUID) -> Person:
    try:
        return visible_person(staff=staff_of(request), person_id=person_id)
    except Person.DoesNotExist:
        raise Http404 from None


def kept(request: HttpRequest, person_id: UUID) -> Person:
    """Somebody whose file this supervisor keeps; raises Http404."""
    try:
        return kept_person(staff=staff_of(request), person_id=person_id)
    except Person.DoesNotExist:
        raise Http404 from None
