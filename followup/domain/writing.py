"""Writing: the one place that puts a message into the outbox, frozen as composed, once per dedupe key."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from clinics.domain.switching import is_practice_mode
from clinics.models import Clinic, Staff
from core.doorbell import ring
from core.hashing import keyed_hash, new_token, token_hash
from core.ids import new_id
from core.rows import new_row
from core.sql import whole
from core.writing import write_rows
from followup.domain.consequences import ask_for_value
from followup.domain.letters import message_id_for
from followup.domain.rendering import Rendered, one_line
from followup.models import Message, TemplateVersion, UnsubscribeLink
from followup.states import MessageClass, MessageState, WhyNot
from intake.models import ContactPoint, Lead, Task

LINK_PURPOSE = "unsubscribe"


@dataclass(frozen=True)
class ToPerson:
    """Where a message to somebody goes. `stop_token` is the token of the link at its foot."""

    lead: Lead
    point: ContactPoint
    purpose: str
    language: str
    stop_token: str


@dataclass(frozen=True)
class Timing:
    """When a message was written, after when it is too late, and when it may go if that is later; in UTC."""

    now: datetime
    lives: timedelta
    not_before: datetime | None = None


def new_stop_token() -> str:
    """A token for the link at the foot of a message that is about to be written."""
    return new_token()


@whole
def write_to_person(
    *,
    to: ToPerson,
    rendered: Rendered,
    message_class: MessageClass,
    dedupe_key: str,
    timing: Timing,
    template_version: TemplateVersion | None = None,
    written_by: Staff | None = None,
    held_for: WhyNot = WhyNot.NONE,
) -> Message:
    """Put a message to a person into the outbox with its unsubscribe link, or give the one that is there.

    `held_for` keeps it back for a reason of its sender's, unless there is a stronger one.
    """
    clinic = to.lead.clinic
    message = _new(clinic, rendered, message_class, dedupe_key, timing)
    message.purpose = to.purpose
    message.lead, message.person_id, message.contact_point = to.lead, to.point.person_id, to.point
    message.language = to.language
    message.to_address, message.to_hash = to.point.value, to.point.value_hash
    message.unsubscribe_token = to.stop_token
    message.template_version, message.written_by = template_version, written_by
    if held_for and message.state == MessageState.PENDING:
        message.state, message.why_not = MessageState.HELD, held_for
    kept = _keep(message)
    if kept is message:
        _write_link(clinic, to, timing.now)
        if message.missing:
            ask_for_value(message=message, now=timing.now)
    return kept


def write_to_staff(*, task: Task, staff: Staff, rendered: Rendered, dedupe_key: str, language: str, timing: Timing) -> Message:
    """Put an alert to a member of staff into the outbox, or give the one that is there."""
    message = _new(task.clinic, rendered, MessageClass.STAFF_ALERT, dedupe_key, timing)
    message.staff, message.task, message.language = staff, task, language
    message.to_address = staff.email
    message.to_hash = keyed_hash(clinic_id=None, kind="staff.email", value=staff.email.casefold())
    return _keep(message)


def write_account_mail(*, clinic: Clinic, staff: Staff, rendered: Rendered, dedupe_key: str, timing: Timing) -> Message:
    """Put a mail about somebody's own account into the outbox. It goes out in practice mode too: it concerns no patient."""
    message = _new(clinic, rendered, MessageClass.STAFF_ALERT, dedupe_key, timing)
    message.state, message.why_not = MessageState.PENDING, WhyNot.NONE
    message.staff, message.language = staff, staff.interface_language
    message.to_address = staff.email
    message.to_hash = keyed_hash(clinic_id=None, kind="staff.email", value=staff.email.casefold())
    return _keep(message)


def write_test(*, clinic: Clinic, staff: Staff, rendered: Rendered, dedupe_key: str, language: str, timing: Timing) -> Message:
    """Put a test of a text to a member of staff into the outbox, or give the one that is there. It belongs to no task."""
    message = _new(clinic, rendered, MessageClass.STAFF_ALERT, dedupe_key, timing)
    message.staff, message.language = staff, language
    message.to_address = staff.email
    message.to_hash = keyed_hash(clinic_id=None, kind="staff.email", value=staff.email.casefold())
    return _keep(message)


def _new(clinic: Clinic, rendered: Rendered, message_class: MessageClass, dedupe_key: str, timing: Timing) -> Message:
    held = _why_held(rendered)
    message_id = new_id()
    return Message(
        id=message_id,
        clinic=clinic,
        message_class=message_class,
        dedupe_key=dedupe_key,
        from_name=one_line(clinic.discreet_name),
        subject=rendered.subject,
        body=rendered.body,
        missing=rendered.missing[:40],
        message_id=message_id_for(message_id),
        state=MessageState.HELD if held else MessageState.PENDING,
        why_not=held,
        due_at=timing.not_before or timing.now,
        expires_at=timing.now + timing.lives,
        created_at=timing.now,
    )


def _why_held(rendered: Rendered) -> WhyNot:
    if rendered.missing:
        return WhyNot.VALUE_MISSING
    return WhyNot.PRACTICE_MODE if is_practice_mode() else WhyNot.NONE


def _keep(message: Message) -> Message:
    """Write the row, or find the one that another process wrote under the same key."""
    try:
        with transaction.atomic():
            write_rows([message])
    except IntegrityError:
        return Message.objects.get(dedupe_key=message.dedupe_key)
    ring("followup.dispatch")
    return message


def _write_link(clinic: Clinic, to: ToPerson, now: datetime) -> None:
    link = new_row(
        UnsubscribeLink,
        clinic=clinic,
        token_hash=token_hash(purpose=LINK_PURPOSE, token=to.stop_token),
        person_id=to.point.person_id,
        contact_point=to.point,
        purpose=to.purpose,
        language=to.language,
        created_at=now,
    )
    write_rows([link])
