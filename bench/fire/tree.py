"""A throw-away copy of the tree: kill points made live, leases and sweeps shortened, a defect planted."""

import contextlib
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.outcome import CannotMeasureError

PROJECT = Path(__file__).resolve().parent.parent.parent
FOLDERS = ("bench", "clinics", "config", "core", "desk", "followup", "intake", "locale", "records", "static", "templates", "tests")
_POINT = re.compile(r"^(?P<indent> *)# kill point: (?P<name>[a-z_.]+)$", re.MULTILINE)


@dataclass(frozen=True)
class Change:
    """One change of the text of a file; `old` must stand there exactly once. Several spellings: the first that fits."""

    file: str
    old: str
    new: str

    def apply(self, tree: Path) -> None:
        """Make it; raises CannotMeasureError when the code has moved on."""
        path = tree / self.file
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if text.count(self.old) != 1:
            raise CannotMeasureError(
                f"{self.file} has changed: {self.old.strip().splitlines()[0]!r} stands there {text.count(self.old)} times."
            )
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")


def _number(file: str, name: str, real: str, short: str) -> Change:
    return Change(file, f"\n{name} = {real}\n", f"\n{name} = {short}\n")


# A moved clock is read from a file, by every process at once.
CLOCK = Change(
    "core/clock.py",
    "    current = datetime.now(UTC)",
    '    current = datetime.now(UTC) + __import__("bench.fire.doom", fromlist=["offset"]).offset()',
)
# What the quick run does not wait for: leases, sweeps and pauses at a sixth or a tenth of their length.
SHORT = (
    _number("followup/domain/outbox.py", "LEASE_SECONDS", "60", "10"),
    _number("followup/channels/mail.py", "TIMEOUT", "20.0", "4.0"),
    _number("followup/domain/meaning.py", "_WAITS", "(1, 2, 5, 15, 30, 60, 120)", "(0.1, 0.1, 0.2, 0.2, 0.2)"),
    Change("intake/domain/receiving.py", "timedelta(seconds=30) * 2**submission.tries", "timedelta(seconds=2) * submission.tries"),
    Change("config/celery.py", '"intake.sweep": 30.0', '"intake.sweep": 5.0'),
    Change("config/celery.py", '"followup.sweep": 30.0', '"followup.sweep": 5.0'),
    Change("config/celery.py", '"followup.dispatch": 10.0', '"followup.dispatch": 5.0'),
)
# Most messages are started by one statement and a few are asked about in words; here both ways are taken by many.
BOTH_WAYS = Change(
    "followup/domain/delivering.py",
    "if clearance is not None and fault is None else None",
    "if clearance is not None and fault is None and message.id.int % 3 else None",
)


def copy_tree(to: Path, *, changes: Iterable[Change] = (), source: Path = PROJECT) -> Path:
    """Copy what runs, make its kill points live and its clock movable, and apply `changes`."""
    ignore = shutil.ignore_patterns("__pycache__", "*.mo")
    for name in FOLDERS:
        shutil.copytree(source / name, to / name, ignore=ignore)
    shutil.copy(source / "manage.py", to / "manage.py")
    if not (to / "bench" / "fire").exists():
        shutil.copytree(PROJECT / "bench", to / "bench", ignore=ignore, dirs_exist_ok=True)
    # Changes come first: they quote the code as it is written.
    for change in changes:
        change.apply(to)
    for path in to.rglob("*.py"):
        _make_live(path)
    CLOCK.apply(to)
    return to


@contextlib.contextmanager
def quiet_copy(*, changes: Iterable[Change]) -> Iterator[Path]:
    """A copy for a measurement that kills nobody: without live kill points, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="th-copy-") as folder:
        for name in FOLDERS:
            shutil.copytree(PROJECT / name, Path(folder) / name, ignore=shutil.ignore_patterns("__pycache__"))
        for change in changes:
            change.apply(Path(folder))
        yield Path(folder)


def _make_live(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    live = _POINT.sub(r'\g<indent>__import__("bench.fire.doom", fromlist=["reach"]).reach("\g<name>")', text)
    if live != text:
        path.write_text(live, encoding="utf-8")


def points_in(tree: Path = PROJECT) -> list[str]:
    """Every kill point that stands in the code, in the order of the files."""
    files = (path for room in ("core", "intake", "followup", "records") for path in sorted((tree / room).rglob("*.py")))
    return [found["name"] for path in files for found in _POINT.finditer(path.read_text(encoding="utf-8"))]
