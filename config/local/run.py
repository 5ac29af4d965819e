"""`./threshold run`: web, worker, scheduler and an embedded Redis-compatible server, looked after by one process.

Run as `python -m config.local.run` in the project's environment; the `threshold` script does that.
"""

import argparse
import contextlib
import fcntl
import http
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from config.local import leftovers, redis_server
from config.local.children import Child
from config.local.folders import PROJECT, data_folder
from config.local.words import CannotStartError, say

READY_SECONDS = 60.0
LAST_PORT = 65535
# A Unix socket's path may have 107 characters on Linux and 103 on macOS; ours adds about twenty.
LONGEST_BASE, SHORT_BASE = 75, "/tmp"  # noqa: S108  mkdtemp makes a folder of our own in it
OTHER_PORT = "./threshold run --port"
_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  what the visitor of such a server types


class StoppedError(Exception):
    """Somebody asked to stop before everything was up."""


class StopRequest:
    """Remembers Ctrl-C and SIGTERM."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.asked = True


class Set:
    """One running set-up: its folder, its address and its children in starting order."""

    def __init__(self, *, folder: Path, host: str, port: int) -> None:
        self.folder = folder
        self.host, self.port = host, port
        self.stop = StopRequest()
        self.children: list[Child] = []
        self.noted: dict[str, str] = {}
        self.environment = self._environment()

    @property
    def url(self) -> str:
        """Where the browser goes. `localhost` and not a number: passkeys need a name."""
        return f"http://{'localhost' if self.host in {'127.0.0.1', 'localhost'} else self.host}:{self.port}"

    def _environment(self) -> dict[str, str]:
        ours = {"THRESHOLD_MODE": "local", "THRESHOLD_VAR": str(self.folder), "PYTHONUNBUFFERED": "1"}
        # Celery warns of running as root on every start; somebody who tries things out in a container knows.
        environment = {**os.environ, **ours, "PYTHONWARNINGS": "ignore:You're running the worker"}
        environment.setdefault("DESK_URL", self.url)
        environment.setdefault("LINK_URL", environment["DESK_URL"])
        return environment

    def add(self, name: str, command: list[str], *, patience: float = 12.0) -> Child:
        """Start one more child."""
        child = Child(name=name, command=command, environment=self.environment, folder=str(PROJECT), patience=patience)
        child.start()
        self.children.append(child)
        return child

    def watch(self) -> None:
        """Keep every child alive until somebody asks to stop."""
        while not self.stop.asked:
            for child in self.children:
                child.keep_alive()
            self._remember()
            time.sleep(0.5)

    def _remember(self) -> None:
        found = leftovers.describe(self.children)
        if found != self.noted:
            leftovers.remember(self.folder / "processes.json", found)
            self.noted = found

    def wait_for_web(self) -> None:
        """Return when the web server answers; raises CannotStartError when it does not, StoppedError on Ctrl-C."""
        end = time.monotonic() + READY_SECONDS
        while not _answers(self.host, self.port):
            if self.stop.asked:
                raise StoppedError
            if time.monotonic() > end or self.children[-1].process is None:
                raise CannotStartError("the web server did not answer; its own words are above.")
            for child in self.children:
                child.keep_alive()
            time.sleep(0.1)

    def announce(self) -> None:
        """Leave the addresses for `./threshold manage`, so that its commands ring the same doorbell."""
        found = {name: self.environment.get(name, "") for name in ("DESK_URL", "LINK_URL", "REDIS_URL")}
        (self.folder / "running.json").write_text(json.dumps(found), encoding="utf-8")

    def end(self) -> None:
        """Stop the children, the newest first, and forget them."""
        for child in reversed(self.children):
            child.stop()
        for name in ("processes.json", "running.json"):
            (self.folder / name).unlink(missing_ok=True)


def main(arguments: list[str]) -> int:
    """Run until stopped; returns the exit code."""
    options = _read_arguments(arguments)
    try:
        folder = data_folder()
        with _only_instance(folder), _socket_folder() as sockets:
            _refuse_taken_port(options.host, options.port)
            _run(Set(folder=folder, host=options.host, port=options.port), sockets)
    except CannotStartError as problem:
        say(str(problem))
        return 1
    except StoppedError:
        pass
    say("stopped. Your data is kept in " + str(folder))
    return 0


def _read_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="threshold run", description="Run Threshold on this machine, with sample data.")
    parser.add_argument("--port", type=_port, default=8000, help="the port of the web pages (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1: this machine only)")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= LAST_PORT:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return port


def _run(everything: Set, sockets: Path) -> None:
    leftovers.end_leftovers(everything.folder / "processes.json")
    logins = _prepare(everything)
    try:
        has_broker = _start_broker(everything, sockets)
        _start_workers(everything, has_broker=has_broker)
        _start_web(everything)
        everything.wait_for_web()
        everything.announce()
        _welcome(everything, logins)
        everything.watch()
        say("stopping ...")
    finally:
        _stop_in_order(everything)


def _prepare(everything: Set) -> str:
    """Tables, translations and sample data; returns the sample logins."""
    say("preparing the database ...")
    return _call(everything, ["manage.py", "prepare_local"])


def _call(everything: Set, arguments: list[str]) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=everything.environment, cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=False)
    if everything.stop.asked:
        raise StoppedError
    if done.returncode != 0:
        raise CannotStartError("the database could not be prepared; the reason is above.")
    return done.stdout


def _start_broker(everything: Set, sockets: Path) -> bool:
    """REDIS_URL if given, else a server of our own, else none: then a plain loop does the work, a little later."""
    if os.environ.get("REDIS_URL"):
        return True
    program = redis_server.find_server()
    if program is None:
        return _without_broker("no Redis-compatible server was found")
    path = sockets / "s"
    data = everything.folder / "redis"
    data.mkdir(mode=0o700, exist_ok=True)
    child = everything.add("broker", redis_server.server_command(program, socket_path=path, data_folder=data))
    if not redis_server.wait_until_answering(path, seconds=10):
        child.stop()
        everything.children.remove(child)
        return _without_broker(f"{program} did not answer")
    everything.environment["REDIS_URL"] = f"redis+socket://{path}"
    return True


def _without_broker(reason: str) -> bool:
    say(f"{reason}; background work runs every 10 to 30 seconds instead of at once. Nothing else changes.")
    return False


def _start_workers(everything: Set, *, has_broker: bool) -> None:
    if not has_broker:
        everything.environment["REDIS_URL"] = ""
        everything.add("worker", [sys.executable, "manage.py", "sweep_loop"])
        return
    celery = [sys.executable, "-m", "celery", "--quiet", "--app", "config"]
    threads = ["--pool", "threads", "--concurrency", "4"]
    everything.add("worker", [*celery, "worker", "--loglevel", "warning", *threads, "--without-gossip", "--without-mingle"])
    schedule = str(everything.folder / "beat-schedule")
    everything.add("scheduler", [*celery, "beat", "--loglevel", "warning", "--pidfile", "", "--schedule", schedule])


def _start_web(everything: Set) -> None:
    address = f"[{everything.host}]:{everything.port}" if ":" in everything.host else f"{everything.host}:{everything.port}"
    gunicorn = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", address, "--log-level", "warning"]
    threads = ["--worker-class", "gthread", "--threads", "8", "--graceful-timeout", "8"]
    everything.add("web server", [*gunicorn, *threads, "--no-control-socket"])


def _stop_in_order(everything: Set) -> None:
    """The scheduler first, so that nothing new begins; the broker last, so that what ends can say so."""
    order = ["broker", "web server", "worker", "scheduler"]
    everything.children.sort(key=lambda child: order.index(child.name))
    everything.end()


def _welcome(everything: Set, logins: str) -> None:
    say(f"ready: {everything.environment['DESK_URL']}/")
    for line in logins.splitlines():
        say(line)
    say("press Ctrl-C to stop.")


def _answers(host: str, port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{_url_host(host)}:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == http.HTTPStatus.OK)
    except (OSError, urllib.error.URLError):
        return False


def _url_host(host: str) -> str:
    return _ANY_ADDRESS.get(host, f"[{host}]" if ":" in host else host)


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise CannotStartError(f"port {port} needs more rights than you have. Choose another: {OTHER_PORT} 8001") from None
        except OSError as error:
            reason = f"can't listen on {host}, port {port} ({error.strerror})"
            raise CannotStartError(f"{reason}. Choose another: {OTHER_PORT} {port + 1 if port < LAST_PORT else 8001}") from None


@contextlib.contextmanager
def _only_instance(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; raises CannotStartError when another run has it."""
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            reason = f"already running with the data in {folder}"
            raise CannotStartError(f"{reason}. Stop that one, or set THRESHOLD_VAR to another folder.") from None
        yield


@contextlib.contextmanager
def _socket_folder() -> Iterator[Path]:
    """A short folder that only we may enter; the system's own may be too long for a Unix socket."""
    folder = Path(tempfile.mkdtemp(prefix="threshold-", dir=None if len(tempfile.gettempdir()) < LONGEST_BASE else SHORT_BASE))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
