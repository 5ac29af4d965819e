"""A long proof in pieces: what was proven of this very tree is not proven again. `--afresh` forgets it."""

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bench.fire.tree import FOLDERS, PROJECT
from bench.outcome import Goal, Outcome, note

KEPT = PROJECT / "var" / "bench"


class Pieces:
    """Which defects of one measurement were caught, and in which tree."""

    def __init__(self, bench: str, *, folder: Path = KEPT, tree: Path = PROJECT) -> None:
        self.bench, self.path = bench, folder / f"planted-{bench}.json"
        self.mark = mark_of(tree)
        known = json.loads(self.path.read_text()) if self.path.exists() else {}
        self.signs: dict[str, float] = known.get("signs", {}) if known.get("tree") == self.mark else {}

    def prove(self, name: str, sign_of: Callable[[], float]) -> float:
        """The sign by which the defect `name` shows, 0 when nothing caught it; asked only once of a tree that caught it."""
        if not self.signs.get(name):
            self.signs[name] = sign_of()
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(json.dumps({"tree": self.mark, "signs": self.signs}, indent=1))
        return self.signs[name]

    def outcome(self, names: Iterable[str], **figures: float) -> Outcome:
        """All of `names` are to be caught."""
        wanted = list(names)
        missed = [name for name in wanted if not self.signs.get(name)]
        for name in missed:
            note(f"not caught: {name}")
        found: dict[str, Any] = {"planted": len(wanted), "caught": len(wanted) - len(missed), **figures}
        return Outcome(f"{self.bench} --planted", found, (Goal("caught", least=len(wanted)),))


def mark_of(tree: Path) -> str:
    """A hash of everything that runs, the measurements included."""
    found = hashlib.sha256()
    for room in FOLDERS:
        for path in sorted((tree / room).rglob("*.py")):
            found.update(str(path.relative_to(tree)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()
