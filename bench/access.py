"""Does the matrix of addresses, visitors and methods catch what it is for? Faults are planted in copies of the tree, one by one.

Each copy is asked where the fault shows; `--full` plants all of them and asks all of the matrix until its first failure.
"""

import tempfile
import time
from pathlib import Path

from bench.outcome import CannotMeasureError, Goal, Outcome, note
from tests.access.planted import FAULTS, SAMPLE, run_matrix


def measure(*, full: bool) -> Outcome:
    """Plant each fault, and count those that the matrix catches."""
    began = time.monotonic()
    _prove_copy()
    matrix_seconds = time.monotonic() - began
    planted = [fault for fault in FAULTS if full or fault.name in SAMPLE]
    caught = 0
    for fault in planted:
        with tempfile.TemporaryDirectory() as folder:
            run = run_matrix(Path(folder), only="" if full else fault.shows_at, changes=(fault.change,))
        note(f"{fault.name}: {'caught' if run.failed else 'NOT CAUGHT'}")
        caught += run.failed
    figures = {"planted": len(planted), "caught": caught, "missed": len(planted) - caught, "matrix_seconds": round(matrix_seconds, 1)}
    return Outcome("access", figures, (Goal("missed", most=0),))


def _prove_copy() -> None:
    """A copy without a fault passes, or a failure would say nothing."""
    with tempfile.TemporaryDirectory() as folder:
        run = run_matrix(Path(folder))
    if not run.passed:
        raise CannotMeasureError(f"The matrix fails without any fault:\n{run.words}")
