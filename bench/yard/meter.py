"""Wall time, CPU time of the processes under measure, and what others used of the machine meanwhile."""

import os
import time
from collections.abc import Collection
from pathlib import Path
from typing import Self

_TICK = os.sysconf("SC_CLK_TCK")


def _cpu_by_process() -> dict[int, tuple[int, float]]:
    """Process id → its parent's id and the CPU seconds of it and its children that ended."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            fields = stat[stat.rindex(")") + 2 :].split()
            found[int(entry.name)] = (int(fields[1]), sum(int(field) for field in fields[11:15]) / _TICK)
    return found


def tree_cpu(roots: Collection[int]) -> float:
    """CPU seconds of these processes and all their descendants."""
    processes = _cpu_by_process()
    wanted = set(roots)
    grown = True
    while grown:
        more = {pid for pid, (parent, _cpu) in processes.items() if parent in wanted} - wanted
        wanted |= more
        grown = bool(more)
    return sum(cpu for pid, (_parent, cpu) in processes.items() if pid in wanted)


def tree_memory(roots: Collection[int]) -> float:
    """Resident megabytes of these processes and all their descendants."""
    pids = set(roots)
    for pid, (parent, _cpu) in sorted(_cpu_by_process().items()):
        if parent in pids:
            pids.add(pid)
    total = 0.0
    for pid in pids:
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
        except OSError:
            continue
    return total


def _busy() -> float:
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    return (sum(fields[:8]) - fields[3] - fields[4]) / _TICK


class Meter:
    """Use it in a `with` statement; `measured` are the processes that count, `ours` all that belong to the measurement."""

    def __init__(self, *, measured: Collection[int], ours: Collection[int]) -> None:
        self.measured, self.ours = measured, {os.getpid(), *ours, *measured}
        self.wall = self.cpu = self.foreign = 0.0

    def __enter__(self) -> Self:
        self._before = (time.perf_counter(), tree_cpu(self.measured), tree_cpu(self.ours), _busy())
        return self

    def __exit__(self, *_error: object) -> None:
        wall, cpu, ours, busy = self._before
        self.wall = time.perf_counter() - wall
        self.cpu = tree_cpu(self.measured) - cpu
        # Cores that were busy with something that is not ours.
        self.foreign = max(0.0, (_busy() - busy - (tree_cpu(self.ours) - ours)) / self.wall)
