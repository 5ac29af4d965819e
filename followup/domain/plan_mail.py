"""Plan mail: what a step's e-mail says to one person, how far its plan's mode lets it go, and whether it still may go."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time

from clinics.models import Membership
from followup.domain.calendar_links import calendar_token, write_calendar_link
from followup.domain.clinic_values import clinic_values
from followup.domain.composing import phone_shown
from followup.domain.letters import calendar_url, stop_url
from followup.domain.purposes import is_of_other_purpose
from followup.domain.rendering import Rendered, fitting_subject, render
from followup.domain.texts import newest_published
from followup.domain.variables import CALENDAR, places_in
from followup.domain.writing import Timing, ToPerson, new_stop_token, write_to_person
from followup.models import Enrolment, Message, Occurrence, TemplateVersion
from followup.states import MessageClass, PlanMode, StepClass, WhyNot
from intake.domain.safe_contact import ReachableAt
from intake.models import Lead

# What the dedupe key of every plan's message begins with.
PLAN_KEY = "plan:"
_HELD_FOR = {PlanMode.TEST: WhyNot.TEST_MODE, PlanMode.HOLD: WhyNot.FOR_REVIEW, PlanMode.TEAM: WhyNot.TEAM_ONLY}
_CLASSES = {StepClass.ROUTINE: MessageClass.ROUTINE, StepClass.CRITICAL: MessageClass.CRITICAL}


@dataclass(frozen=True)
class PlanMail:
    """A step's e-mail that is about to be written."""

    occurrence: Occurrence
    enrolment: Enrolment
    lead: Lead
    place: ReachableAt


def version_for(mail: PlanMail) -> TemplateVersion | None:
    """The words to send: in the person's language, for a private mailbox where theirs is one; None when there are none."""
    return newest_published(
        clinic_id=mail.lead.clinic_id,
        code=mail.occurrence.step.template_code,
        language=mail.enrolment.language,
        is_private=mail.place.rules.is_private,
    )


def write_plan_mail(*, mail: PlanMail, version: TemplateVersion, now: datetime) -> Message:
    """Put a step's e-mail into the outbox, once, or give the one that is there. Its words stay as they are now."""
    token = new_stop_token()
    message = write_to_person(
        to=ToPerson(mail.lead, mail.place.contact_point, mail.enrolment.plan.purpose, version.language, token),
        rendered=_words(mail, version, token),
        message_class=_CLASSES[StepClass(mail.occurrence.step.step_class)],
        dedupe_key=f"{PLAN_KEY}{mail.occurrence.id}",
        timing=Timing(now, mail.occurrence.expires_at - now),
        template_version=version,
        held_for=_why_held_at_first(mail),
    )
    appointment = mail.occurrence.appointment
    if appointment is not None and message.unsubscribe_token == token and CALENDAR in places_in(version.body):
        write_calendar_link(message=message, point=mail.place.contact_point, appointment=appointment, now=now)
    return message


def _why_held_at_first(mail: PlanMail) -> WhyNot:
    """Why its mode holds it, else because people agree to its text under another purpose: then a person looks first."""
    plan = mail.enrolment.plan
    held = why_held(mode=plan.mode, message_to=mail.place.contact_point.value, clinic_id=mail.lead.clinic_id)
    is_other = not held and is_of_other_purpose(plan=plan, code=mail.occurrence.step.template_code)
    return WhyNot.FOR_REVIEW if is_other else held


def why_held(*, mode: str, message_to: str, clinic_id: UUID) -> WhyNot:
    """Why a plan in this mode keeps a message back; "team only" lets go what is for a member of the clinic's own team."""
    if mode == PlanMode.TEAM and _is_of_team(message_to, clinic_id):
        return WhyNot.NONE
    return _HELD_FOR.get(PlanMode(mode), WhyNot.NONE)


def _is_of_team(address: str, clinic_id: UUID) -> bool:
    return Membership.objects.filter(clinic_id=clinic_id, staff__is_active=True, staff__email__iexact=address).exists()


def _words(mail: PlanMail, version: TemplateVersion, token: str) -> Rendered:
    values = values_for(lead=mail.lead, occurrence=mail.occurrence, language=version.language, token=token)
    words = render(version, values | clinic_values(clinic=mail.lead.clinic, language=version.language, text=version.body))
    return replace(words, subject=fitting_subject(words.subject, language=version.language))


def values_for(*, lead: Lead, occurrence: Occurrence | None, language: str, token: str) -> dict[str, str]:
    """What the places of a plan's text stand for. A value nobody has is left out, and then the message is held.

    `token` is that of the mail's stop link.
    """
    clinic = lead.clinic
    values = {
        "discreet_name": clinic.discreet_name,
        "phone": phone_shown(lead),
        "stop_link": stop_url(slug=clinic.slug, token=token, language=language),
    }
    if lead.owner is not None and lead.owner.is_active:
        values["staff_name"] = lead.owner.name.split(" ")[0]
    appointment = occurrence.appointment if occurrence is not None else None
    if appointment is None:
        return values
    link = calendar_url(token=calendar_token(token), language=language)
    return {**values, CALENDAR: link, **appointment_words(appointment.starts_at, ZoneInfo(appointment.zone), language)}


def appointment_words(at: datetime, zone: ZoneInfo, language: str) -> dict[str, str]:
    """Day and time in the person's language, on the clock where the appointment is."""
    local = at.astimezone(zone)
    pattern = "EEEE d 'de' MMMM, h:mm a" if language == "es" else "EEEE, MMMM d, h:mm a"
    words = {
        "when": format_datetime(local, pattern, locale=language),
        "day": format_date(local.date(), "EEEE", locale=language),
        "time": format_time(local, "h:mm a", locale=language),
    }
    return {name: text.replace("\u202f", " ").replace("\u00a0", " ") for name, text in words.items()}
