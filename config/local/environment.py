"""The project's own virtual environment: made, mended and brought up to date. Standard library only, and used outside of it.

A stamp in the environment tells what was installed completely. It is written last, so an installation that was cut
short is begun anew, and one that is complete needs no network again.
"""

import contextlib
import fcntl
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from config.local.folders import PROJECT, home, may_write
from config.local.words import CannotStartError, say

STAMP = "threshold-stamp.json"
OPTIONAL = "requirements-local.txt"
UV_SECONDS = 240.0


def environment_python(*, dev: bool = False) -> Path:
    """The Python of an environment that holds what is needed; made or mended first when it does not."""
    folder = environment_folder()
    names = ["requirements.txt", OPTIONAL, *(["requirements-dev.txt"] if dev else [])]
    wanted = {name: _digest(PROJECT / name) for name in names}
    if missing(folder, wanted):
        if not may_write(folder.parent):
            raise CannotStartError(f"can't write to {folder.parent}.")
        with _alone(folder.with_name(f"{folder.name}.lock")):
            bring_up_to_date(folder, wanted)
    return folder / "bin" / "python"


def environment_folder() -> Path:
    """`.venv` in the project, or in the user's cache when the project can't be written to."""
    inside = PROJECT / ".venv"
    return inside if may_write(PROJECT) or (inside / STAMP).exists() else home("cache") / "venv"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_stamp(folder: Path) -> dict[str, str]:
    """What was installed completely: the Python, and the digest of each requirement file. Empty when it can't be used."""
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    is_usable = isinstance(stamp, dict) and stamp.get("python") == sys.version and (folder / "bin" / "python").exists()
    return stamp if is_usable else {}


def missing(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    """The requirement files that are not, or not in this version, installed."""
    stamp = read_stamp(folder)
    return [name for name, digest in wanted.items() if stamp.get(name) != digest]


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Two commands started at once must not build one environment together."""
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another ./threshold that is preparing the environment ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def bring_up_to_date(folder: Path, wanted: Mapping[str, str]) -> None:
    """Install what is missing. A changed file means a new environment: what it no longer names must go too."""
    begun = time.monotonic()
    todo, stamp = missing(folder, wanted), read_stamp(folder)
    if not todo:
        return
    if not stamp or any(name in stamp for name in todo):
        _make_empty(folder)
        todo, stamp = list(wanted), {"python": sys.version}
    _install(folder / "bin" / "python", todo)
    temporary = folder / f"{STAMP}.new"
    temporary.write_text(json.dumps({**stamp, **{name: wanted[name] for name in todo}}), encoding="utf-8")
    temporary.replace(folder / STAMP)
    say(f"the environment is ready ({time.monotonic() - begun:.0f} s).")


def _make_empty(folder: Path) -> None:
    say(f"making an environment in {folder}; the first time takes up to a minute ...")
    (folder / STAMP).unlink(missing_ok=True)
    _run([sys.executable, "-m", "venv", "--clear", str(folder)], "The environment could not be made.")


def _install(python: Path, names: Iterable[str]) -> None:
    """uv, itself taken from the lock, is several times faster; pip, which is always there, is the way back."""
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet", "--require-hashes"]
    uv = [str(python), "-m", "uv", "--quiet", "pip", "install", "--python", str(python), "--require-hashes", "--compile-bytecode"]
    is_fast = _has_uv(python, pip)
    for name in names:
        path = str(PROJECT / name)
        if name == OPTIONAL:
            _install_optional([*pip, "--only-binary", ":all:", "-r", path])
        elif not (is_fast and _succeeds([*uv, "-r", path], seconds=UV_SECONDS)):
            _run([*pip, "-r", path], f"{name} could not be installed. Is the network reachable?")


def _install_optional(command: Sequence[str]) -> None:
    """The embedded server has no build for every machine; without it everything works, a little later."""
    if not _succeeds(command):
        say("there is no embedded Redis-compatible server for this machine; going on without.")


def _has_uv(python: Path, pip: Sequence[str]) -> bool:
    """Whether uv is in the environment, after installing the one that requirements-dev.txt locks."""
    if _succeeds([str(python), "-c", "import uv"]):
        return True
    locks = (PROJECT / "requirements-dev.txt").read_text(encoding="utf-8")
    found = re.search(r"^uv==[^\n]*\n(?: +--hash=[^\n]*\n)+", locks, re.MULTILINE)
    if found is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        only_uv = Path(folder) / "uv.txt"
        only_uv.write_text(found.group(0), encoding="utf-8")
        return _succeeds([*pip, "-r", str(only_uv)])


def _succeeds(command: Sequence[str], *, seconds: float | None = None) -> bool:
    try:
        return subprocess.run(command, cwd=PROJECT, capture_output=True, timeout=seconds, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _run(command: Sequence[str], problem: str) -> None:
    """Run it, and show its words only when it fails."""
    done = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        sys.stderr.write(done.stdout.decode(errors="replace"))
        raise CannotStartError(problem)
