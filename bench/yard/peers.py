"""Other people's packages, each installed into an environment of its own, so that nothing of theirs comes near ours."""

import os
import subprocess
import sys
from pathlib import Path

from bench.outcome import note

# The newest of each that runs with our Django.
PACKAGES = {"post_office": "django-post-office==3.12.0", "mailer": "django-mailer==2.3.2"}
# Those that serve pages.
SERVERS = {"helpdesk": "django-helpdesk==2.6.1"}
_BESIDE = ("Django==5.2.19", "psycopg[binary]==3.3.9", "gunicorn==27.0.1")
_PROJECT = Path(__file__).resolve().parent.parent.parent


def python_of(peer: str) -> str:
    """The Python that has this package, made if need be; "" when it can't be installed here."""
    folder = Path(os.environ.get("THRESHOLD_VAR") or _PROJECT / "var").absolute() / "peers" / peer
    python, stamp = folder / "bin" / "python", folder / "complete"
    package = (PACKAGES | SERVERS)[peer]
    wanted = " ".join((package, *_BESIDE))
    if not (stamp.exists() and stamp.read_text() == wanted):
        note(f"installing {package}")
        try:
            _run([sys.executable, "-m", "venv", "--clear", str(folder)])
            _run([str(python), "-m", "pip", "install", "--quiet", package, *_BESIDE])
        except (subprocess.SubprocessError, OSError) as error:
            note(f"{package} can't be installed here ({type(error).__name__}); going on without it")
            return ""
        stamp.write_text(wanted)
    return str(python)


def _run(command: list[str]) -> None:
    subprocess.run(command, stdout=sys.stderr.fileno(), check=True, timeout=240)
