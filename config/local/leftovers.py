"""Processes of an earlier run that was killed: Linux ends them with their parent, elsewhere the next start does."""

import json
import os
import signal
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from config.local.children import Child
from config.local.words import say


def describe(children: Iterable[Child]) -> dict[str, str]:
    """The processes of this run by number, with the words by which to know them again."""
    return {str(child.process.pid): " ".join(child.command) for child in children if child.process}


def remember(path: Path, found: Mapping[str, str]) -> None:
    """Write the list for the next start."""
    path.write_text(json.dumps(dict(found)), encoding="utf-8")


def end_leftovers(path: Path) -> None:
    """End processes of the list at `path` that still run the very command that was noted."""
    for pid, command in _read(path).items():
        if _command_of(pid) == command:
            say(f"ending process {pid}, left over from an earlier run.")
            os.killpg(int(pid), signal.SIGKILL)
    path.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _command_of(pid: str) -> str:
    if not pid.isdigit():
        return ""
    try:
        found = subprocess.run(["/bin/ps", "-ww", "-o", "args=", "-p", pid], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return found.stdout.strip()
