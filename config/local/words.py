"""How the script and the supervisor talk to the person at the terminal."""

import sys


class CannotStartError(Exception):
    """A sentence for the person at the terminal."""


def say(text: str) -> None:
    """One line; standard output stays free for programs."""
    print(f"threshold: {text}", file=sys.stderr, flush=True)
