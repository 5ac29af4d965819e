"""Going on: after every change the next check-in stands planned, or a person is asked how it ends."""

from datetime import date, datetime

from core.audit import SYSTEM, Actor
from followup.domain.aftercare.flagging import raise_flag
from followup.domain.aftercare.planning import plan_next, replan
from followup.domain.aftercare.rules import RULES_VERSION
from followup.domain.aftercare.scoring import Found
from followup.models import Aftercare, CheckIn
from followup.states import AftercareState, FlagKind
from intake.states import Severity


def plan_or_ask(*, aftercare: Aftercare, last: date, now: datetime) -> CheckIn | None:
    """Plan the check-in after `last`. When the planned time is over a person decides: nobody is let go by a calendar."""
    check_in = plan_next(aftercare=aftercare, last=last, now=now)
    if check_in is None:
        _ask_how_it_ends(aftercare, now)
    return check_in


def replan_or_ask(*, aftercare: Aftercare, actor: Actor, now: datetime) -> CheckIn | None:
    """Move the planned check-in to where the rhythm of now puts it, or ask a person how it ends."""
    check_in = replan(aftercare=aftercare, actor=actor, now=now)
    if check_in is None:
        _ask_how_it_ends(aftercare, now)
    return check_in


def _ask_how_it_ends(aftercare: Aftercare, now: datetime) -> None:
    if aftercare.state != AftercareState.ACTIVE:
        return
    found = Found(FlagKind.END_OF_TIME, Severity.ROUTINE, "", "rhythm-over", RULES_VERSION)
    key = f"end_of_time:{aftercare.started_on.isoformat()}:{aftercare.own_every_days or 0}"
    raise_flag(aftercare_id=aftercare.id, found=found, dedupe_key=key, actor=SYSTEM, now=now)
