"""The product and the bare Django beside it, on one PostgreSQL of their own."""

import os
import signal
import socket
import subprocess
import sys

import psycopg

from bench.product import HOST, PROJECT, Product
from bench.yard.meter import Meter
from config.local.children import die_with_parent
from tests.servers import free_port, wait_until

GUNICORN = ["gunicorn", "--workers", "2", "--log-level", "error", "--no-control-socket"]
PROXY = {"X-Forwarded-Proto": "https"}


class Stage(Product):
    """Use it in a `with` statement; `serve` starts what is measured, the end stops all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.ports: dict[str, int] = {}

    def __exit__(self, *error: object) -> None:
        for name in list(self.processes):
            self.kill(name)
        super().__exit__(*error)

    def serve(self, name: str, module: str, *, python: str = sys.executable, **environment: str) -> None:
        """A web server of two processes, ready to answer."""
        self.ports[name] = port = free_port()
        command = [python, "-m", *GUNICORN, "--bind", f"127.0.0.1:{port}", module]
        self.processes[name] = subprocess.Popen(
            command,
            cwd=PROJECT,
            env={**self.environment, **environment},
            stdout=sys.stderr.fileno(),
            process_group=0,
            preexec_fn=die_with_parent(),
        )
        wait_until(lambda: _listens(port), seconds=60, what=f"{name} listens")

    def serve_product(self) -> None:
        """The product's own web server, whole."""
        self.serve("whole", "config.wsgi:application")

    def serve_bare(self) -> str:
        """Bare Django; the session that may see its page."""
        self.sql("create database bare")
        key = self.bare("prepare")
        self.serve("bare", "bench.yard.bare_app:application", **self._bare_environment)
        return key

    @property
    def _bare_environment(self) -> dict[str, str]:
        return {"BARE_PGPORT": str(self.postgres.port)}

    def bare(self, *arguments: str) -> str:
        """What a command of the bare Django prints."""
        command = [sys.executable, "-m", "bench.yard.bare_app", *arguments]
        environment = {**self.environment, **self._bare_environment}
        done = subprocess.run(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout.strip()

    def run_module_with(self, environment: dict[str, str], *arguments: str) -> str:
        """As run_module, with other variables."""
        command = [sys.executable, "-m", *arguments]
        variables = {**self.environment, **environment}
        return subprocess.run(command, cwd=PROJECT, env=variables, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()

    def meter(self, *names: str) -> Meter:
        """A meter of these processes and of the database."""
        return Meter(measured=[*(self.processes[name].pid for name in names), self.database_pid], ours=[self.database_pid])

    @property
    def database_pid(self) -> int:
        """The first process of our PostgreSQL."""
        return int((self.postgres.folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0])

    def sql(self, statement: str, *, database: str = "postgres") -> str:
        """The first value that one statement returns, as text; empty when it returns nothing."""
        url = self.postgres.url.rpartition("/")[0] + f"/{database}"
        with psycopg.connect(url, autocommit=True) as connection:
            found = connection.execute(statement)
            return str(found.fetchone()[0]) if found.description else ""

    def interrupt(self, name: str) -> None:
        """Stop a process and its children in good order."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


__all__ = ["HOST", "PROXY", "Stage"]
