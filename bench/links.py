"""What somebody gets who guesses links of check-ins, or who stole the table of them: a million tokens, and every hash on file.

Each guess is hashed as the pages hash it and looked up in a table of many links; some thousand also go through the pages
themselves, by every method. Nothing may open and no row may change.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.fire.tree import PROJECT
from bench.outcome import CannotMeasureError, Goal, Outcome

LINKS, GUESSES, PAGES = 10_000, 1_000_000, 2_000
GUESSES_FULL, PAGES_FULL = 20_000_000, 20_000


def measure(*, full: bool) -> Outcome:
    """Guess in a process of its own, beside a database of its own."""
    options = [f"--links={LINKS}", f"--guesses={GUESSES_FULL if full else GUESSES}", f"--pages={PAGES_FULL if full else PAGES}"]
    folder = tempfile.mkdtemp(prefix="th-links-")
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "TEST_REDIS_URL"}}
    command = [sys.executable, "-m", "bench.life.guessing", *options]
    try:
        environment = kept | {"TMPDIR": folder, "DATABASE_URL": f"sqlite:///{Path(folder) / 'links.sqlite3'}"}
        done = subprocess.run(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if done.returncode != 0:
        raise CannotMeasureError("The guessing did not come to its end; what went wrong stands above.")
    figures: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    for name, value in figures.items():
        print(f"{name:28} {value}")
    goals = (Goal("guesses_found", most=0), Goal("pages_opened", most=0), Goal("hashes_opened", most=0), Goal("rows_changed", most=0))
    # A run in which the right token opens nothing either would prove nothing.
    return Outcome("links", figures, (*goals, Goal("right_ones_opened", least=4)))
