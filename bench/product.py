"""The product as it runs in production: web, worker and scheduler as processes of their own, on servers of our own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Self

from bench.servers import Postgres
from config.local.children import die_with_parent
from core.keys import make_keys_file
from tests.servers import MailSink, RedisServer, free_port

PROJECT = Path(__file__).resolve().parent.parent
HOST = "care.clinic.example"
COMMANDS = {
    "web": ["gunicorn", "config.wsgi:application", "--workers", "2", "--log-level", "error", "--no-control-socket"],
    "worker": ["celery", "--quiet", "--app", "config", "worker", "--loglevel", "error", "--concurrency", "2"],
    "scheduler": ["celery", "--quiet", "--app", "config", "beat", "--loglevel", "error", "--pidfile", ""],
}
# The weight of a worker beside a web server, as in the install guide (CPUWeight=50) and docker-compose.yml.
GIVES_WAY = ("nice", "-n", "3")


class Product:
    """Everything, from the database to the mail server; use it in a `with` statement."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="th-product-"))
        self.postgres, self.redis, self.mail = Postgres(), RedisServer(), MailSink()
        self.port = free_port()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def environment(self) -> dict[str, str]:
        """The variables of production, https addresses included: the measurement plays the proxy."""
        return {
            "PATH": os.environ["PATH"],
            "DESK_URL": "https://desk.clinic.example",
            "LINK_URL": f"https://{HOST}",
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.redis.url,
            "EMAIL_URL": self.mail.url,
            "FROM_EMAIL": "hello@clinic.example",
            "KEYS_FILE": str(self.folder / "keys.json"),
            "THRESHOLD_VAR": str(self.folder),
        }

    def __enter__(self) -> Self:
        make_keys_file(self.folder / "keys.json")
        for server in (self.postgres, self.redis, self.mail):
            server.start()
        self.manage("translations", "compile")
        self.manage("collectstatic", "--no-input")
        self.manage("migrate", "--no-input")
        return self

    def __exit__(self, *_error: object) -> None:
        for name in ("scheduler", "worker", "web"):
            self.kill(name)
        self.mail.stop()
        self.redis.close()
        self.postgres.close()

    def manage(self, *arguments: str) -> None:
        """Run a management command; raises CalledProcessError with its own words on standard error."""
        self._python("manage.py", *arguments)

    def ask(self, question: str) -> Any:
        """The answer of one function of bench/ground.py, which runs with the product's settings."""
        return json.loads(self._python("-m", "bench.ground", question))

    def _python(self, *arguments: str) -> str:
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=PROJECT, env=self.environment, stdout=subprocess.PIPE, text=True, check=True).stdout

    def run_module(self, *arguments: str) -> str:
        """What a module that runs with the product's settings prints."""
        return self._python("-m", *arguments).strip()

    def start(self, name: str) -> None:
        """Start the web server, the worker or the scheduler."""
        self.processes[name] = subprocess.Popen(
            [*(GIVES_WAY if name.startswith("worker") else []), sys.executable, "-m", *self.command(name)],
            cwd=PROJECT,
            env=self.environment,
            stdout=sys.stderr.fileno(),
            process_group=0,
            preexec_fn=die_with_parent(),
        )

    def command(self, name: str) -> list[str]:
        """The module of a process and its arguments; what follows a dash only tells two of a kind apart."""
        extra = {"web": ["--bind", f"127.0.0.1:{self.port}"], "scheduler": ["--schedule", str(self.folder / f"beat-{name}")]}
        kind = name.partition("-")[0]
        return [*COMMANDS[kind], *extra.get(kind, [])]

    def kill(self, name: str) -> None:
        """Kill -9 for the process and all its children, as when a machine loses power."""
        process = self.processes.pop(name, None)
        if process is not None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
