"""The product's own processes for a measurement: web, worker and scheduler, started by the commands docs/install.md names."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from core.keys import make_keys_file
from tests.servers import free_port

PROJECT = Path(__file__).resolve().parent.parent


class Product:
    """One set-up in a folder of its own. Every process is in a process group of its own, so it can be killed whole."""

    def __init__(self, *, folder: Path, database_url: str, redis_url: str, email_url: str) -> None:
        self.folder, self.port = folder, free_port()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        make_keys_file(folder / "keys.json")
        self.environment = {
            "THRESHOLD_MODE": "local",
            "THRESHOLD_VAR": str(folder),
            "KEYS_FILE": str(folder / "keys.json"),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "EMAIL_URL": email_url,
            "FROM_EMAIL": "messages@oak.example",
            "DESK_URL": f"http://127.0.0.1:{self.port}",
            "LINK_URL": f"http://127.0.0.1:{self.port}",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }

    def enter(self) -> None:
        """Make this process part of the set-up, so that it can prepare and check rows."""
        for name in [name for name in os.environ if name.startswith("THRESHOLD_")]:
            del os.environ[name]
        os.environ.update(self.environment)
        import django  # noqa: PLC0415  settings are read here, from the environment above
        from django.core.management import call_command  # noqa: PLC0415

        django.setup()
        call_command("migrate", verbosity=0)

    def start_web(self, *, workers: int = 2) -> None:
        """Start the web server and wait until it answers."""
        bind = f"127.0.0.1:{self.port}"
        self._start("web", "-m", "gunicorn", "config.wsgi:application", "--bind", bind, "--workers", str(workers), "--no-control-socket")
        _wait_for(f"http://{bind}/healthz")

    def start_worker(self, *, concurrency: int = 2) -> None:
        """Start a worker that forks, as in production."""
        self._start("worker", "-m", "celery", "--app", "config", "worker", "--loglevel", "warning", "--concurrency", str(concurrency))

    def start_scheduler(self) -> None:
        """Start the scheduler."""
        schedule = str(self.folder / "beat-schedule")
        self._start(
            "scheduler", "-m", "celery", "--app", "config", "beat", "--loglevel", "warning", "--pidfile", "", "--schedule", schedule
        )

    def kill(self, name: str) -> None:
        """End a process and all it forked with SIGKILL."""
        process = self.processes[name]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        """End everything."""
        for name, process in self.processes.items():
            if process.poll() is None:
                self.kill(name)

    def log(self, name: str, *, lines: int = 20) -> str:
        """The last lines of a process's output."""
        path = self.folder / f"{name}.log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else ""

    def _start(self, name: str, *arguments: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=PROJECT,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )


def _wait_for(url: str, *, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("The web server did not answer.")
