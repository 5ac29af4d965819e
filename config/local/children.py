"""Child processes of the embedded set-up: started, restarted when they die, stopped in order, never left behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from config.local.words import say

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
# A child that lived this long, in seconds, starts its next back-off from the beginning.
STEADY_AFTER = 60.0
_PR_SET_PDEATHSIG = 1


def die_with_parent() -> Callable[[], None] | None:
    """What a child does first so that it ends when its parent is killed; None where the system has no such signal."""
    if not sys.platform.startswith("linux"):
        return None
    libc, parent = ctypes.CDLL(None, use_errno=True), os.getpid()

    def ask_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel


@dataclass
class Child:
    """One program that should always be running; `patience` is how many seconds it gets to stop by itself."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    folder: str
    patience: float = 12.0
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = FIRST_PAUSE
    restart_at: float = 0.0

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches only the supervisor."""
        self.process = subprocess.Popen(
            self.command,
            env=dict(self.environment),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr.fileno(),
            process_group=0,
            preexec_fn=die_with_parent(),  # noqa: PLW1509  this process has one thread
        )
        self.started_at = time.monotonic()
        self.restart_at = 0.0

    def keep_alive(self) -> None:
        """Notice a death, and start again when the pause is over."""
        if self.process is not None and self.process.poll() is not None:
            self._plan_restart(self.process.returncode)
        if self.process is None and time.monotonic() >= self.restart_at:
            self.start()

    def _plan_restart(self, code: int) -> None:
        self._kill_group()
        self.process = None
        if time.monotonic() - self.started_at > STEADY_AFTER:
            self.pause = FIRST_PAUSE
        self.restart_at = time.monotonic() + self.pause
        say(f"the {self.name} stopped ({_reason(code)}); it starts again in {self.pause:.0f} s.")
        self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def stop(self) -> None:
        """Ask it to end, wait, and then end it together with whatever it started."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(self.patience)
            except subprocess.TimeoutExpired:
                say(f"the {self.name} did not stop within {self.patience:.0f} s and was ended.")
        self._kill_group()
        self.process.wait()

    def _kill_group(self) -> None:
        """End what is left of the group; the group is empty when the program stopped properly."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                return


def _reason(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
