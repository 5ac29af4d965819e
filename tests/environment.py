"""The environment every test process runs in. Called before anything imports the settings."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django

from core.keys import make_keys_file

# A developer's own variables must not decide what a test finds; only DATABASE_URL and TEST_REDIS_URL choose from outside.
_OURS = ("DESK_URL", "LINK_URL", "REDIS_URL", "EMAIL_URL", "FROM_EMAIL", "KEYS_FILE")


def prepare() -> Path:
    """Set the variables of test mode and make a throw-away folder with fresh keys; returns the folder.

    A worker of pytest-xdist inherits all of it: its settings were read before this is called, so other keys in the
    environment would reach only the commands that a test starts.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        django.setup()
        return Path(os.environ["THRESHOLD_VAR"])
    folder = Path(tempfile.mkdtemp(prefix="threshold-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    make_keys_file(folder / "keys.json")
    for name in [*_OURS, *(name for name in os.environ if name.startswith("THRESHOLD_") and name not in _KEPT)]:
        os.environ.pop(name, None)
        os.environ.pop(f"{name}_FILE", None)
    if "TEST_REDIS_URL" in os.environ:
        os.environ["REDIS_URL"] = os.environ["TEST_REDIS_URL"]
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder / 'main.sqlite3'}")
    os.environ.update(
        DJANGO_SETTINGS_MODULE="config.settings",
        THRESHOLD_MODE="test",
        THRESHOLD_VAR=str(folder),
        KEYS_FILE=str(folder / "keys.json"),
    )
    # Here and not by pytest-django: it sets Django up only when the variable stood before any conftest was read.
    django.setup()
    return folder


# Switches of the test run itself, read by conftest.py.
_KEPT = ("THRESHOLD_REQUIRE_BROWSER", "THRESHOLD_REQUIRE_POSTGRES")
