"""What somebody gets who guesses links of check-ins, or who stole the table of them: a million tokens, and every hash on file.

Each guess is hashed as the pages hash it and looked up in a table of many links; some thousand also go through the pages
themselves, by every method. Nothing may open and no row may change. `--planted` plants defects one by one.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.fire.planted import Defect
from bench.fire.tree import PROJECT, Change, quiet_copy
from bench.outcome import CannotMeasureError, Goal, Outcome
from bench.pieces import Pieces, chosen


@dataclass(frozen=True)
class Size:
    """How many links there are, how many tokens are guessed, how many go through the pages."""

    links: int
    guesses: int
    pages: int


USUAL, FULL, PLANTED = Size(10_000, 1_000_000, 2_000), Size(10_000, 20_000_000, 20_000), Size(2_000, 400_000, 400)
_LINKING, _HASHING = "followup/domain/aftercare/linking.py", "core/hashing.py"
DEFECTS = (
    Defect(
        "what is on file opens its page",
        "a stolen table",
        "hashes_opened",
        (
            Change(_LINKING, "    hashes = token_hashes(", "    hashes = [token, *token_hashes("),
            Change(_LINKING, ", token=token)\n    links = ", ", token=token)]\n    links = "),
        ),
    ),
    Defect(
        "the beginning of a token is enough",
        "guesses",
        "guesses_found",
        (
            Change(
                _HASHING,
                'current_key("links"), _joined("token", purpose, token))',
                'current_key("links"), _joined("token", purpose, token[:4]))',
            ),
            Change(_HASHING, '_mac(key, _joined("token", purpose, token))', '_mac(key, _joined("token", purpose, token[:4]))'),
        ),
    ),
    Defect(
        "an unknown token opens the newest page",
        "guesses at pages",
        "pages_opened",
        (
            Change(
                _LINKING,
                "    return links.filter(token_hash__in=hashes, page=page).first()\n",
                "    return links.filter(token_hash__in=hashes, page=page).first() or links.filter(page=page).last()\n",
            ),
        ),
    ),
    Defect(
        "a wrong guess ends somebody's link",
        "guesses at pages",
        "rows_changed",
        (
            Change(
                _LINKING,
                "    if link is None:\n        return None\n    check_in",
                "    if link is None:\n        CheckInLink.objects.filter(page=page).first().delete()\n        return None\n    check_in",
            ),
        ),
    ),
    Defect(
        "no link opens anything",
        "the right links",
        "right_ones_opened",
        (
            Change(
                _LINKING,
                "    if link is None:\n        return None\n    check_in",
                "    if link is None or link.clinic_id:\n        return None\n    check_in",
            ),
        ),
    ),
)
GOALS = (
    *(Goal(name, most=0) for name in ("guesses_found", "pages_opened", "hashes_opened", "rows_changed")),
    # A run in which the right token opens nothing either would prove nothing.
    Goal("right_ones_opened", least=4),
)


def measure(*, full: bool) -> Outcome:
    """Guess in a process of its own, beside a database of its own."""
    figures = _guess(FULL if full else USUAL)
    for name, value in figures.items():
        print(f"{name:28} {value}")
    return Outcome("links", figures, GOALS)


def measure_planted(*, full: bool, only: str = "") -> Outcome:
    """Each defect must make a figure miss its goal."""
    return Pieces("links").prove_each(chosen(DEFECTS, only), _sign)


def _sign(defect: Defect) -> float:
    with quiet_copy(changes=defect.changes) as tree:
        return Outcome("links", _guess(PLANTED, tree), GOALS).misses(defect.sign)


def _guess(size: Size, tree: Path = PROJECT) -> dict[str, Any]:
    options = [f"--links={size.links}", f"--guesses={size.guesses}", f"--pages={size.pages}"]
    folder = tempfile.mkdtemp(prefix="th-links-")
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "TEST_REDIS_URL"}}
    command = [sys.executable, "-m", "bench.life.guessing", *options]
    try:
        environment = kept | {"TMPDIR": folder, "DATABASE_URL": f"sqlite:///{Path(folder) / 'links.sqlite3'}"}
        done = subprocess.run(command, cwd=tree, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if done.returncode != 0:
        raise CannotMeasureError("The guessing did not come to its end; what went wrong stands above.")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found
