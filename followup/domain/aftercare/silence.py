"""Silence is data: no answer leads to a reminder, a call, more calls, a caring word and a person's decision. Never to an exit."""

from datetime import datetime, timedelta
from uuid import UUID

from core.audit import SYSTEM
from core.due_rows import IsOver, due_ids, never_over
from core.sql import whole
from followup.domain.aftercare.flagging import raise_flag
from followup.domain.aftercare.moving import move_check_in
from followup.domain.aftercare.rhythm import local_day
from followup.domain.aftercare.rules import RULES_VERSION, rules_of
from followup.domain.aftercare.scoring import Found
from followup.domain.aftercare.tolerance import in_tolerance_window
from followup.domain.attempting import attempt_each
from followup.models import Aftercare, CheckIn
from followup.states import CheckInState, FlagKind
from intake.domain.recording import write_event
from intake.states import Severity


def miss_due(*, now: datetime, is_over: IsOver = never_over) -> int:
    """Write down which check-ins were not answered in time; how many."""
    due = CheckIn.objects.filter(state=CheckInState.SENT, missed_at__lte=now)
    return attempt_each(due_ids(due, by="missed_at", is_over=is_over), lambda found: miss_check_in(check_in_id=found, now=now))


@whole
def miss_check_in(*, check_in_id: UUID, now: datetime) -> bool:
    """One check-in without an answer: counted, and a call when the count asks for it. An answer may still come."""
    aftercare = Aftercare.objects.select_for_update(of=("self",)).select_related("clinic", "lead").get(check_ins=check_in_id)
    check_in = CheckIn.objects.select_for_update().get(id=check_in_id)
    if check_in.state != CheckInState.SENT or check_in.missed_at is None or check_in.missed_at > now:
        return False
    move_check_in(check_in, to=CheckInState.MISSED, remind_at=None)
    aftercare.unanswered += 1
    aftercare.save(update_fields=["unanswered"])
    facts = {"check_in": str(check_in.id), "in_a_row": aftercare.unanswered}
    write_event(lead=aftercare.lead, kind="check_in.missed", actor=SYSTEM, now=now, facts=facts)
    if aftercare.unanswered >= missed_before_call(aftercare, now=now):
        found_flag = Found(FlagKind.SILENCE, Severity.SOON, "", f"silence-{aftercare.unanswered}", RULES_VERSION)
        raise_flag(aftercare_id=aftercare.id, found=found_flag, dedupe_key=f"{check_in.id}:silence", actor=SYSTEM, now=now)
    return True


def missed_before_call(aftercare: Aftercare, *, now: datetime) -> int:
    """How many unanswered check-ins in a row ask for a call: one in the first days and while tolerance is low."""
    rules = rules_of(aftercare)
    first_days = aftercare.started_on + timedelta(days=rules.strict_days)
    is_early = local_day(now, zone=aftercare.zone) < first_days
    return 1 if is_early or in_tolerance_window(person_id=aftercare.person_id, now=now) else rules.missed_before_call
