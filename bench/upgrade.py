"""Upgrading while people write: the release before answers them while this tree's migrations run, beside a forgotten reader.

The release before is the newest tag, or, before the first one, the tree that this line of migrations began from. It runs
from a copy of its own; then this tree's `manage.py migrate` runs on its database while a transaction that has read every
table stays open; then the processes are started anew, one after another, from this tree.
"""

import atexit
import contextlib
import functools
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import psycopg

from bench.fire.crowd import Crowd
from bench.fire.judge import judge, percentile
from bench.fire.stage import PROCESSES, Stage
from bench.fire.tree import PROJECT, Change, copy_tree
from bench.outcome import CannotMeasureError, Goal, Outcome, note
from bench.pieces import Pieces, chosen

BEFORE_THE_FIRST_RELEASE = "6b8273d"
# Seconds: how long the reader forgets, between two people, and until everything is at rest.
FORGETS, PACE, REST = 30.0, 0.7, 120.0
# Seconds that a process gets to finish what it has in hand.
ENDING = 60.0
# Anybody may be held up for the second that a migration waits for its lock, and for a page behind it.
SLOWEST = 2000.0
# Written as somebody writes it who thinks of one version only.
CARELESS = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("intake", "{last}")]
    operations = [migrations.AddField("submission", "careless", models.CharField(max_length=9, default="x"))]
"""


def _careless(tree: Path) -> None:
    folder = tree / "intake" / "migrations"
    last = max(path.stem for path in folder.glob("[0-9]*.py"))
    (folder / "9999_careless.py").write_text(CARELESS.format(last=last))


PATIENT = Change("config/management/commands/migrate.py", "seconds=WAIT):", "seconds=0):")


@dataclass(frozen=True)
class UpgradeDefect:
    """`plant` changes the tree to upgrade to; `sign` is more than `most` then."""

    name: str
    scene: str
    sign: str
    plant: Callable[[Path], None]
    most: float = 0.0


DEFECTS = (
    UpgradeDefect("a mandatory column without a default in the database", "migrating", "errors_5xx", _careless),
    UpgradeDefect("migrating waits for its lock as long as it takes", "migrating", "migrating_p99_ms", PATIENT.apply, SLOWEST),
)


def measure(*, full: bool) -> Outcome:
    """Upgrade once; people must not notice."""
    figures, counts = upgrade(copy_of_this_tree())
    for name, value in {**figures, **counts}.items():
        print(f"{name:30} {value}")
    nothing = tuple(Goal(name, most=0) for name in ("lost", "doubled", "stuck", "errors_5xx", "unavailable_503"))
    return Outcome("upgrade", figures, (*nothing, Goal("migrating_p99_ms", most=SLOWEST), Goal("migrations", least=1)), counts)


def measure_planted(*, full: bool, only: str = "") -> Outcome:
    """A migration that the release before can't live with, and a wait for a lock without an end."""
    return Pieces("upgrade").prove_each(chosen(DEFECTS, only), _sign)


def _sign(defect: UpgradeDefect) -> float:
    tree = copy_of_this_tree()
    defect.plant(tree)
    figures, counts = upgrade(tree, rest=5)
    value = {**figures, **counts}[defect.sign]
    return value if value > defect.most else 0.0


def copy_of_this_tree(*changes: Change) -> Path:
    """A copy to upgrade to."""
    folder = Path(tempfile.mkdtemp(prefix="th-next-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return copy_tree(folder, changes=changes)


def upgrade(tree: Path, *, rest: float = REST) -> tuple[dict[str, float], dict[str, int]]:
    """Run the release before, migrate by `tree`, and let `tree` take over."""
    with tempfile.TemporaryDirectory(prefix="th-before-") as folder, Stage(is_short=False, source=_release_before(Path(folder))) as stage:
        crowd = Crowd(stage, stage.ask("prepare")["slug"], pace=PACE)
        stage.begin()
        crowd.start()
        try:
            stage.until(lambda: any(person.is_confirmed for person in crowd.people), seconds=60, what="somebody is confirmed")
            begun, seconds, count = _migrate(stage, tree)
            stage.wait(5)
            ended = time.monotonic()
            _take_over(stage, tree)
            stage.wait(8)
        finally:
            crowd.stop()
        stage.until(lambda: stage.stuck() == 0, seconds=rest)
        verdict = judge(stage, crowd, [])
    meanwhile = [answer.milliseconds for answer in crowd.answers() if begun <= answer.at <= ended]
    times = {"migrations": count, "migrating_seconds": seconds, "migrating_answers": len(meanwhile)}
    slow = {
        "migrating_p50_ms": percentile(0.5, meanwhile),
        "migrating_p99_ms": percentile(0.99, meanwhile),
        "slowest_ms": max(meanwhile, default=0),
    }
    return {**times, **slow, "people": len(crowd.people), "confirmed": verdict.figures["confirmed"]}, verdict.counts


def _release_before(folder: Path) -> Path:
    """The tree of the release before, as git keeps it."""
    tags = _git("tag", "--list", "v*", "--sort=-version:refname").decode().split()
    archive = _git("archive", tags[0] if tags else BEFORE_THE_FIRST_RELEASE)
    with tarfile.open(fileobj=BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    return folder


def _git(*arguments: str) -> bytes:
    done = subprocess.run(["git", "-C", str(PROJECT), *arguments], capture_output=True, check=False)
    if done.returncode != 0:
        raise CannotMeasureError("The release before is read from git, and this is no repository that has it.")
    return done.stdout


def _migrate(stage: Stage, tree: Path) -> tuple[float, float, int]:
    """Migrate beside the reader; when it began, how long it took, and how many migrations there were."""
    before = int(stage.sql("SELECT count(*) FROM django_migrations"))
    with _forgotten_reader(stage):
        begun = time.monotonic()
        command = [sys.executable, "manage.py", "migrate", "--no-input", "-v0"]
        with subprocess.Popen(command, cwd=tree, env=stage.environment, stdout=sys.stderr.fileno()) as migrating:
            stage.until(lambda: migrating.poll() is not None, seconds=600)
            if migrating.wait(timeout=5) != 0:
                raise CannotMeasureError("Migrating failed; its own words are above.")
    seconds = round(time.monotonic() - begun, 1)
    return begun, seconds, int(stage.sql("SELECT count(*) FROM django_migrations")) - before


@contextlib.contextmanager
def _forgotten_reader(stage: Stage) -> Iterator[None]:
    """A transaction that has read every table and is left open for a while, as by somebody who went to lunch."""
    line = psycopg.connect(stage.environment["DATABASE_URL"].replace("postgres://", "postgresql://", 1))
    tables = line.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    for (table,) in tables:
        line.execute(f'SELECT count(*) FROM "{table}"')
    end = threading.Timer(FORGETS, line.close)
    end.start()
    note(f"a reader keeps {len(tables)} tables open for {FORGETS:g} s")
    try:
        yield
    finally:
        end.join()


def _take_over(stage: Stage, tree: Path) -> None:
    """Start one process after another from the new tree."""
    stage.tree = tree
    stage.manage("translations", "compile")
    stage.manage("collectstatic", "--no-input")
    for name in reversed(PROCESSES):
        ending = stage.processes[name]
        ending.terminate()
        # On a busy machine it takes its time to finish what it has in hand; only then can its place be taken.
        stage.until(functools.partial(_has_ended, ending), seconds=ENDING, what=f"{name} of the release before has ended")
        stage.mend()
        stage.wait(1)


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    return process.poll() is not None
