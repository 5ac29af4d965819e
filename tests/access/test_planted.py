"""A net is proven by what it catches: faults planted in a copy of the tree must make the matrix fail."""

from pathlib import Path

import pytest

from bench.fire.tree import PROJECT
from tests.access.planted import FAULTS, SAMPLE, run_matrix

pytestmark = pytest.mark.embedded

BY_NAME = {fault.name: fault for fault in FAULTS}


def test_there_are_at_least_twenty_and_each_can_still_be_planted() -> None:
    assert len(BY_NAME) == len(FAULTS) >= 20
    texts = {name: (PROJECT / fault.change.file).read_text(encoding="utf-8") for name, fault in BY_NAME.items()}
    times = {name: texts[name].count(fault.change.old) for name, fault in BY_NAME.items()}
    assert {name: count for name, count in times.items() if count != 1} == {}


@pytest.mark.slow
def test_an_unchanged_copy_passes(tmp_path: Path) -> None:
    run = run_matrix(tmp_path, only="task-claim or healthz")
    assert run.passed, run.words


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLE)
def test_a_planted_fault_is_caught(tmp_path: Path, name: str) -> None:
    fault = BY_NAME[name]
    run = run_matrix(tmp_path, only=fault.shows_at, changes=(fault.change,))
    assert run.failed, run.words
