"""Medicine: a course's page and what clinicians write down on it. Nothing here advises; a prescriber decides."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.standing import OutdatedError
from desk.edges import note_read, staff_of
from desk.forms.medicine import ContactForm, CourseForm, DeclineForm, DoseForm, EndCourseForm, LabForm, MedicationRulesForm
from desk.forms.standing import FormOver
from desk.views.settings_base import open_page
from followup.domain.medication import dosing
from followup.domain.medication.agreeing import agree_to_reminders
from followup.domain.medication.labs import record_lab, waive_lab
from followup.domain.medication.queries import CourseFile, course_file, course_of_lead
from followup.domain.medication.rules import BadRulesError, change_rules, rules_of
from followup.domain.medication.tolerance import close_by_contact
from followup.models import Course
from followup.states.medicine import CourseEnd, CourseState
from intake.domain.lead_file import visible_lead
from intake.models import Lead

_NOT_READY = {
    "opioid_free": gettext_lazy("A first dose, or one after a gap, needs the opioid-free check. Tick it when it was done."),
    "future": gettext_lazy("That day has not come yet."),
    "before_last": gettext_lazy("A dose was given after that day already."),
    "ended": gettext_lazy("No dose is planned: this course has ended."),
}


def plan(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Plan a course; a person who has one is shown theirs."""
    staff, now = staff_of(request), clock.now()
    lead = _lead(request, lead_id)
    standing = course_of_lead(staff=staff, lead_id=lead_id)
    if standing is not None and standing.state != CourseState.ENDED:
        return redirect("desk:course", standing.id)
    form = CourseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            course = dosing.plan_course(lead_id=lead_id, new=form.new_course(), staff=staff, now=now)
        except dosing.CourseRunsError as running:
            return redirect("desk:course", running.course.id)
        agree_to_reminders(course=course, answer=form.cleaned_data["reminders"], staff=staff, now=now)
        messages.success(request, _("The course is planned."))
        return redirect("desk:course", course.id)
    return render(request, "desk/medicine/plan.html", {"form": form, "lead": lead}, status=422 if form.errors else 200)


def show(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """One course."""
    return _page(request, course_id)


def give(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """A dose was given."""
    form = DoseForm(request.POST, prefix="dose")
    if not form.is_valid():
        return _page(request, course_id, dose=form)
    try:
        _do(lambda: dosing.record_dose(course_id=course_id, given=form.given(), staff=staff_of(request), now=clock.now()))
    except dosing.NotReadyError as refused:
        form.add_error("opioid_free_checked" if refused.why == "opioid_free" else "given_on", str(_NOT_READY[refused.why]))
        return _page(request, course_id, dose=form)
    return _saved(request, course_id, _("The dose is recorded. What waited for it is done."))


def decline(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """A dose was declined."""
    form = DeclineForm(request.POST, prefix="decline")
    if not form.is_valid():
        return _page(request, course_id, decline=form)
    _do(lambda: dosing.decline_dose(course_id=course_id, note=form.cleaned_data["note"], staff=staff_of(request), now=clock.now()))
    return _saved(request, course_id, _("Written down. Somebody talks with them about lower tolerance now."))


def talked(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Somebody spoke with the person about lower tolerance."""
    form = ContactForm(request.POST, prefix="contact")
    if not form.is_valid():
        return _page(request, course_id, contact=form)
    _do(lambda: close_by_contact(course_id=course_id, note=form.cleaned_data["note"], staff=staff_of(request), now=clock.now()))
    return _saved(request, course_id, _("Written down. The time of low tolerance is closed."))


def lab(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """The test that is due was done, or is not needed."""
    form = LabForm(request.POST, prefix="lab")
    if not form.is_valid():
        return _page(request, course_id, lab=form)
    staff, now = staff_of(request), clock.now()
    done_on, reason = form.cleaned_data["done_on"], form.cleaned_data["reason"]
    if done_on:
        _do(lambda: record_lab(course_id=course_id, done_on=done_on, staff=staff, now=now))
    else:
        _do(lambda: waive_lab(course_id=course_id, reason=reason, staff=staff, now=now))
    return _saved(request, course_id, _("Saved. The next test is planned."))


def end(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """A course ends."""
    form = EndCourseForm(request.POST, prefix="end")
    if not form.is_valid():
        return _page(request, course_id, end=form)
    reason, note = CourseEnd(form.cleaned_data["reason"]), form.cleaned_data["note"]
    _do(lambda: dosing.end_course(course_id=course_id, reason=reason, note=note, staff=staff_of(request), now=clock.now()))
    return _saved(request, course_id, _("The course has ended."))


def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The clinic's numbers."""
    page = open_page(request, slug, "settings-medication")
    over = FormOver(lambda: MedicationRulesForm(page.posted, rules=rules_of(page.clinic.id)))
    form = over.form
    if page.is_post and form.is_valid():
        now = clock.now()
        try:
            change_rules(clinic_id=page.clinic.id, values=form.cleaned_data, staff=page.staff, now=now, still_stands=over.still_stands)
        except OutdatedError:
            form = over.outdated()
        except BadRulesError as wrong:
            for name in wrong.names:
                form.add_error(name, _("This does not fit. An urgent call comes before the review, and reminders within 21 days."))
        else:
            messages.success(request, _("Saved. Doses that are planned keep their day."))
            return redirect("desk:settings-medication", slug)
    return page.show("medication.html", form=form)


def _lead(request: HttpRequest, lead_id: UUID) -> Lead:
    try:
        lead = visible_lead(staff=staff_of(request), lead_id=lead_id)
    except Lead.DoesNotExist:
        raise Http404 from None
    if lead.clinic_id not in staff_of(request).clinics_with_role("clinician"):
        raise Http404
    return lead


def _page(request: HttpRequest, course_id: UUID, **sent_back: Form) -> HttpResponse:
    staff, now = staff_of(request), clock.now()
    try:
        file = course_file(staff=staff, course_id=course_id, now=now)
    except Course.DoesNotExist:
        raise Http404 from None
    note_read(staff=staff, object_type="course", object_id=file.course.lead_id, clinic_id=file.course.clinic_id, now=now)
    context = {"file": file, "forms": _forms(file) | sent_back, "sent_back": list(sent_back)}
    return render(request, "desk/medicine/course.html", context, status=422 if sent_back else 200)


def _forms(file: CourseFile) -> dict[str, Form]:
    today = {"given_on": file.today, "done_on": file.today}
    return {
        "dose": DoseForm(prefix="dose", initial=today),
        "decline": DeclineForm(prefix="decline"),
        "contact": ContactForm(prefix="contact"),
        "lab": LabForm(prefix="lab", initial=today),
        "end": EndCourseForm(prefix="end"),
    }


def _do(act: Callable[[], object]) -> None:
    try:
        act()
    except Course.DoesNotExist:
        raise Http404 from None


def _saved(request: HttpRequest, course_id: UUID, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("desk:course", course_id)
