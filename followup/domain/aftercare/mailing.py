"""Mailing: what aftercare puts into the outbox. Words are frozen there as composed, once a dedupe key."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from followup.domain.aftercare.linking import write_links
from followup.domain.aftercare.texts import text_version
from followup.domain.clinic_values import clinic_values
from followup.domain.letters import stop_url
from followup.domain.outbox import move
from followup.domain.reaching import Place, email_place
from followup.domain.rendering import render
from followup.domain.writing import Timing, ToPerson, new_stop_token, write_to_person
from followup.models import Aftercare, CheckIn, Message
from followup.states import MessageClass, MessageState, WhyNot
from intake.states import Purpose

# A message waits in the outbox no longer than this.
MESSAGE_LIVES = timedelta(hours=36)


@dataclass(frozen=True)
class Words:
    """Which text goes out, under which key it goes out once."""

    code: str
    dedupe_key: str


def write_check_in_mail(*, check_in: CheckIn, place: Place, words: Words, now: datetime) -> Message:
    """Put a mail with a fresh link into the outbox, once a dedupe key."""
    standing = Message.objects.filter(dedupe_key=words.dedupe_key).first()
    if standing is not None:
        return standing
    if place.point is None:
        raise ValueError("There is no address to write to.")
    aftercare = check_in.aftercare
    token = write_links(check_in=check_in, point=place.point, now=now)
    return write_aftercare_mail(aftercare=aftercare, place=place, words=words, now=now, answer_link=check_in_url(token, aftercare.language))


def write_aftercare_mail(
    *, aftercare: Aftercare, place: Place, words: Words, now: datetime, answer_link: str = "", language: str = ""
) -> Message:
    """Put one of the ready texts into the outbox, with the link to stop at its foot."""
    if place.point is None:
        raise ValueError("There is no address to write to.")
    clinic, stop_token, language = aftercare.clinic, new_stop_token(), language or aftercare.language
    version = text_version(clinic=clinic, code=words.code, language=language, is_private=place.is_private, now=now)
    values = {
        "discreet_name": clinic.discreet_name,
        "answer_link": answer_link,
        "stop_link": stop_url(slug=clinic.slug, token=stop_token, language=language),
    }
    return write_to_person(
        to=ToPerson(aftercare.lead, place.point, Purpose.CHECK_INS, language, stop_token),
        rendered=render(version, values | clinic_values(clinic=clinic, language=language, text=version.body)),
        message_class=MessageClass.ROUTINE,
        dedupe_key=words.dedupe_key,
        timing=Timing(now, MESSAGE_LIVES),
        template_version=version,
    )


def check_in_url(token: str, language: str) -> str:
    """The page of a check-in: neutral, and without a clinic in it. followup.urls has the same address; a test compares them."""
    return f"{settings.LINK_URL}/w/c/{token}/{language}/"


def write_caring_mail(*, aftercare: Aftercare, words: Words, now: datetime) -> Message | None:
    """A kind word with a link that takes an answer for a week; None where e-mail is not safe or not agreed."""
    place = email_place(person=aftercare.person, purpose=Purpose.CHECK_INS, lead=aftercare.lead)
    newest = CheckIn.objects.filter(aftercare=aftercare).exclude(state__in=["planned", "cancelled"]).order_by("-sequence").first()
    if place.point is None or newest is None:
        return None
    return write_check_in_mail(check_in=newest, place=place, words=words, now=now)


def withdraw_mail(*, aftercare: Aftercare) -> int:
    """Take back what waits in the outbox for this person, the kind word at the end aside; how many mails."""
    waiting = Message.objects.filter(lead_id=aftercare.lead_id, purpose=Purpose.CHECK_INS)
    return withdraw(waiting.exclude(dedupe_key=f"goodbye:{aftercare.id}"))


def withdraw_asking(*, check_in: CheckIn) -> int:
    """Take back the question and the reminder of a check-in that was answered; how many waited. A link asked for stays."""
    return withdraw(Message.objects.filter(dedupe_key__in=[f"check_in:{check_in.id}", f"check_in_reminder:{check_in.id}"]))


def withdraw(messages: QuerySet[Message]) -> int:
    """Take back automatic mails that wait in the outbox; how many."""
    states = (MessageState.HELD, MessageState.PENDING, MessageState.CLAIMED)
    ids = list(messages.filter(written_by=None, state__in=states).values_list("id", flat=True))
    if not ids:
        return 0
    waiting = Message.objects.filter(id__in=ids)
    return sum(move(waiting, of=state, to=MessageState.SKIPPED, why_not=WhyNot.SUPERSEDED) for state in states)
