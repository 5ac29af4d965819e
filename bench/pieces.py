"""A long proof in pieces: what was proven of this very tree is not proven again."""

import functools
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from bench.fire.tree import FOLDERS, PROJECT
from bench.outcome import CannotMeasureError, Goal, Outcome, note

KEPT = PROJECT / "var" / "bench"


class Plantable(Protocol):
    """A defect: where it is planted, and the figure that must show it."""

    @property
    def name(self) -> str: ...
    @property
    def scene(self) -> str: ...
    @property
    def sign(self) -> str: ...


Planted = TypeVar("Planted", bound=Plantable)


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

    def prove_each(self, defects: Sequence[Planted], sign_of: Callable[[Planted], float]) -> Outcome:
        """Plant one after another; all are to be caught."""
        for defect in defects:
            sign = self.prove(defect.name, functools.partial(sign_of, defect))
            print(f"{defect.name:66} {defect.scene:22} {defect.sign} {sign:g}  {'caught' if sign else 'NOT CAUGHT'}", flush=True)
        return self.outcome(defect.name for defect in defects)

    def outcome(self, names: Iterable[str], **figures: float) -> Outcome:
        """All of `names` are to be caught."""
        wanted = list(names)
        missed = [name for name in wanted if not self.signs.get(name)]
        for name in missed:
            note(f"not caught: {name}")
        found: dict[str, Any] = {"planted": len(wanted), "caught": len(wanted) - len(missed), **figures}
        return Outcome(f"{self.bench} --planted", found, (Goal("caught", least=len(wanted)),))


def chosen(defects: Iterable[Planted], only: str) -> list[Planted]:
    """Those whose name or scene has these words, or one of several divided by "|"; raises CannotMeasureError when none has."""
    found = [defect for defect in defects if any(words in f"{defect.name} / {defect.scene}" for words in only.split("|"))]
    if not found:
        raise CannotMeasureError(f"No defect has the words {only!r} in its name or scene.")
    return found


def mark_of(tree: Path) -> str:
    """A hash of everything that runs, the measurements included."""
    found = hashlib.sha256()
    for room in FOLDERS:
        for path in sorted((tree / room).rglob("*.py")):
            found.update(str(path.relative_to(tree)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()
