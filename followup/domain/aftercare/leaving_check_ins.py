"""Leaving: what a person may do by the links in their mail besides answering. Each link does its own thing only.

Stopping is never argued with; a person then looks whether there is another way to keep in touch. Words of a stranger can
only tighten how somebody is reached; the address a link was sent to may loosen itself.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Subquery

from core.audit import PERSON, SYSTEM
from core.due_rows import due_ids
from core.sql import whole
from followup.domain.aftercare.changing import pause_for
from followup.domain.aftercare.flagging import ASKED_FOR_LINK, raise_flag
from followup.domain.aftercare.issuing import send_check_in
from followup.domain.aftercare.linking import link_of, open_link
from followup.domain.aftercare.mailing import Words, write_check_in_mail
from followup.domain.aftercare.ready_words import FRESH_LINK
from followup.domain.aftercare.rules import RULES_VERSION
from followup.domain.aftercare.scoring import Found
from followup.domain.aftercare.tolerance import is_grave_time
from followup.domain.attempting import attempt_each
from followup.domain.keeping_hours import FRESH_LINK_KEY
from followup.domain.reaching import email_place
from followup.domain.suppressing import suppress
from followup.models import Aftercare, CheckIn, CheckInLink
from followup.states import AftercareState, AskedBy, CheckInPage, CheckInState, FlagKind
from intake.domain.consenting import Evidence, record_contact_consent
from intake.domain.recording import write_event
from intake.domain.tightening import change_by_own_link
from intake.models import ContactConsent
from intake.states import Purpose, Severity

STOPPED_BY_PERSON = "stopped_by_person"
_WORDING = "unsubscribe-1"
# A fresh link: one an hour, a few for one check-in. Whoever finds a link can't fill a mailbox with it.
_FRESH_EVERY = timedelta(hours=1)
_MOST_FRESH = 5


@whole
def stop_check_ins(*, token: str, now: datetime) -> bool:
    """Stop check-in mail to the link's address; whether the link is one of ours and open. Twice is once."""
    link = open_link(token=token, page=CheckInPage.STOP, now=now)
    if link is None:
        return False
    aftercare = _locked(link)
    suppress(point=link.contact_point, purpose=Purpose.CHECK_INS, reason="unsubscribed", now=now)
    if _has_agreed(aftercare):
        record_contact_consent(
            person=aftercare.person,
            contact_point=link.contact_point,
            purpose=Purpose.CHECK_INS,
            channel="email",
            granted=False,
            wording=_WORDING,
            language=aftercare.language,
            evidence=Evidence(kind="link", id=link.id),
            now=now,
        )
        write_event(lead=aftercare.lead, kind="messages.stopped", actor=PERSON, now=now, facts={"purpose": Purpose.CHECK_INS})
    _stop(aftercare, now)
    return True


def pause_who_left(*, now: datetime) -> int:
    """Pause everybody who left check-ins by the link at a mail's foot or with staff; how many. The sweep calls it."""
    asked = Aftercare.objects.filter(state=AftercareState.ACTIVE, asked_by=AskedBy.EMAIL)
    answers = ContactConsent.objects.filter(purpose=Purpose.CHECK_INS, channel="email")
    newest = answers.filter(person=OuterRef("person")).order_by("-at", "-id").values("granted")[:1]
    # Whoever never said no is not asked about: few rows, by an index of their own.
    said_no = asked.filter(person__in=answers.filter(granted=False).values("person_id"))
    left = said_no.annotate(newest=Subquery(newest)).filter(newest=False)
    return attempt_each(due_ids(left, by="entered_at"), lambda found: _pause_if_left(found, now))


@whole
def _pause_if_left(aftercare_id: UUID, now: datetime) -> bool:
    rows = Aftercare.objects.select_for_update(of=("self",)).select_related("clinic", "lead__clinic", "person")
    aftercare = rows.get(id=aftercare_id)
    if aftercare.state != AftercareState.ACTIVE or _has_agreed(aftercare):
        return False
    _stop(aftercare, now)
    return True


def _stop(aftercare: Aftercare, now: datetime) -> None:
    """No more mail of this kind; somebody agrees another channel, sooner while a pause could be dangerous."""
    was_active = aftercare.state == AftercareState.ACTIVE
    pause_for(aftercare=aftercare, reason=STOPPED_BY_PERSON, until=None, actor=PERSON, now=now)
    if not was_active:
        return
    is_grave = is_grave_time(person_id=aftercare.person_id, now=now)
    found = Found(FlagKind.STOPPED, Severity.SOON if is_grave else Severity.ROUTINE, "", "left-check-ins", RULES_VERSION)
    raise_flag(aftercare_id=aftercare.id, found=found, dedupe_key=f"stopped:{now.isoformat()}", actor=SYSTEM, now=now)


def _has_agreed(aftercare: Aftercare) -> bool:
    answers = ContactConsent.objects.filter(person_id=aftercare.person_id, purpose=Purpose.CHECK_INS, channel="email")
    return bool(answers.order_by("-at", "-id").values_list("granted", flat=True).first())


@whole
def change_reach_by_check_in(*, token: str, changes: Mapping[str, bool | str], now: datetime) -> bool:
    """Change how the person is reached, as far as their own link may; whether the link is ours and open."""
    link = open_link(token=token, page=CheckInPage.REACH, now=now)
    if link is None:
        return False
    aftercare = _locked(link)
    change_by_own_link(person=aftercare.person, own_point_id=link.contact_point_id, changes=dict(changes), now=now)
    return True


@whole
def ask_to_delete(*, token: str, now: datetime) -> bool:
    """Ask staff to delete the answers; whether the link is ours and open. A person does it, and says so."""
    link = open_link(token=token, page=CheckInPage.DELETE, now=now)
    if link is None:
        return False
    aftercare = _locked(link)
    found = Found(FlagKind.DELETE_ASKED, Severity.ROUTINE, "", "asked-by-link", RULES_VERSION)
    key = f"delete_asked:{link.check_in_id}"
    raise_flag(aftercare_id=aftercare.id, found=found, dedupe_key=key, actor=PERSON, now=now)
    return True


@whole
def send_fresh_link(*, token: str, page: CheckInPage, now: datetime) -> None:
    """Send a new link to the address on file, if the token was ever one of ours. Nobody can tell from outside.

    It is for the check-in that waits for an answer; when the last one was answered, the next is asked early.
    """
    link = link_of(token=token, page=page)
    if link is None:
        return
    aftercare = _locked(link)
    # The address on file now, which need not be the one the old link went to.
    place = email_place(person=aftercare.person, purpose=Purpose.CHECK_INS, lead=aftercare.lead)
    if aftercare.state != AftercareState.ACTIVE or place.point is None:
        _hand_to_person(aftercare, now)
        return
    check_in = _check_in_for_fresh_link(aftercare, now)
    if check_in is None:
        return
    CheckIn.objects.filter(id=check_in.id).update(fresh_links=check_in.fresh_links + 1, fresh_link_at=now)
    words = Words(FRESH_LINK, f"{FRESH_LINK_KEY}{check_in.id}:{check_in.fresh_links + 1}")
    if check_in.state == CheckInState.PLANNED:
        send_check_in(check_in=check_in, place=place, words=words, now=now)
    else:
        write_check_in_mail(check_in=check_in, place=place, words=words, now=now)
    write_event(lead=aftercare.lead, kind="check_in.link_sent", actor=PERSON, now=now, facts={"check_in": str(check_in.id)})


def _hand_to_person(aftercare: Aftercare, now: datetime) -> None:
    """Somebody reaches out and no mail may answer: aftercare is paused or has ended, or no address is safe. Once a day."""
    found = Found(FlagKind.ADDRESS, Severity.SOON, "", ASKED_FOR_LINK, RULES_VERSION)
    raise_flag(aftercare_id=aftercare.id, found=found, dedupe_key=f"asked_link:{now:%Y%m%d}", actor=PERSON, now=now)


def _check_in_for_fresh_link(aftercare: Aftercare, now: datetime) -> CheckIn | None:
    """The check-in that may get a new link now; None when it had enough, so that a found link can't fill a mailbox."""
    rows = CheckIn.objects.select_for_update(of=("self",)).filter(aftercare=aftercare).exclude(state=CheckInState.CANCELLED)
    newest = list(rows.select_related("aftercare__clinic", "aftercare__lead__clinic").order_by("-sequence")[:2])
    waiting = [one for one in newest if one.state in {CheckInState.SENT, CheckInState.MISSED}]
    found = waiting[0] if waiting else next((one for one in newest if one.state == CheckInState.PLANNED), None)
    times = [at for one in newest for at in (one.fresh_link_at, one.answered_at) if at is not None]
    is_soon = any(now - at < _FRESH_EVERY for at in times)
    return None if found is None or is_soon or found.fresh_links >= _MOST_FRESH else found


def _locked(link: CheckInLink) -> Aftercare:
    rows = Aftercare.objects.select_for_update(of=("self",)).select_related("clinic", "lead__clinic", "person")
    return rows.get(id=link.check_in.aftercare_id)
