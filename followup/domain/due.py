"""Due: steps whose time has come are done, put off or left out, each in one transaction with what it makes.

Found by `due_at <= now`, never by a day: a run that did not happen loses nothing. One clinic's backlog does not hold up
another's. A row that fails is tried again later, and after five tries a person gets it.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import chain, zip_longest
from uuid import UUID

from django.db import connection

from clinics.models import Clinic
from core.sql import whole
from followup.domain.capping import lock_address
from followup.domain.judging import Case, Do, Leave, LeaveOut, PutOff, Verdict, is_in_hours, judge, judge_mail
from followup.domain.late_mail import held_steps
from followup.domain.occurrences import complete_if_done, end_enrolment, plan_steps, put_off, settle
from followup.domain.places import place_to_write
from followup.domain.plan_mail import PlanMail, version_for, write_plan_mail
from followup.domain.step_work import follow_missed, open_failed_task, open_step_task
from followup.models import Enrolment, Occurrence
from followup.states import Because, ExitReason, OccurrenceState, StepAction
from intake.models import Lead

logger = logging.getLogger(__name__)

BATCH = 200
MOST_TRIES = 5
_FIRST_WAIT = timedelta(seconds=30)
# What is read before anything is locked: the step whole, and of the rest what says whether and where it would be written.
_SEEN = ("step", "enrolment__plan", "enrolment__lead", "enrolment__version")
_SEEN_OF_IT = (
    "step",
    "enrolment__zone",
    "enrolment__plan__purpose",
    "enrolment__lead__contact_person",
    "enrolment__lead__messages_paused_at",
    *(f"enrolment__version__{name}" for name in ("opens_minute", "closes_minute", "weekdays", "on_holidays", "stops_on")),
)


def make_due(*, now: datetime, limit: int = BATCH, is_over: Callable[[], bool] = lambda: False) -> int:
    """Look at what is due, a fair share of each clinic; how many were looked at. Stops early when `is_over` says so."""
    count = 0
    for found in due_ids(now=now, limit=limit):
        if is_over():
            break
        _try_one(found, now)
        count += 1
    return count


def due_ids(*, now: datetime, limit: int) -> list[UUID]:
    """The occurrences that wait longest; when there are too many for one batch, the clinics take turns."""
    waiting = Occurrence.objects.filter(state=OccurrenceState.PLANNED, due_at__lte=now).exclude(held_steps(now)).order_by("due_at", "id")
    ids = list(waiting.values_list("id", flat=True)[:limit])
    if len(ids) < limit:
        return ids
    clinics = Clinic.objects.values_list("id", flat=True)
    shares = [list(waiting.filter(clinic_id=clinic).values_list("id", flat=True)[:limit]) for clinic in clinics]
    return [found for found in chain.from_iterable(zip_longest(*shares)) if found is not None][:limit]


def _try_one(occurrence_id: UUID, now: datetime) -> None:
    try:
        make_one_due(occurrence_id=occurrence_id, now=now)
    except Exception as error:  # noqa: BLE001  whatever it is, the next row must have its turn
        # The class alone and no traceback: both may quote somebody's words.
        logger.error("followup: occurrence %s set aside: %s", occurrence_id, type(error).__name__)  # noqa: TRY400
        _set_aside(occurrence_id, error, now)


@whole
def make_one_due(*, occurrence_id: UUID, now: datetime) -> str:
    """Do one due step, put it off or leave it out; its state afterwards. Twice, or twice at once, is once."""
    case, points = _locked_case(occurrence_id, now)
    if case is None:
        return ""
    verdict = judge(case)
    if isinstance(verdict, Do) and case.step.action == StepAction.EMAIL:
        verdict = judge_mail(case, points)
    _follow(case, verdict, points)
    return case.occurrence.state


def _locked_case(occurrence_id: UUID, now: datetime) -> tuple[Case | None, list[UUID]]:
    """Everything about one due step, locked in the order address, lead, enrolment; None when another worker has it."""
    seen = Occurrence.objects.select_related(*_SEEN).only(*_SEEN_OF_IT).get(id=occurrence_id)
    points = _lock_address_of(seen, now)
    skip = connection.features.has_select_for_update_skip_locked
    leads = Lead.objects.select_for_update(of=("self",), no_key=True, skip_locked=skip)
    lead = leads.select_related("clinic", "owner").filter(id=seen.enrolment.lead_id).first()
    if lead is None:
        return None, []
    enrolments = Enrolment.objects.select_for_update(of=("self",), no_key=True).select_related("plan__current", "version")
    enrolment = enrolments.get(id=seen.enrolment_id)
    enrolment.lead, enrolment.clinic = lead, lead.clinic
    occurrence = Occurrence.objects.select_related("appointment").get(id=occurrence_id)
    if occurrence.step_id == seen.step_id:
        occurrence.step = seen.step
    if occurrence.state != OccurrenceState.PLANNED or occurrence.due_at > now:
        return None, []
    return Case(occurrence, enrolment, lead, now), points


def _lock_address_of(seen: Occurrence, now: datetime) -> list[UUID]:
    """None outside its hours, when nothing will be written: after an outage that is most of what is due."""
    if seen.step.action != StepAction.EMAIL or not is_in_hours(seen, now):
        return []
    place = place_to_write(lead=seen.enrolment.lead, purpose=seen.enrolment.plan.purpose).reachable
    return lock_address(place.contact_point) if place is not None else []


def _follow(case: Case, verdict: Verdict, points: list[UUID]) -> None:
    occurrence, now = case.occurrence, case.now
    if isinstance(verdict, Do):
        _do(case, verdict, points)
    elif isinstance(verdict, PutOff):
        put_off(occurrence=occurrence, until=verdict.until, shift=verdict.shift)
    elif isinstance(verdict, LeaveOut):
        task = follow_missed(case, verdict)
        settle(occurrence=occurrence, state=verdict.state, because=verdict.because, now=now, task=task)
        complete_if_done(enrolment=case.enrolment, now=now)
    elif isinstance(verdict, Leave):
        end_enrolment(enrolment=case.enrolment, reason=verdict.reason, now=now)
    else:
        _replan(case)


def _do(case: Case, verdict: Do, points: list[UUID]) -> None:
    occurrence, now = case.occurrence, case.now
    if case.step.action == StepAction.STOP:
        settle(occurrence=occurrence, state=OccurrenceState.DONE, now=now)
        end_enrolment(enrolment=case.enrolment, reason=ExitReason.FINISHED, now=now)
        return
    if case.step.action == StepAction.TASK:
        settle(occurrence=occurrence, state=OccurrenceState.DONE, now=now, task=open_step_task(case))
    elif verdict.place is not None and verdict.place.contact_point.id in points:
        _write(PlanMail(occurrence, case.enrolment, case.lead, verdict.place), case)
    complete_if_done(enrolment=case.enrolment, now=now)


def _write(mail: PlanMail, case: Case) -> None:
    """Write the e-mail. An address that changed since it was locked waits for the next run, and never comes here."""
    version = version_for(mail)
    if version is None:
        left_out = LeaveOut(OccurrenceState.SKIPPED, Because.NO_TEMPLATE)
        settle(occurrence=case.occurrence, state=left_out.state, because=left_out.because, now=case.now, task=follow_missed(case, left_out))
        return
    message = write_plan_mail(mail=mail, version=version, now=case.now)
    settle(occurrence=case.occurrence, state=OccurrenceState.DONE, now=case.now, message=message)


def _replan(case: Case) -> None:
    enrolment = case.enrolment
    if enrolment.zone_source == "clinic":
        enrolment.zone = enrolment.clinic.time_zone
        enrolment.save(update_fields=["zone"])
    plan_steps(enrolment=enrolment, now=case.now)


@whole
def _set_aside(occurrence_id: UUID, error: Exception, now: datetime) -> None:
    occurrence = Occurrence.objects.select_related("enrolment").get(id=occurrence_id)
    lead = Lead.objects.select_for_update(of=("self",), no_key=True).select_related("clinic").get(id=occurrence.enrolment.lead_id)
    occurrence.refresh_from_db(fields=["state", "tries"])
    if occurrence.state != OccurrenceState.PLANNED:
        return
    occurrence.tries += 1
    occurrence.last_error = type(error).__name__[:80]
    occurrence.save(update_fields=["tries", "last_error"])
    until = now + _FIRST_WAIT * 2**occurrence.tries
    if occurrence.tries < MOST_TRIES and until < occurrence.expires_at:
        put_off(occurrence=occurrence, until=until, shift=occurrence.shift)
        return
    task = open_failed_task(occurrence=occurrence, lead=lead, now=now)
    settle(occurrence=occurrence, state=OccurrenceState.SKIPPED, because=Because.NEEDS_A_PERSON, now=now, task=task)
