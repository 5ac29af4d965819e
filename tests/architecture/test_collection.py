"""Two processes share the suite and must list the same tests in the same order, whatever the order of their sets."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.architecture.source import PROJECT


def names_of_the_tests(seed: str) -> list[str]:
    """What a process whose strings hash by `seed` collects."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "tests", "-p", "no:cacheprovider"]
    told = subprocess.run(command, cwd=PROJECT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout[-2_000:] + told.stderr[-2_000:]
    return [line for line in told.stdout.splitlines() if "::" in line]


def test_every_process_collects_the_same_tests_in_the_same_order() -> None:
    # By these two seeds the set of GET and POST, the one that tests go through most, stands in different orders.
    with ThreadPoolExecutor(max_workers=2) as pool:
        first, second = pool.map(names_of_the_tests, ["1", "2"])

    assert len(first) > 5_000
    assert second == first
