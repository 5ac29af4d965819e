"""What staff do on a lead's page. Each act is one press, one verb, and back to the page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core import clock
from core.forms import plain_text
from core.standing import OutdatedError
from desk.edges import PressedTwiceError, once, staff_of, to_lead
from desk.forms.attempt import AttemptForm
from desk.forms.lead import MoveForm, RulesForm, TextForm
from desk.forms.standing import FormOver
from desk.forms.task import AssignForm
from desk.pages.after import saved_sentence
from desk.views.lead import show_again
from intake.domain import leading
from intake.domain.calling import NotSafeError, record_attempt
from intake.domain.consenting import LooseningRefusedError, change_safe_contact
from intake.domain.lead_file import colleagues_of, visible_contact_point, visible_lead
from intake.domain.staff_drafts import drop_draft
from intake.models import ContactPoint, Lead, MaybeSame, Task


def record_outcome(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """What came of contacting the person."""
    staff, now, lead = staff_of(request), clock.now(), _lead(request, lead_id)
    zone = ZoneInfo(lead.clinic.time_zone)
    form = AttemptForm(request.POST, zone=zone, now=now)
    if not form.is_valid():
        return show_again(request, lead_id, "attempt", form)
    try:
        task = record_attempt(staff=staff, now=now, **form.attempt())
    except Task.DoesNotExist:
        raise Http404 from None
    except NotSafeError as error:
        form.add_error(None, _("Not saved: %(reason)s") % {"reason": error.reason})
        return show_again(request, lead_id, "attempt", form)
    messages.success(request, saved_sentence(task, zone=zone, now=now))
    return to_lead(lead_id)


def write_note(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Keep a note that only staff see."""
    staff, form = staff_of(request), TextForm(request.POST, label=_("Note"), auto_id="note_%s")
    if not form.is_valid():
        return show_again(request, lead_id, "note", form)
    text = form.cleaned_data["text"]
    answer = _act(request, lead_id, lambda: leading.add_note(lead_id=lead_id, staff=staff, text=text, now=clock.now()), _("Note saved."))
    drop_draft(staff=staff, key=f"note:{lead_id}")
    return answer


def write_reply(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Keep what they said when they answered outside this system."""
    staff, form = staff_of(request), TextForm(request.POST, label=_("What they said"), auto_id="reply_%s")
    if not form.is_valid():
        return show_again(request, lead_id, "reply", form)
    text = form.cleaned_data["text"]
    answer = _act(
        request,
        lead_id,
        lambda: leading.record_reply(lead_id=lead_id, staff=staff, text=text, now=clock.now()),
        _("Reply saved. A task to answer it is open."),
    )
    drop_draft(staff=staff, key=f"reply:{lead_id}")
    return answer


def move(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Another status."""
    staff, lead = staff_of(request), _lead(request, lead_id)
    form = MoveForm(request.POST, status=lead.status, auto_id="move_%s")
    if not form.is_valid():
        return show_again(request, lead_id, "move", form)
    said = form.cleaned_data
    try:
        return _act(
            request,
            lead_id,
            lambda: leading.move_lead(lead_id=lead_id, to=said["to"], staff=staff, reason=said["reason"], now=clock.now()),
            _("Status changed."),
        )
    except leading.ReasonNeededError:
        form.add_error("reason", _("Say why: this status ends the work."))
    except leading.IllegalMoveError:
        form.add_error("to", _("Somebody changed the status meanwhile. Look again, then choose."))
    return show_again(request, lead_id, "move", form)


def change_owner(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Make a colleague the lasting owner, or nobody."""
    staff, lead = staff_of(request), _lead(request, lead_id)
    form = AssignForm(request.POST, colleagues=colleagues_of(staff=staff, clinic_id=lead.clinic_id))
    if not form.is_valid():
        raise Http404
    return _act(
        request,
        lead_id,
        lambda: leading.take_ownership(lead_id=lead_id, staff=staff, to=form.chosen(), now=clock.now()),
        _("Owner changed."),
    )


def switch_messages(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Pause all automatic messages to this person, or let them go on. Pausing may be urgent, so nobody has to say why."""
    staff, now = staff_of(request), clock.now()
    if request.POST.get("do") != "pause":
        return _act(request, lead_id, lambda: leading.resume_messages(lead_id=lead_id, staff=staff, now=now), _("Messages go on from now."))
    reason = plain_text(request.POST.get("reason", "")).strip()[:400]
    verb = lambda: leading.pause_messages(lead_id=lead_id, staff=staff, reason=reason, now=now)  # noqa: E731  one act
    return _act(request, lead_id, verb, _("Messages are paused."))


def change_rules(request: HttpRequest, contact_point_id: UUID) -> HttpResponse:
    """Change how a number or address may be used."""
    staff = staff_of(request)
    point, lead = _point(request, contact_point_id)
    auto_id = f"rules_{point.id}_%s"
    over = FormOver(lambda: RulesForm(request.POST, point=_point(request, contact_point_id)[0], auto_id=auto_id))
    form = over.form
    if form.is_valid() and not form.changes():
        return to_lead(lead.id)
    if form.is_valid():
        common: dict[str, Any] = {"staff": staff, "now": clock.now(), "still_stands": over.still_stands}
        try:
            change_safe_contact(contact_point_id=point.id, changes=form.changes(), spoke_with_person=form.cleaned_data["spoke"], **common)
        except OutdatedError:
            form = over.outdated()
        except LooseningRefusedError:
            form.add_error("spoke", _("Not changed: allowing more needs the person's own word. Tick the box if you spoke with them."))
        else:
            messages.success(request, _("Safe contact changed."))
            return to_lead(lead.id)
    return show_again(request, lead.id, f"rules:{point.id}", form)


def say_different(request: HttpRequest, maybe_same_id: UUID) -> HttpResponse:
    """Two inquiries are from different people."""
    try:
        lead_id = UUID(request.POST.get("lead", ""))
        leading.decide_maybe_same(maybe_same_id=maybe_same_id, staff=staff_of(request), now=clock.now())
    except (MaybeSame.DoesNotExist, ValueError):
        raise Http404 from None
    messages.success(request, _("Noted: different people."))
    return to_lead(lead_id)


def _point(request: HttpRequest, contact_point_id: UUID) -> tuple[ContactPoint, Lead]:
    try:
        return visible_contact_point(staff=staff_of(request), contact_point_id=contact_point_id)
    except Lead.DoesNotExist:
        raise Http404 from None


def _lead(request: HttpRequest, lead_id: UUID) -> Lead:
    try:
        return visible_lead(staff=staff_of(request), lead_id=lead_id)
    except Lead.DoesNotExist:
        raise Http404 from None


def _act(request: HttpRequest, lead_id: UUID, do: Callable[[], object], sentence: str) -> HttpResponse:
    """Do it once, say so, and go back to the page; a second press of the same button changes nothing."""
    try:
        with once(request):
            do()
    except PressedTwiceError:
        return to_lead(lead_id)
    except Lead.DoesNotExist:
        raise Http404 from None
    messages.success(request, sentence)
    return to_lead(lead_id)
