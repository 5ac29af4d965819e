"""Other people's packages, each installed into an environment of its own, so that nothing of theirs comes near ours."""

import os
import subprocess
import sys
from pathlib import Path

from bench.outcome import note

# The newest of each that runs with our Django.
PACKAGES = {"post_office": "django-post-office==3.12.0", "mailer": "django-mailer==2.3.2"}
_BESIDE = ("Django==5.2.19", "psycopg[binary]==3.3.9")
_PROJECT = Path(__file__).resolve().parent.parent.parent


def python_of(peer: str) -> str:
    """The Python that has this package, made if need be; "" when it can't be installed here."""
    folder = Path(os.environ.get("THRESHOLD_VAR") or _PROJECT / "var").absolute() / "peers" / peer
    python, stamp = folder / "bin" / "python", folder / "complete"
    wanted = " ".join((PACKAGES[peer], *_BESIDE))
    if not (stamp.exists() and stamp.read_text() == wanted):
        note(f"installing {PACKAGES[peer]}")
        try:
            _run([sys.executable, "-m", "venv", "--clear", str(folder)])
            _run([str(python), "-m", "pip", "install", "--quiet", PACKAGES[peer], *_BESIDE])
        except (subprocess.SubprocessError, OSError) as error:
            note(f"{PACKAGES[peer]} can't be installed here ({type(error).__name__}); going on without it")
            return ""
        stamp.write_text(wanted)
    return str(python)


def _run(command: list[str]) -> None:
    subprocess.run(command, stdout=sys.stderr.fileno(), check=True, timeout=240)
