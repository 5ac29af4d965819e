"""Servers of a measurement's own. What was running before is never stopped, emptied or slowed down."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from bench.outcome import CannotMeasureError
from tests.servers import free_port


class Postgres:
    """A PostgreSQL cluster on a free port, with durable commits as in production; gone when closed."""

    def __init__(self, disk: Path | None = None) -> None:
        self.programs = _programs()
        self.identity = _identity()
        self.port = free_port()
        # On a small disk the log must stay small too.
        self.wal = "96MB" if disk else "1GB"
        self.folder = Path(tempfile.mkdtemp(prefix="th-pg-", dir=disk))
        if self.identity:
            os.chown(self.folder, self.identity["user"], self.identity["group"])

    @property
    def url(self) -> str:
        """What DATABASE_URL holds."""
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Make the cluster and wait until it answers."""
        self._run("initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
        self.resume()

    @property
    def data(self) -> Path:
        """The cluster's own folder."""
        return self.folder / "data"

    def resume(self) -> None:
        """Start the cluster that is there."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c shared_buffers=256MB -c max_wal_size={self.wal}"
        self._run("pg_ctl", "-D", str(self.data), "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """As an administrator does: sessions are ended, nothing is lost."""
        self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")

    def crash(self) -> None:
        """Kill -9 for the server and every one of its processes."""
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for pid in (first, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        """Stop it and remove its data."""
        with contextlib.suppress(CannotMeasureError):
            self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        done = subprocess.run(command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, **self.identity)
        if done.returncode != 0:
            raise CannotMeasureError(f"PostgreSQL's {program} failed: {done.stderr.decode(errors='replace')[-400:]}")


def _programs() -> Path:
    """The folder with initdb and pg_ctl; Debian keeps them out of PATH."""
    on_path = shutil.which("initdb")
    found = [Path(on_path)] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise CannotMeasureError("PostgreSQL is not installed, and this measurement needs one of its own.")
    return found[-1].parent


def _identity() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as the user that is there for it."""
    if os.getuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
