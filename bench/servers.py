"""Servers a measurement starts for itself: a PostgreSQL cluster on a free port. What was running before is never touched."""

import grp
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from tests.servers import free_port

# Where distributions put what they do not put on PATH.
_FOLDERS = ["/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt"]


class NoPostgresError(Exception):
    """There is no PostgreSQL server program here."""


class Postgres:
    """A cluster in a temporary folder; as root it runs as another user, since PostgreSQL refuses root."""

    def __init__(self) -> None:
        self.programs = _programs()
        self.folder = Path(tempfile.mkdtemp(prefix="th-bench-pg-"))
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._as_user = _other_user()

    def url(self, database: str) -> str:
        """What DATABASE_URL holds for a database of this cluster."""
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Make the cluster and wait until it answers."""
        if self._as_user:
            shutil.chown(self.folder, **self._as_user)
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale", "C").wait(60)
        options = ["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60"]
        self.process = self._run("postgres", "-D", str(data), "-p", str(self.port), "-k", str(self.folder), *options)
        end = time.monotonic() + 30
        while not self._answers():
            if time.monotonic() > end:
                raise RuntimeError("PostgreSQL did not answer within 30 s.")
            time.sleep(0.1)

    def create(self, database: str) -> str:
        """Make an empty database; its address."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}"')  # type: ignore[arg-type]
        return self.url(database)

    def close(self) -> None:
        """Stop the cluster and remove its data."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            return subprocess.Popen(
                [str(self.programs / name), *arguments],
                stdout=log,
                stderr=log,
                cwd="/",
                **self._as_user,  # type: ignore[call-overload]
            )

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def _programs() -> Path:
    found = shutil.which("postgres")
    if found and shutil.which("initdb"):
        return Path(found).parent
    for folder in _FOLDERS:
        for candidate in sorted(Path(folder).glob("*/bin/initdb"), reverse=True):
            return candidate.parent
    raise NoPostgresError("PostgreSQL is not installed here: this measurement needs its server programs (initdb, postgres).")


def _other_user() -> dict[str, str]:
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": name, "group": grp.getgrgid(entry.pw_gid).gr_name}
    raise NoPostgresError("PostgreSQL refuses to run as root, and there is no user 'postgres' or 'nobody' here.")
