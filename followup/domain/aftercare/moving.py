"""The moves of a check-in between its states: a table, one function, compare-and-set."""

from typing import Any

from followup.models import CheckIn
from followup.states import LEGAL_CHECK_IN_MOVES, CheckInState


class IllegalCheckInMoveError(Exception):
    """The code asked for a move that the table of states does not have."""


def move_check_in(check_in: CheckIn, *, to: CheckInState, **changes: Any) -> bool:
    """Move a check-in from the state that was read; False when somebody moved it first."""
    before = CheckInState(check_in.state)
    if to not in LEGAL_CHECK_IN_MOVES[before]:
        raise IllegalCheckInMoveError(f"{before} to {to}")
    if not CheckIn.objects.filter(id=check_in.id, state=before).update(state=to, **changes):
        return False
    check_in.state = to
    for name, value in changes.items():
        setattr(check_in, name, value)
    return True
