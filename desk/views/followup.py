"""A person's follow-up: what is planned and why not, appointments, and stopping everything in one act."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core import clock
from core.forms import plain_text
from desk.edges import note_read, staff_of
from desk.forms.followup import AppointmentForm, EnrolForm, ReasonForm, StopForm, ZoneForm
from desk.pages.followup import followup_page
from desk.wording import clock_text
from followup.domain import appointments
from followup.domain.calendar_file import calendar_file
from followup.domain.enrolling import (
    EnrolmentOverError,
    PlanNotReadyError,
    change_zone_of_plans,
    enrol_by_hand,
    pause_enrolment,
    resume_enrolment,
)
from followup.domain.lead_followup import LeadFollowUp, appointment_visible_to, check_of_lead, lead_followup
from followup.domain.stepping import NotNowError, StepOverError, send_now, skip_occurrence
from followup.domain.stopping import stop_about_by_hand, stop_everything_by_hand
from followup.models import Appointment, Enrolment
from followup.states import Because, ExitReason, OccurrenceState
from intake.domain.lead_file import visible_lead
from intake.models import Lead


def show(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """The page; with `plan` in the address also what that plan would do for this person."""
    return _page(request, lead_id, plan_id=request.GET.get("plan", ""))


def enrol(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Put the person into a plan by hand."""
    staff = staff_of(request)
    form = EnrolForm(request.POST, plans=_read(request, lead_id).plans)
    if not form.is_valid():
        return _page(request, lead_id, enrol=form)
    plan_id = UUID(form.cleaned_data["plan"])
    return _act(
        request, lead_id, lambda: enrol_by_hand(lead_id=lead_id, plan_id=plan_id, staff=staff, now=clock.now()), _("They are in the plan.")
    )


def pause(request: HttpRequest, lead_id: UUID, enrolment_id: UUID) -> HttpResponse:
    """Let nothing of one plan happen, or go on with it."""
    _check(request, lead_id, enrolment_id=enrolment_id)
    staff = staff_of(request)
    if request.POST.get("do") == "resume":
        resume = lambda: resume_enrolment(enrolment_id=enrolment_id, staff=staff, now=clock.now())  # noqa: E731  one act
        return _act(request, lead_id, resume, _("The plan goes on. What came due meanwhile stays undone."))
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _without_reason(request, lead_id, pause=form)
    reason = form.cleaned_data["reason"]
    now = clock.now()
    verb = lambda: pause_enrolment(enrolment_id=enrolment_id, staff=staff, reason=reason, now=now)  # noqa: E731  one act
    return _act(request, lead_id, verb, lambda paused: _paused_words(paused, now))


def _paused_words(paused: Enrolment, now: datetime) -> str:
    """That it is paused; or since when it was already, with what became of the reason."""
    if paused.paused_at is None or paused.paused_at >= now:
        return _("The plan is paused.")
    since = clock_text(paused.paused_at, zone=ZoneInfo(paused.zone), now=now)
    return _("The plan was paused already (since %(since)s). What you wrote is kept as a note.") % {"since": since}


def zone(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Say where the person lives: their plans keep to the clock there."""
    staff, form = staff_of(request), ZoneForm(request.POST)
    if not form.is_valid():
        return _page(request, lead_id, zone=form)
    name = form.cleaned_data["zone"]
    verb = lambda: change_zone_of_plans(lead_id=lead_id, zone=name, staff=staff, now=clock.now())  # noqa: E731  one act
    return _act(request, lead_id, verb, _("E-mails of plans come at their hours now."))


def skip(request: HttpRequest, lead_id: UUID, occurrence_id: UUID) -> HttpResponse:
    """Leave one step out, with the reason."""
    _check(request, lead_id, occurrence_id=occurrence_id)
    staff, form = staff_of(request), ReasonForm(request.POST)
    if not form.is_valid():
        return _without_reason(request, lead_id, skip=form)
    reason = form.cleaned_data["reason"]
    verb = lambda: skip_occurrence(occurrence_id=occurrence_id, staff=staff, reason=reason, now=clock.now())  # noqa: E731  one act
    return _act(request, lead_id, verb, _("The step is left out."))


def hurry(request: HttpRequest, lead_id: UUID, occurrence_id: UUID) -> HttpResponse:
    """Let one step come now, with the reason; the rules about hours, consent and safety hold."""
    _check(request, lead_id, occurrence_id=occurrence_id)
    staff, form = staff_of(request), ReasonForm(request.POST)
    if not form.is_valid():
        return _without_reason(request, lead_id, hurry=form)
    try:
        step = send_now(occurrence_id=occurrence_id, staff=staff, reason=form.cleaned_data["reason"], now=clock.now())
    except StepOverError:
        messages.error(request, _("Nothing changed: this step was settled meanwhile."))
    except NotNowError as error:
        why = {"why": Because(error.because).label}
        messages.warning(request, _("Not done now: %(why)s. It stays planned for its time.") % why)
    except ObjectDoesNotExist:
        raise Http404 from None
    else:
        if step.state == OccurrenceState.DONE:
            messages.success(request, _("Done. See below whether it is held or on its way."))
        else:
            messages.warning(
                request, _("Not done now: %(why)s.") % {"why": step.get_reason_display() or _("it waits for an hour that is allowed")}
            )
    return redirect("desk:followup", lead_id)


def book(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Agree on a time."""
    staff, form = staff_of(request), AppointmentForm(request.POST)
    if not form.is_valid():
        return _page(request, lead_id, book=form)
    key = plain_text(request.POST.get("key", ""))[:60] or str(lead_id)
    try:
        verb = lambda: appointments.book_appointment(lead_id=lead_id, wish=form.wish(), staff=staff, idempotency_key=key, now=clock.now())  # noqa: E731
        return _act(request, lead_id, verb, _("The appointment is booked."))
    except (appointments.InThePastError, appointments.TooFarError) as error:
        form.add_error("starts", _not_then(error))
        return _page(request, lead_id, book=form)


def move(request: HttpRequest, lead_id: UUID, appointment_id: UUID) -> HttpResponse:
    """Agree on another time."""
    _check(request, lead_id, appointment_id=appointment_id)
    staff, form = staff_of(request), AppointmentForm(request.POST, prefix="move")
    if not form.is_valid():
        return _page(request, lead_id, move=form)
    try:
        verb = lambda: appointments.move_appointment(appointment_id=appointment_id, wish=form.wish(), staff=staff, now=clock.now())  # noqa: E731
        return _act(request, lead_id, verb, _("The appointment is moved. What hung on the old time is cancelled."))
    except (appointments.InThePastError, appointments.TooFarError) as error:
        form.add_error("starts", _not_then(error))
        return _page(request, lead_id, move=form)


def finish(request: HttpRequest, lead_id: UUID, appointment_id: UUID) -> HttpResponse:
    """They came, did not come, or it will not take place."""
    _check(request, lead_id, appointment_id=appointment_id)
    verbs = {
        "kept": appointments.keep_appointment,
        "missed": appointments.miss_appointment,
        "cancelled": appointments.cancel_appointment,
    }
    verb, staff = verbs.get(request.POST.get("outcome", "")), staff_of(request)
    if verb is None:
        return redirect("desk:followup", lead_id)
    return _act(request, lead_id, lambda: verb(appointment_id=appointment_id, staff=staff, now=clock.now()), _("Written down."))


def calendar(request: HttpRequest, lead_id: UUID, appointment_id: UUID) -> HttpResponse:
    """The appointment for somebody's calendar, with a title that tells nobody anything."""
    try:
        appointment = appointment_visible_to(staff_of(request), appointment_id)
    except Appointment.DoesNotExist:
        raise Http404 from None
    if appointment.lead_id != lead_id:
        raise Http404
    _note(request, appointment.lead)
    text = calendar_file(appointment, language=appointment.lead.language, now=clock.now())
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return answer


def stop(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Stop everything for who reached out, or for who needs care: ask, then do."""
    lead = _lead(request, lead_id)
    form = StopForm(request.POST or None, lead=lead)
    if request.method == "POST" and form.is_valid():
        _stop(request, lead, form)
        messages.success(request, _("Everything is stopped. Nothing planned happens and nothing that waited goes out."))
        return redirect("desk:followup", lead_id)
    _note(request, lead)
    return render(request, "desk/followup/stop.html", {"form": form, "lead": lead}, status=422 if form.errors else 200)


def _stop(request: HttpRequest, lead: Lead, form: StopForm) -> None:
    reason, staff, now = ExitReason(form.cleaned_data["reason"]), staff_of(request), clock.now()
    person_id = lead.care_person_id if form.is_about_other else lead.contact_person_id
    try:
        if person_id is None:
            stop_about_by_hand(lead_id=lead.id, reason=reason, staff=staff, now=now)
        else:
            stop_everything_by_hand(person_id=person_id, reason=reason, staff=staff, now=now)
    except ObjectDoesNotExist:
        raise Http404 from None


def _not_then(error: Exception) -> str:
    """Why no appointment can be at that time."""
    return _("That time has passed.") if isinstance(error, appointments.InThePastError) else _("That is years away. Check the date.")


def _without_reason(request: HttpRequest, lead_id: UUID, **form: ReasonForm) -> HttpResponse:
    messages.error(request, _("Nothing changed: say why. It is kept as a note."))
    return _page(request, lead_id, "", **form)


def _check(request: HttpRequest, lead_id: UUID, **named: UUID) -> None:
    """404 for a lead out of sight, and for a row that is not the lead's own: an address names both."""
    try:
        check_of_lead(staff=staff_of(request), lead_id=lead_id, **named)
    except ObjectDoesNotExist:
        raise Http404 from None


def _lead(request: HttpRequest, lead_id: UUID) -> Lead:
    try:
        return visible_lead(staff=staff_of(request), lead_id=lead_id)
    except Lead.DoesNotExist:
        raise Http404 from None


def _read(request: HttpRequest, lead_id: UUID) -> LeadFollowUp:
    try:
        return lead_followup(staff=staff_of(request), lead_id=lead_id)
    except Lead.DoesNotExist:
        raise Http404 from None


def _page(request: HttpRequest, lead_id: UUID, plan_id: str = "", **sent_back: Form) -> HttpResponse:
    staff, now = staff_of(request), clock.now()
    try:
        page = followup_page(staff=staff, lead_id=lead_id, now=now, sent_back=sent_back, plan_id=plan_id)
    except Lead.DoesNotExist:
        raise Http404 from None
    _note(request, page.file.lead)
    return render(request, "desk/followup/followup.html", {"page": page, "sent_back": list(sent_back)}, status=422 if sent_back else 200)


def _note(request: HttpRequest, lead: Lead) -> None:
    note_read(staff=staff_of(request), object_type="followup", object_id=lead.id, clinic_id=lead.clinic_id, now=clock.now())


def _act(request: HttpRequest, lead_id: UUID, do: Callable[[], Any], sentence: str | Callable[[Any], str]) -> HttpResponse:
    """Do it and say so: in this sentence, or in what it makes of what came of it."""
    try:
        done = do()
    except ObjectDoesNotExist:
        raise Http404 from None
    except PlanNotReadyError:
        messages.error(request, _("Nothing changed: the plan was turned off meanwhile."))
    except (StepOverError, EnrolmentOverError, appointments.AppointmentOverError):
        messages.error(request, _("Nothing changed: this was settled meanwhile."))
    else:
        messages.success(request, sentence if isinstance(sentence, str) else sentence(done))
    return redirect("desk:followup", lead_id)
