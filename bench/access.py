"""Does the matrix of addresses, visitors and methods catch what it is for? Faults are planted in copies of the tree, one by one.

Each copy is asked where the fault shows; `--full` asks all of the matrix until its first failure. What was caught in this
very tree is not asked again, so that a run that was ended goes on where it stopped.
"""

import functools
import tempfile
import time
from pathlib import Path

from bench.outcome import CannotMeasureError, Goal, Outcome, note
from bench.pieces import Pieces
from tests.access.planted import FAULTS, Fault, run_matrix


def measure(*, full: bool) -> Outcome:
    """Plant each fault, and count those that the matrix catches."""
    pieces = Pieces("access-full" if full else "access")
    began = time.monotonic()
    pieces.prove("a copy without a fault passes", _prove_copy)
    matrix_seconds = time.monotonic() - began
    caught = 0
    for number, fault in enumerate(FAULTS, start=1):
        sign = pieces.prove(fault.name, functools.partial(_sign, fault, full=full))
        print(f"{number:3} of {len(FAULTS)}  {fault.name:60} {'caught' if sign else 'NOT CAUGHT'}", flush=True)
        caught += sign > 0
    figures = {"planted": len(FAULTS), "caught": caught, "missed": len(FAULTS) - caught, "matrix_seconds": round(matrix_seconds, 1)}
    return Outcome("access", figures, (Goal("missed", most=0), Goal("planted", least=20)))


def _sign(fault: Fault, *, full: bool) -> float:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        run = run_matrix(Path(folder), only="" if full else fault.shows_at, changes=(fault.change,))
    note(f"{fault.name}: {time.monotonic() - began:.0f} s")
    return float(run.failed)


def _prove_copy() -> float:
    """A copy without a fault passes, or a failure would say nothing."""
    with tempfile.TemporaryDirectory() as folder:
        run = run_matrix(Path(folder))
    if not run.passed:
        raise CannotMeasureError(f"The matrix fails without any fault:\n{run.words}")
    return 1.0
