"""Aftercare: who needs what today, one person's page, and what staff do there."""

from collections.abc import Callable
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinics.models import Staff
from core import clock
from desk.edges import note_list, note_read, staff_of
from desk.forms.aftercare import ContactForm, CounselorForm, EndForm, EnterForm, PauseForm, RhythmForm
from desk.pages.aftercare import PersonPage, aftercare_page, person_page
from followup.domain.aftercare import changing
from followup.domain.aftercare.answering_check_ins import answer_by_phone, open_check_in, questions_of
from followup.domain.aftercare.contacting import NotSafeToCallError, log_contact
from followup.domain.aftercare.entering import AlreadyInError, enter_aftercare
from followup.domain.aftercare.queries import aftercare_of_lead
from followup.forms import CheckInForm
from followup.models import Aftercare, CheckIn
from intake.domain.lead_file import colleagues_of, visible_lead
from intake.models import Lead


def show_aftercare(request: HttpRequest) -> HttpResponse:
    """Everybody by need."""
    staff, now = staff_of(request), clock.now()
    page = aftercare_page(staff=staff, now=now)
    note_list(staff=staff, action="aftercare.listed", shown=page.shown, now=now)
    return render(request, "desk/aftercare/aftercare.html", {"page": page})


def show_person(request: HttpRequest, aftercare_id: UUID) -> HttpResponse:
    """One person's page; one of another clinic and one that does not exist look the same."""
    return render(request, "desk/aftercare/person.html", {"page": read_person(request, aftercare_id)})


def read_person(request: HttpRequest, aftercare_id: UUID, sent_back: dict[str, Form] | None = None) -> PersonPage:
    """Read a person's aftercare for a page, with the audit row of it; raises Http404."""
    staff, now = staff_of(request), clock.now()
    try:
        page = person_page(staff=staff, aftercare_id=aftercare_id, now=now, sent_back=sent_back)
    except Aftercare.DoesNotExist:
        raise Http404 from None
    aftercare = page.file.aftercare
    # By the inquiry's id, which is what "Who saw this person" looks for.
    note_read(staff=staff, object_type="aftercare", object_id=aftercare.lead_id, clinic_id=aftercare.clinic_id, now=now)
    return page


def _again(request: HttpRequest, aftercare_id: UUID, name: str, form: Form) -> HttpResponse:
    """The page with the form that could not be taken, everything typed still in it."""
    page = read_person(request, aftercare_id, sent_back={name: form})
    return render(request, "desk/aftercare/person.html", {"page": page, "open_part": name}, status=422)


def _act(request: HttpRequest, aftercare_id: UUID, do: Callable[[], object], sentence: str) -> HttpResponse:
    try:
        do()
    except (Aftercare.DoesNotExist, Staff.DoesNotExist):
        raise Http404 from None
    except changing.EndedError:
        messages.error(request, _("Nothing changed: this has ended meanwhile."))
    else:
        messages.success(request, sentence)
    return redirect("desk:aftercare-person", aftercare_id)


def enter(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """The short screen by which somebody enters; whoever is in already is shown instead."""
    staff, now, lead = staff_of(request), clock.now(), _lead(request, lead_id)
    standing = aftercare_of_lead(staff=staff, lead_id=lead_id)
    if standing is not None:
        return redirect("desk:aftercare-person", standing.id)
    today = now.astimezone(ZoneInfo(lead.clinic.time_zone)).date()
    form = EnterForm(request.POST or None, today=today, initial={"started_on": today, "agrees": ""})
    if request.method == "POST" and form.is_valid():
        try:
            aftercare = enter_aftercare(lead_id=lead_id, entry=form.entry(), staff=staff, now=now)
        except AlreadyInError as known:
            aftercare = known.aftercare
        messages.success(request, _("They are looked after from today."))
        return redirect("desk:aftercare-person", aftercare.id)
    note_read(staff=staff, object_type="lead", object_id=lead_id, clinic_id=lead.clinic_id, now=now)
    return render(request, "desk/aftercare/enter.html", {"form": form, "lead": lead}, status=422 if form.errors else 200)


def _lead(request: HttpRequest, lead_id: UUID) -> Lead:
    try:
        return visible_lead(staff=staff_of(request), lead_id=lead_id)
    except Lead.DoesNotExist:
        raise Http404 from None


def take_check_in(request: HttpRequest, aftercare_id: UUID) -> HttpResponse:
    """The same questions while talking on the phone."""
    page = read_person(request, aftercare_id)
    try:
        check_in = open_check_in(page.file.aftercare)
    except CheckIn.DoesNotExist:
        messages.error(request, _("Nothing is asked at the moment."))
        return redirect("desk:aftercare-person", aftercare_id)
    language = page.file.aftercare.language
    form = CheckInForm(request.POST or None, questions=questions_of(check_in), language=language, with_now=True)
    if request.method == "POST" and form.is_valid():
        answer_by_phone(aftercare_id=aftercare_id, typed=form.typed(), staff=staff_of(request), now=clock.now())
        messages.success(request, _("Check-in saved."))
        return redirect("desk:aftercare-person", aftercare_id)
    context = {"page": page, "form": form, "language": language}
    return render(request, "desk/aftercare/check_in.html", context, status=422 if form.errors else 200)


def write_contact(request: HttpRequest, aftercare_id: UUID) -> HttpResponse:
    """What came of trying to speak with them."""
    form = ContactForm(request.POST, auto_id="contact_%s")
    if not form.is_valid():
        return _again(request, aftercare_id, "contact", form)
    try:
        return _act(
            request,
            aftercare_id,
            lambda: log_contact(aftercare_id=aftercare_id, contact=form.contact(), staff=staff_of(request), now=clock.now()),
            _("Saved."),
        )
    except NotSafeToCallError as error:
        form.add_error(None, _("Not saved: %(reason)s") % {"reason": error.reason})
        return _again(request, aftercare_id, "contact", form)


def change_rhythm(request: HttpRequest, aftercare_id: UUID) -> HttpResponse:
    """How often, and how, somebody is asked."""
    form = RhythmForm(request.POST, auto_id="rhythm_%s")
    if not form.is_valid():
        return _again(request, aftercare_id, "rhythm", form)
    said, staff = form.cleaned_data, staff_of(request)
    return _act(
        request,
        aftercare_id,
        lambda: changing.change_rhythm(aftercare_id=aftercare_id, staff=staff, now=clock.now(), **said),
        _("Rhythm changed."),
    )


def pause(request: HttpRequest, aftercare_id: UUID) -> HttpResponse:
    """Ask nothing for a while."""
    form = PauseForm(request.POST, auto_id="pause_%s")
    if not form.is_valid():
        return _again(request, aftercare_id, "pause", form)
    return _act(
        request,
        aftercare_id,
        lambda: changing.pause(aftercare_id=aftercare_id, staff=staff_of(request), now=clock.now(), **form.cleaned_data),
        _("Paused."),
    )


def resume(request: HttpRequest, aftercare_id: UUID) -> HttpResponse:
    """Go on from today."""
    staff = staff_of(request)
    return _act(
        request, aftercare_id, lambda: changing.resume(aftercare_id=aftercare_id, staff=staff, now=clock.now()), _("Going on from today.")
    )


def end(request: HttpRequest, aftercare_id: UUID) -> HttpResponse:
    """End with a kind word."""
    form = EndForm(request.POST, auto_id="end_%s")
    if not form.is_valid():
        return _again(request, aftercare_id, "end", form)
    return _act(
        request,
        aftercare_id,
        lambda: changing.end_kindly(aftercare_id=aftercare_id, staff=staff_of(request), now=clock.now(), **form.cleaned_data),
        _("Ended. They can come back at any time."),
    )


def hand_over(request: HttpRequest, aftercare_id: UUID) -> HttpResponse:
    """Give somebody to a counselor."""
    staff, page = staff_of(request), read_person(request, aftercare_id)
    form = CounselorForm(request.POST, colleagues=colleagues_of(staff=staff, clinic_id=page.file.aftercare.clinic_id))
    if not form.is_valid():
        raise Http404
    to = form.cleaned_data["to"]
    return _act(
        request,
        aftercare_id,
        lambda: changing.hand_to(aftercare_id=aftercare_id, to=to, staff=staff, now=clock.now()),
        _("Counselor changed."),
    )
