"""Writing an e-mail to a person: preview, send, and the stop when something happened meanwhile."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core import clock
from desk.edges import staff_of, to_lead
from desk.forms.lead import EmailForm
from desk.pages.after import finding_sentence
from desk.pages.lead import addresses_of
from desk.pages.timeline import event_entries
from desk.views.lead import show_again
from followup.domain.composing import EmptyBodyError, NotDiscreetError, NotSafeError, StoppedSendError, write_staff_email
from followup.models import Message
from followup.states import MessageState
from intake.domain.lead_file import LeadFile, lead_page
from intake.domain.staff_drafts import drop_draft
from intake.models import ContactPoint, Lead


def write_email(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Preview or send. Whatever stops it, the words stay on the page."""
    file = _file(request, lead_id)
    form = EmailForm(request.POST, addresses=addresses_of(file), auto_id="email_%s")
    if not form.is_valid():
        return show_again(request, lead_id, "email", form)
    if request.POST.get("do") != "send":
        return show_again(request, lead_id, "email", form, is_preview=True)
    try:
        message = _send(request, lead_id, form)
    except StoppedSendError as error:
        return _stopped(request, file, form, error)
    except NotSafeError as error:
        form.add_error(None, _("Not sent: %(reason)s") % {"reason": error.reason})
    except NotDiscreetError as error:
        form.add_error("subject", [finding_sentence(finding) for finding in error.findings])
    except EmptyBodyError:
        form.add_error("body", _("Write the message."))
    else:
        return _sent(request, lead_id, message)
    return show_again(request, lead_id, "email", form)


def _file(request: HttpRequest, lead_id: UUID) -> LeadFile:
    try:
        return lead_page(staff=staff_of(request), lead_id=lead_id, now=clock.now())
    except Lead.DoesNotExist:
        raise Http404 from None


def _send(request: HttpRequest, lead_id: UUID, form: EmailForm) -> Message:
    said = form.cleaned_data
    try:
        return write_staff_email(
            lead_id=lead_id,
            contact_point_id=said["to"],
            subject=said["subject"],
            body=said["body"],
            staff=staff_of(request),
            seen_version=said["seen_version"],
            idempotency_key=said["key"],
            now=clock.now(),
        )
    except (Lead.DoesNotExist, ContactPoint.DoesNotExist):
        raise Http404 from None


def _stopped(request: HttpRequest, file: LeadFile, form: EmailForm, error: StoppedSendError) -> HttpResponse:
    """Show what happened; sending again after reading it goes through."""
    form.data = {**dict(form.data.items()), "seen_version": str(file.lead.version)}
    news = event_entries(error.events_since, file, now=clock.now())
    return show_again(request, file.lead.id, "email", form, stopped_by=news)


def _sent(request: HttpRequest, lead_id: UUID, message: Message) -> HttpResponse:
    drop_draft(staff=staff_of(request), key=f"email:{lead_id}")
    if message.state == MessageState.HELD:
        messages.info(request, _("Practice mode: the e-mail is written and held. Nothing leaves this system."))
    else:
        messages.success(request, _("The e-mail is on its way."))
    return to_lead(lead_id)
