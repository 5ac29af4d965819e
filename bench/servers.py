"""Servers of a measurement's own. What was running before is never stopped, emptied or slowed down."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from bench.outcome import CannotMeasureError
from tests.servers import free_port


class Postgres:
    """A PostgreSQL cluster on a free port, with durable commits as in production; gone when closed."""

    def __init__(self) -> None:
        self.programs = _programs()
        self.identity = _identity()
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="th-pg-"))
        if self.identity:
            os.chown(self.folder, self.identity["user"], self.identity["group"])

    @property
    def url(self) -> str:
        """What DATABASE_URL holds."""
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Make the cluster and wait until it answers."""
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c shared_buffers=256MB"
        self._run("pg_ctl", "-D", str(data), "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def close(self) -> None:
        """Stop it and remove its data."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
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
