"""The product on a stage where everything may burn: its own copy of the tree, servers of its own, a supervisor that mends."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Self

import psycopg

from bench.fire.control import Control, Slowness
from bench.fire.doom import ALL
from bench.fire.mail import Postman
from bench.fire.tree import BOTH_WAYS, PROJECT, SHORT, Change, copy_tree
from bench.outcome import CannotMeasureError, note
from bench.product import Product
from bench.servers import Postgres
from config.local.children import die_with_parent

FAULT, FAULT_SHORT = 4.0, 2.5
PROCESSES = ("web", "worker", "scheduler")
# The first step after which a send is in doubt, and where the sweep finds it.
FIRST_DOUBT, LOOKED_FOR = "send.committed", "reap.written"
# Rows in a middle state.
# Mail to made-up people that keeps the hours of its clinic waits for the morning when this is played at night.
_STUCK = (
    "SELECT (SELECT count(*) FROM followup_message AS message WHERE state IN ('pending', 'claimed', 'sending')"
    " AND NOT EXISTS (SELECT FROM intake_lead AS lead WHERE lead.id = message.lead_id AND lead.is_sample AND message.due_at > now()))"
    " + (SELECT count(*) FROM intake_lead WHERE followup_decided_at IS NULL)"
    " + (SELECT count(*) FROM intake_submission WHERE state = 'received')"
)
_EXPIRED = (
    "SELECT count(*) FROM followup_message AS message JOIN intake_lead AS lead ON lead.id = message.lead_id"
    " WHERE message.state = 'expired' AND message.staff_id IS NULL AND NOT lead.is_sample"
)
_STANDING = (
    "SELECT json_build_array((SELECT count(*) FROM intake_lead WHERE followup_decided_at IS NULL),"
    " (SELECT count(*) FROM intake_submission WHERE state = 'received'),"
    " (SELECT count(*) FROM followup_deliveryevent WHERE state = 'received'),"
    " (SELECT json_agg(found) FROM (SELECT state, count(*) FROM followup_message GROUP BY state ORDER BY state) AS found))::text"
)
_WHERE_STUCK = (
    "SELECT state, reply_code, tries, count(*), min(due_at - now()) AS due_in, max(claimed_until - now()) AS held_for"
    " FROM followup_message WHERE state IN ('pending', 'claimed', 'sending') GROUP BY 1, 2, 3"
)
_WHY_STUCK = (
    _WHERE_STUCK,
    "SELECT held_because, holds, held_until - now() AS held_for, next_at - now() AS next_in FROM followup_sendingpace",
    "SELECT name, now() - beat_at AS ago FROM core_heartbeat ORDER BY name",
)


class Stage(Product):
    """Starts, kills, mends. `changes` are made to its copy of the code, on top of the shorter leases."""

    def __init__(
        self,
        *,
        changes: Iterable[Change] = (),
        is_short: bool = True,
        like: "Stage | None" = None,
        source: Path = PROJECT,
        disks: tuple[Path | None, Path | None] = (None, None),
        rounds: int = 1,
    ) -> None:
        super().__init__()
        self.var_disk, self.data_disk = disks
        self.rounds = rounds
        # Seconds that a server stays broken.
        self.fault = FAULT * rounds
        # Which kill points are struck, if not all.
        self.points: tuple[str, ...] = ()
        if self.data_disk is not None:
            shutil.rmtree(self.postgres.folder, ignore_errors=True)
            self.postgres = Postgres(self.data_disk)
        self.mail: Any = Postman()
        self.like = like
        usual = [*((BOTH_WAYS,) if source == PROJECT else ()), *(SHORT if is_short else ())]
        self.tree = copy_tree(self.folder / "tree", changes=[*usual, *changes], source=source)
        self.orders = self.folder / "orders"
        self.orders.mkdir()
        self.words = (self.folder / "words").open("ab")
        self.wanted: set[str] = set()
        # Kill points that were come to; sends whose end nobody can know because of what was done here.
        self.fired = self.doubts = 0
        # Messages to people who wrote here that expired although the clock had not been moved.
        self.expired = 0
        # How often something ended that nobody here killed by its id, and was started again.
        self.mended = 0
        self.control: Control | None = None
        self.database = "postgres"
        if like is not None:
            self.postgres, self.database = like.postgres, f"stage_{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        base = super().environment
        found = {**base, "DATABASE_URL": self.address, "BENCH_FIRE": str(self.orders), "PYTHONDONTWRITEBYTECODE": "1"}
        if self.var_disk is not None:
            found["THRESHOLD_VAR"] = str(self.var_disk)
        return found if self.like is None else {**found, "KEYS_FILE": self.like.environment["KEYS_FILE"]}

    def __enter__(self) -> Self:
        if self.like is None:
            super().__enter__()
            return self
        for server in (self.redis, self.mail):
            server.start()
        self.like.sql(f'CREATE DATABASE "{self.database}" TEMPLATE "ground"', on="postgres")
        for name in ("static", "locale"):
            with contextlib.suppress(FileNotFoundError):
                shutil.copytree(self.like.folder / name, self.folder / name)
        for path in (self.like.tree / "locale").rglob("*.mo"):
            shutil.copy(path, self.tree / path.relative_to(self.like.tree))
        return self

    def __exit__(self, *error: object) -> None:
        for name in list(self.processes):
            self.kill(name)
        if self.control is not None:
            self.control.stop()
        if self.like is None:
            super().__exit__(*error)
        else:
            self.mail.stop()
            self.redis.close()
            self.like.sql(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)', on="postgres")
        self.words.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def keep_as_ground(self) -> None:
        """Let other stages start from the database as it is now."""
        self.sql('CREATE DATABASE "ground" TEMPLATE "postgres"', on="template1")

    def address_of(self, database: str) -> str:
        """Where a database of this stage is reached."""
        return f"{self.postgres.url.rpartition('/')[0]}/{database}"

    @property
    def address(self) -> str:
        """Where the product's own database is reached."""
        return self.address_of(self.database)

    def sql(self, statement: str, *, on: str = "") -> Any:
        """One statement, and the first value of its first row if there is one."""
        with psycopg.connect(self.address_of(on or self.database), autocommit=True, connect_timeout=5) as line:
            found = line.execute(statement)
            row = found.fetchone() if found.description else None
        return row[0] if row else None

    def ask(self, question: str) -> Any:
        """As Product.ask; what concerns burning is answered by bench/fire/ground.py."""
        import json  # noqa: PLC0415

        module = "bench.fire.ground" if question in {"fates", "doors"} else "bench.ground"
        return json.loads(self._python("-m", module, question))

    def run(self, module: str, question: str, **words: Any) -> Any:
        """The answer of a function of `module`, which runs with the product's settings."""
        import json  # noqa: PLC0415

        return json.loads(self._python("-m", module, question, json.dumps(words)))

    def tell(self, *arguments: str) -> str:
        """What a management command prints."""
        return self._python("manage.py", *arguments)

    def _python(self, *arguments: str) -> str:
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=self.tree, env=self.environment, stdout=subprocess.PIPE, text=True, check=True).stdout

    def start(self, name: str) -> None:
        """Start a process; "scheduler-2" is one more scheduler."""
        self.processes[name] = subprocess.Popen(
            [sys.executable, "-m", *self.command(name)],
            cwd=self.tree,
            env=self.environment,
            stdout=self.words,
            stderr=self.words,
            process_group=0,
            preexec_fn=die_with_parent(),
        )
        self.wanted.add(name)

    def begin(self) -> None:
        """Start everything and wait until the web server answers."""
        self.control = Control(self.address, self.folder)
        self.control.start()
        for name in PROCESSES:
            self.start(name)
        self.until(self.is_answering, seconds=60, what="the web server answers")

    def slowness(self) -> Slowness:
        """What the machine took from everybody since the beginning."""
        return Slowness(self.control.units() if self.control else [])

    def is_answering(self) -> bool:
        """Whether the web server takes connections."""
        import socket  # noqa: PLC0415

        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            return True
        return False

    def mend(self) -> None:
        """What a supervisor does: start again what ended."""
        for name in self.wanted:
            process = self.processes.get(name)
            if process is not None and process.poll() is not None:
                # Its children hold the port, or go on working, until they are gone as well.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                self.start(name)
                self.mended += 1

    def strike(self, name: str) -> None:
        """Kill -9 a process with its children, and let the supervisor start it again."""
        self.kill(name)
        self.start(name)

    def dismiss(self, name: str) -> None:
        """End a process for good."""
        self.wanted.discard(name)
        self.kill(name)

    def wait(self, seconds: float) -> None:
        """Let time pass, mending."""
        self.until(lambda: False, seconds=seconds)

    def until(self, condition: Callable[[], object], *, seconds: float, what: str = "") -> bool:
        """Wait for `condition`, mending; False when it did not come. With `what`, that is worth a note."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition():
                return True
            self.mend()
            time.sleep(0.05)
        if what:
            note(f"not within {seconds:g} s: {what}")
        return False

    def arm(self, point: str, *, everything: bool) -> None:
        """Let whoever reaches `point` next die there."""
        (self.orders / f"{point}.taken").unlink(missing_ok=True)
        (self.orders / point).write_text(ALL if everything else "")

    def strike_at(self, point: str, *, everything: bool, seconds: float) -> bool:
        """Let somebody die at `point`; False when nobody came there. Lost sends are looked for later, so that is armed first."""
        if point == FIRST_DOUBT:
            self.arm(LOOKED_FOR, everything=False)
        if point != LOOKED_FOR or not (self.has_fired(point) or (self.orders / point).exists()):
            self.arm(point, everything=everything)
        if self.until(lambda: self.has_fired(point), seconds=seconds):
            self.fired += 1
            return True
        note(f"nobody came to {point}")
        self.disarm(point)
        return False

    def has_fired(self, point: str) -> bool:
        """Whether somebody died at `point`."""
        return (self.orders / f"{point}.taken").exists()

    def disarm(self, point: str) -> None:
        (self.orders / point).unlink(missing_ok=True)

    def set_clock(self, seconds: float) -> None:
        """Move every process's idea of the time of day."""
        beside = self.orders / "clock.new"
        beside.write_text(str(seconds))
        beside.replace(self.orders / "clock")

    def revive(self) -> None:
        """Start PostgreSQL if it is down, as its own supervisor would; a server that recovers is waited for."""
        end = time.monotonic() + 40
        while self.stuck() < 0 and time.monotonic() < end:
            # The old one's memory may not be free yet.
            with contextlib.suppress(CannotMeasureError):
                self.postgres.resume()
            self.wait(0.3)

    def stuck(self) -> int:
        """How many rows are in a middle state; -1 while the database can't be asked."""
        try:
            return int(self.sql(_STUCK))
        except psycopg.Error:
            return -1

    def come_to_rest(self, *, still: float, most: float, also: Callable[[], object]) -> bool:
        """Wait until no row is in a middle state and `also` holds; no longer than `most`, or than nothing moved for `still` seconds."""
        last, moved = "", time.monotonic()

        def is_over() -> bool:
            nonlocal last, moved
            now = str(self._standing())
            if now != last:
                last, moved = now, time.monotonic()
            return (self.stuck() == 0 and bool(also())) or time.monotonic() - moved > still

        self.until(is_over, seconds=most, what="everything is at rest")
        return self.stuck() == 0 and bool(also())

    def _standing(self) -> Any:
        """How many messages, leads and arrivals are in which state; None while the database can't be asked."""
        try:
            return self.sql(_STANDING)
        except psycopg.Error:
            return None

    def tell_what_is_stuck(self) -> None:
        """Note in which states rows are left, since when, and what holds mail back."""
        for question in _WHY_STUCK:
            note(str(self.sql(f"SELECT coalesce(json_agg(found), '[]') FROM ({question}) AS found")))

    def expired_now(self) -> int:
        """How many messages to people who wrote here were never sent because it was too late for them.

        The samples bring old messages along, and some of those end at an hour of the day.
        """
        return int(self.sql(_EXPIRED))

    def deadlocks(self) -> int:
        """How often PostgreSQL had to end somebody's transaction because two waited for each other."""
        log = self.postgres.folder / "log"
        return log.read_text(errors="replace").count("deadlock detected") if log.exists() else 0

    def unsealed(self) -> int:
        """How many audit entries wait for their seal."""
        return int(self.sql("SELECT (SELECT count(*) FROM core_auditentry) - (SELECT count(*) FROM core_auditseal)"))


@contextlib.contextmanager
def small_disk(*, megabytes: int) -> Iterator[Path | None]:
    """A file system of its own that can be filled; None where mounting is not allowed."""
    import tempfile  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp(prefix="th-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(folder)]
    is_there = subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield folder if is_there else None
    finally:
        if is_there:
            subprocess.run(["umount", "-l", str(folder)], check=False)
        folder.rmdir()


def fill(folder: Path) -> Path:
    """Write until nothing more fits; the file to delete."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 65536)
    with path.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0")
    return path


__all__ = ["PROCESSES", "Postgres", "Stage", "fill", "small_disk"]
