"""Mail about a dose: a reminder on its day, and one kind note after a missed one. Neutral words, and never late."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from followup.domain.clinic_values import clinic_values
from followup.domain.composing import phone_shown
from followup.domain.letters import stop_url
from followup.domain.medication.texts import MISSED, REMINDER
from followup.domain.outbox import move
from followup.domain.reaching import email_place
from followup.domain.rendering import render
from followup.domain.texts import newest_published
from followup.domain.writing import Timing, ToPerson, new_stop_token, write_to_person
from followup.models import Course, CourseMark, Dose, Message
from followup.states import MessageClass, MessageState, WhyNot
from intake.states import Purpose

# The clinic's hours in which such mail may arrive.
_FROM, _UNTIL = time(9), time(19)
_DAY_WORDS = {"en": "EEEE, MMMM d", "es": "EEEE d 'de' MMMM"}
_WAITING = (MessageState.HELD, MessageState.PENDING, MessageState.CLAIMED)


def is_mail_time(course: Course, now: datetime) -> bool:
    """Whether mail may arrive at this hour of the clinic's day."""
    return _FROM <= now.astimezone(ZoneInfo(course.clinic.time_zone)).time() < _UNTIL


def next_mail_time(course: Course, now: datetime) -> datetime:
    """The first moment after `now` at which the hours for mail begin on the clinic's clock."""
    here = now.astimezone(ZoneInfo(course.clinic.time_zone))
    today = datetime.combine(here.date(), _FROM, tzinfo=here.tzinfo)
    return today if today > now else today + timedelta(days=1)


def write_reminder(*, course: Course, dose: Dose, code: str, now: datetime) -> tuple[Message | None, str]:
    """Put the reminder into the outbox, or give the reason why there is none. Once for a dose and code."""
    return _write(course, dose, text=REMINDER, key=f"dose:{dose.id}:{code}", now=now)


def write_missed_note(*, course: Course, dose: Dose, now: datetime) -> tuple[Message | None, str]:
    """The kind note on the day after."""
    return _write(course, dose, text=MISSED, key=f"dose:{dose.id}:late", now=now)


def withdraw_reminders(*, course: Course) -> int:
    """Take back what waits in the outbox about a dose, those that were missed included; how many."""
    marks = CourseMark.objects.filter(dose__course=course, message__state__in=_WAITING)
    ids = list(marks.values_list("message_id", flat=True))
    if not ids:
        return 0
    waiting = Message.objects.filter(id__in=ids)
    return sum(move(waiting, of=state, to=MessageState.SKIPPED, why_not=WhyNot.SUPERSEDED) for state in _WAITING)


def _write(course: Course, dose: Dose, *, text: str, key: str, now: datetime) -> tuple[Message | None, str]:
    standing = Message.objects.filter(dedupe_key=key).first()
    if standing is not None:
        return standing, ""
    place = email_place(person=course.person, purpose=Purpose.MEDICATION, lead=course.lead)
    if place.point is None:
        return None, place.why_not
    language = course.lead.language
    version = newest_published(clinic_id=course.clinic_id, code=text, language=language, is_private=place.is_private)
    if version is None:
        return None, WhyNot.NO_TEMPLATE.value
    token = new_stop_token()
    values = {
        "discreet_name": course.clinic.discreet_name,
        "phone": phone_shown(course.lead),
        "day": format_date(dose.due_on, _DAY_WORDS.get(language, _DAY_WORDS["en"]), locale=language),
        "stop_link": stop_url(slug=course.clinic.slug, token=token, language=language),
    }
    words = render(version, values | clinic_values(clinic=course.clinic, language=language, text=version.body))
    message = write_to_person(
        to=ToPerson(course.lead, place.point, Purpose.MEDICATION, language, token),
        rendered=words,
        message_class=MessageClass.CRITICAL,
        dedupe_key=key,
        timing=Timing(now, _left_of_day(course, now)),
        template_version=version,
    )
    return message, ""


def _left_of_day(course: Course, now: datetime) -> timedelta:
    """A reminder lives until the evening of the day it was written on."""
    zone = ZoneInfo(course.clinic.time_zone)
    evening = datetime.combine(now.astimezone(zone).date(), _UNTIL, tzinfo=zone)
    return max(evening - now, timedelta(minutes=10))
