"""Deciding a lead's follow-up: at first only the acknowledgement. Every lead gets a decision, and one reason."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext_noop

from core.audit import SYSTEM
from core.sql import whole
from followup.domain.composing import Acknowledgement, note_decision, write_acknowledgement
from followup.domain.enrolling import enrol_locked, entry_of
from followup.domain.places import Addresses
from followup.models import UndecidedLead
from intake.domain.tasking import TaskWish, open_task, queue_of
from intake.models import Lead
from intake.states import Severity, TaskKind

logger = logging.getLogger(__name__)

BATCH = 200
MOST_TRIES = 5
_FIRST_WAIT = timedelta(seconds=30)


@whole
def decide_followup(*, lead_id: UUID, now: datetime) -> Lead | None:
    """Decide one lead's follow-up; deciding it twice, or twice at once, does it once. None for an unknown lead."""
    lead = Lead.objects.select_for_update(of=("self",)).select_related("clinic", "undecided").filter(id=lead_id).first()
    if lead is None or lead.followup_decided_at is not None:
        return lead
    prefetch_related_objects([lead], "submissions")
    addresses = Addresses(lead)
    note_decision(lead=lead, decided=write_acknowledgement(lead=lead, addresses=addresses, now=now), now=now)
    _decide_plan(lead, addresses, now)
    if hasattr(lead, "undecided"):
        lead.undecided.delete()
    # kill point: decide.written
    return lead


def _decide_plan(lead: Lead, addresses: Addresses, now: datetime) -> None:
    """Put them into the plan that fits. A plan that fails must not keep the acknowledgement back: a person gets it."""
    try:
        with transaction.atomic():
            enrol_locked(lead=lead, addresses=addresses, entry=entry_of(lead), now=now)
    except Exception as error:  # noqa: BLE001  whatever it is, the acknowledgement goes out
        logger.error("followup: lead %s put into no plan: %s", lead.id, type(error).__name__)  # noqa: TRY400
        _open_review(lead, "This person could not be put into a follow-up plan. Follow up yourself.", now)


def try_to_decide(*, lead_id: UUID, now: datetime) -> bool:
    """Decide, or set the lead aside for a later try; whether it was decided. Never raises for a bad row."""
    try:
        return decide_followup(lead_id=lead_id, now=now) is not None
    except Exception as error:  # noqa: BLE001  whatever it is, the next lead must have its turn
        # The class alone and no traceback: both may quote somebody's words.
        logger.error("followup: lead %s not decided: %s", lead_id, type(error).__name__)  # noqa: TRY400
        _set_aside(lead_id, error, now)
        return False


def sweep_undecided(*, now: datetime) -> int:
    """Decide what is undecided, oldest first, leaving alone what failed a moment ago; how many were decided."""
    due = Q(undecided__isnull=True) | Q(undecided__next_try_at__lte=now)
    undecided = Lead.objects.filter(due, followup_decided_at__isnull=True).order_by("arrived_at", "id")
    ids = list(undecided.values_list("id", flat=True)[:BATCH])
    return sum(try_to_decide(lead_id=found, now=now) for found in ids)


@whole
def _set_aside(lead_id: UUID, error: Exception, now: datetime) -> None:
    lead = Lead.objects.select_for_update(of=("self",)).select_related("clinic").get(id=lead_id)
    if lead.followup_decided_at is not None:
        return
    row, _is_new = UndecidedLead.objects.get_or_create(lead=lead, defaults={"next_try_at": now})
    row.tries += 1
    row.last_error = type(error).__name__[:80]
    row.next_try_at = now + _FIRST_WAIT * 2**row.tries
    row.save(update_fields=["tries", "last_error", "next_try_at"])
    if row.tries >= MOST_TRIES:
        _hand_to_person(lead, now)


def _hand_to_person(lead: Lead, now: datetime) -> None:
    """After the last try a person looks after this lead's messages; it counts as decided."""
    _open_review(lead, gettext_noop("The acknowledgement could not be written. Answer this person yourself."), now)
    note_decision(lead=lead, decided=Acknowledgement(None, "needs_a_person"), now=now)


def _open_review(lead: Lead, reason: str, now: datetime) -> None:
    wish = TaskWish(
        kind=TaskKind.REVIEW,
        dedupe_key=f"followup:{lead.id}",
        queue=queue_of(lead),
        reason=reason,
        severity=Severity(min(lead.severity, Severity.SOON)),
        ready_at=now,
        due_at=now,
        language=lead.language,
        assignee=lead.owner,
    )
    open_task(wish=wish, clinic_id=lead.clinic_id, lead=lead, actor=SYSTEM, now=now)
