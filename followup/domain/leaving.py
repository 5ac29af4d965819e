"""Leaving: a person stops messages by the link at their foot, and may start them again by the same link."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from clinics.domain.hours import add_staffed_minutes, hours_of
from clinics.models import Clinic
from core.audit import PERSON
from core.hashing import token_hashes
from followup.domain.suppressing import suppress, suppressions_of
from followup.domain.writing import LINK_PURPOSE
from followup.models import UnsubscribeLink
from intake.domain.consenting import Evidence, record_contact_consent
from intake.domain.recording import write_event
from intake.domain.tasking import TaskWish, open_task, queue_of
from intake.models import ContactPoint, Lead
from intake.states import OPEN_STATUSES, Purpose, Severity, TaskKind

UNSUBSCRIBED = "unsubscribed"
WORDING = "unsubscribe-1"


@dataclass(frozen=True)
class Leaver:
    """Who holds a link: the link's row and the clinic it belongs to."""

    link: UnsubscribeLink
    clinic: Clinic


def leaver_of(token: str) -> Leaver | None:
    """Whose link this is; None for a token we never gave. Links never end and outlive the rotation of keys."""
    hashes = token_hashes(purpose=LINK_PURPOSE, token=token)
    link = UnsubscribeLink.objects.select_related("clinic", "person", "contact_point").filter(token_hash__in=hashes).first()
    return Leaver(link, link.clinic) if link else None


@transaction.atomic
def stop_messages(*, token: str, now: datetime) -> bool:
    """Stop messages of the link's purpose to its address; whether the link is one of ours. Twice is once.

    It never blocks an answer the person asks for later: what they agree to afterwards counts anew for what staff write
    to them (followup.domain.permitting).
    """
    leaver = leaver_of(token)
    if leaver is None:
        return False
    link = leaver.link
    _lock(link)
    is_new = suppress(point=link.contact_point, purpose=link.purpose, reason=UNSUBSCRIBED, now=now)
    if is_new or _last_answer_was_yes(link):
        _write_answer(link, granted=False, now=now)
        _tell_leads(link, "messages.stopped", now)
        _open_review(link, now)
    return True


@transaction.atomic
def start_messages(*, token: str, now: datetime) -> bool:
    """Let messages go again, by the address's own link; whether the link is ours. A bounced address stays closed."""
    leaver = leaver_of(token)
    if leaver is None:
        return False
    link = leaver.link
    _lock(link)
    lifted = suppressions_of(link.contact_point).filter(purpose=link.purpose, reason=UNSUBSCRIBED).update(lifted_at=now)
    if lifted:
        _write_answer(link, granted=True, now=now)
        _tell_leads(link, "messages.started", now)
    return True


def _lock(link: UnsubscribeLink) -> None:
    """One stop or start at a time for an address, on PostgreSQL too."""
    ContactPoint.objects.select_for_update(no_key=True).get(id=link.contact_point_id)


def _last_answer_was_yes(link: UnsubscribeLink) -> bool:
    answers = link.person.contact_consents.filter(purpose=link.purpose, channel="email").order_by("-at", "-id")
    return bool(answers.values_list("granted", flat=True).first())


def _write_answer(link: UnsubscribeLink, *, granted: bool, now: datetime) -> None:
    record_contact_consent(
        person=link.person,
        contact_point=link.contact_point,
        purpose=link.purpose,
        channel="email",
        granted=granted,
        wording=WORDING,
        language=link.language,
        evidence=Evidence(kind="link", id=link.id),
        now=now,
    )


def _tell_leads(link: UnsubscribeLink, kind: str, now: datetime) -> None:
    for lead in Lead.objects.filter(contact_person_id=link.person_id):
        write_event(lead=lead, kind=kind, actor=PERSON, now=now, facts={"purpose": link.purpose, "link": str(link.id)})


def _open_review(link: UnsubscribeLink, now: datetime) -> None:
    """Somebody who leaves messages about their own inquiry may still need an answer: a person decides how."""
    if link.purpose != Purpose.INQUIRY:
        return
    leads = Lead.objects.select_related("clinic").filter(contact_person_id=link.person_id, status__in=OPEN_STATUSES)
    lead = leads.order_by("-arrived_at").first()
    if lead is None:
        return
    wish = TaskWish(
        kind=TaskKind.REVIEW,
        dedupe_key=f"left:{lead.id}",
        queue=queue_of(lead),
        reason="They stopped e-mails about their inquiry. Look whether there is another safe way to answer them.",
        severity=Severity(min(lead.severity, Severity.SOON)),
        ready_at=now,
        due_at=add_staffed_minutes(hours_of(lead.clinic), now, lead.clinic.soon_minutes),
        language=lead.language,
        assignee=lead.owner,
    )
    open_task(wish=wish, clinic_id=lead.clinic_id, lead=lead, actor=PERSON, now=now)
