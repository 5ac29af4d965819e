"""Where the embedded set-up keeps things: in the project when it may write there, else in folders of the user's own."""

import contextlib
import fcntl
import hashlib
import json
import os
import tempfile
from pathlib import Path

from config.local.words import CannotStartError

PROJECT = Path(__file__).resolve().parent.parent.parent
_HOMES = {"cache": ("XDG_CACHE_HOME", "~/.cache"), "share": ("XDG_DATA_HOME", "~/.local/share")}


def may_write(folder: Path) -> bool:
    """True for an existing folder that this user may add files to."""
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def home(kind: str) -> Path:
    """A folder of the user's own for this copy of the project: `cache` for what can be made again, `share` for data."""
    variable, usual = _HOMES[kind]
    base = Path(os.environ.get(variable) or Path(usual).expanduser())
    mine = base / "threshold" / hashlib.sha256(str(PROJECT).encode()).hexdigest()[:12]
    with contextlib.suppress(OSError):
        mine.mkdir(parents=True, exist_ok=True, mode=0o700)
    return mine if may_write(mine) else _without_home(f"threshold-{kind}-{os.getuid()}-{mine.name}")


def _without_home(name: str) -> Path:
    """A user without a home folder; somebody else could have made the folder first, and must not."""
    folder = Path(tempfile.gettempdir()) / name
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise CannotStartError(f"{folder} belongs to somebody else. Set HOME to a folder of your own.")
    return folder


def data_folder() -> Path:
    """Where data lives; made if missing, readable by its owner only."""
    folder = _choose_data_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise CannotStartError(f"can't make {folder} ({error.strerror}). Set THRESHOLD_VAR to a folder of your own.") from None
    if not may_write(folder):
        raise CannotStartError(f"can't write to {folder}. Set THRESHOLD_VAR to a folder of your own.")
    return folder


def _choose_data_folder() -> Path:
    given, inside = os.environ.get("THRESHOLD_VAR"), PROJECT / "var"
    if given:
        return Path(given).resolve()
    return inside if may_write(inside) or (may_write(PROJECT) and not inside.exists()) else home("share") / "var"


def running_addresses(folder: Path) -> dict[str, str]:
    """The variables of the set-up that runs with this data just now; empty when none does."""
    try:
        with (folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return {}
    except BlockingIOError:
        return _read(folder / "running.json")
    except OSError:
        return {}


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
