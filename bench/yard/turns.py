"""Processes that get ready, wait for the word, work, say that they are done, and stay until they may go.

So that neither their start nor their end is measured, and the CPU time of the dead is not lost.
"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from config.local.children import die_with_parent

PROJECT = Path(__file__).resolve().parent.parent.parent


def on_command(work: Callable[[], object]) -> None:
    """The part of such a process: work between two words from the one who measures."""
    print("ready", flush=True)
    sys.stdin.readline()
    work()
    print("done", flush=True)
    sys.stdin.readline()


class Worker:
    """The other part: one such process."""

    def __init__(self, command: Sequence[str], environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            preexec_fn=die_with_parent(),
        )

    @property
    def pid(self) -> int:
        """Its id."""
        return self.process.pid

    def hear(self, word: str) -> None:
        """Wait for a word of its own among what libraries print; raises RuntimeError when it ended instead."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.strip() == word:
                return
        raise RuntimeError(f"A sender ended before it was {word}.")

    def say(self) -> None:
        """The word: begin, or go."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")

    def end(self) -> None:
        """Let it go; one that does not is stopped."""
        try:
            self.say()
            self.process.communicate(timeout=20)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
