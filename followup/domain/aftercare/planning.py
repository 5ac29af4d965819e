"""Planning: one check-in stands planned for everybody who is looked after; this is where it comes from and how it moves."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from core.audit import Actor
from followup.domain.aftercare.instruments import newest_version
from followup.domain.aftercare.moving import move_check_in
from followup.domain.aftercare.rhythm import Next, Standing, local_day, moment_of, next_after, read_stages
from followup.domain.aftercare.rules import rules_of
from followup.models import Aftercare, AftercareRules, CheckIn
from followup.states import AftercareState, CheckInState
from intake.domain.recording import write_event


def next_of(aftercare: Aftercare, *, last: date, rules: AftercareRules) -> Next | None:
    """The next day and its reason, by what stands now."""
    standing = Standing(aftercare.started_on, aftercare.stepped_up_until, aftercare.own_every_days)
    return next_after(last=last, standing=standing, stages=read_stages(rules.rhythm))


def plan_next(*, aftercare: Aftercare, last: date, now: datetime) -> CheckIn | None:
    """Plan the check-in after `last`; the one that is planned already stays. The caller holds the aftercare's lock.

    None when the aftercare is not going on, or when its planned time is over.
    """
    standing = CheckIn.objects.filter(aftercare=aftercare, state=CheckInState.PLANNED).first()
    if standing is not None or aftercare.state != AftercareState.ACTIVE:
        return standing
    rules = rules_of(aftercare)
    following = next_of(aftercare, last=last, rules=rules)
    if following is None:
        return None
    day = max(following.day, local_day(now, zone=aftercare.zone) + timedelta(days=1))
    return _write(aftercare, _moment(aftercare, day, rules), now)


def replan(*, aftercare: Aftercare, actor: Actor, now: datetime) -> CheckIn | None:
    """Move the planned check-in to where the rhythm of now puts it. The caller holds the aftercare's lock."""
    planned = CheckIn.objects.filter(aftercare=aftercare, state=CheckInState.PLANNED).first()
    if aftercare.state != AftercareState.ACTIVE:
        return None
    last = last_day(aftercare)
    if planned is None:
        return plan_next(aftercare=aftercare, last=last, now=now)
    rules = rules_of(aftercare)
    following = next_of(aftercare, last=last, rules=rules)
    if following is None:
        move_check_in(planned, to=CheckInState.CANCELLED, reason="end_of_time")
        return None
    day = max(following.day, local_day(now, zone=aftercare.zone) + timedelta(days=1))
    return _move_to(planned, aftercare, _moment(aftercare, day, rules), actor, now)


def cancel_planned(*, aftercare: Aftercare, reason: str) -> int:
    """Take back what is planned or asked and not answered; links of it end with that."""
    waiting = CheckIn.objects.filter(aftercare=aftercare, state__in=[CheckInState.PLANNED, CheckInState.SENT])
    return sum(move_check_in(one, to=CheckInState.CANCELLED, reason=reason) for one in waiting)


def last_day(aftercare: Aftercare) -> date:
    """The day the rhythm goes on from: the last check-in that was asked, or the start."""
    asked = CheckIn.objects.filter(aftercare=aftercare).exclude(state__in=[CheckInState.PLANNED, CheckInState.CANCELLED])
    last = asked.aggregate(last=Max("due_on"))["last"]
    return last or max(aftercare.started_on, local_day(aftercare.entered_at, zone=aftercare.zone))


def _moment(aftercare: Aftercare, day: date, rules: AftercareRules) -> dict[str, Any]:
    due = moment_of(day=day, minute=rules.ask_minute, zone=aftercare.zone)
    return {"due_on": day, "due_minute": rules.ask_minute, "zone": aftercare.zone, "due_at": due}


def _write(aftercare: Aftercare, moment: dict[str, Any], now: datetime) -> CheckIn:
    newest = CheckIn.objects.filter(aftercare=aftercare).aggregate(newest=Max("sequence"))["newest"] or 0
    try:
        with transaction.atomic():
            return CheckIn.objects.create(
                clinic_id=aftercare.clinic_id,
                aftercare=aftercare,
                sequence=newest + 1,
                instrument_version=newest_version(clinic=aftercare.clinic, code=aftercare.instrument_code, now=now),
                asked_by=aftercare.asked_by,
                **moment,
            )
    except IntegrityError:
        return CheckIn.objects.get(aftercare=aftercare, state=CheckInState.PLANNED)


def _move_to(planned: CheckIn, aftercare: Aftercare, moment: dict[str, Any], actor: Actor, now: datetime) -> CheckIn:
    before = planned.due_on
    changes = moment | {"asked_by": aftercare.asked_by}
    CheckIn.objects.filter(id=planned.id, state=CheckInState.PLANNED).update(**changes)
    for name, value in changes.items():
        setattr(planned, name, value)
    if before != planned.due_on:
        facts = {"check_in": str(planned.id), "from": before.isoformat(), "to": planned.due_on.isoformat()}
        write_event(lead=aftercare.lead, kind="check_in.moved", actor=actor, now=now, facts=facts)
    return planned
