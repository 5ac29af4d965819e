"""Requests over HTTP on loopback, one connection each as behind a proxy, and how long each answer took."""

import heapq
import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Answers:
    """What came back. Times in milliseconds; of a paced load, from the moment a request should have gone out."""

    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    # Those of the warm-up before.
    warmed: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0

    def percentile(self, share: float) -> float:
        """The time that this share of all answers stayed within."""
        return percentile(self.times, share)

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def count(self, *statuses: int) -> int:
        """How many answers had one of these statuses."""
        return sum(self.statuses[status] for status in statuses)


def percentile(values: list[float], share: float) -> float:
    """The value that this share of all stays within; 0 of none."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] if values else 0.0


def request(method: str, path: str, *, host: str = "localhost", body: str = "", headers: dict[str, str] | None = None) -> bytes:
    """One request as bytes; the server closes the connection after its answer."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


class Load:
    """A number of callers that each wait for their answer, or, with `rate`, a stream that waits for nobody."""

    def __init__(self, port: int, requests: Iterator[bytes], *, connections: int = 8, rate: float = 0.0) -> None:
        self.port, self.requests, self.connections, self.rate = port, requests, connections, rate
        self.selector = selectors.DefaultSelector()
        self.answers = Answers()

    def run(self, *, seconds: float, most: int = 10**9) -> Answers:
        """Ask for so many seconds, or so many times, then wait for the last answers."""
        begun = time.perf_counter()
        waiting = [begun + number / self.rate for number in range(int(seconds * self.rate))] if self.rate else []
        asked, end = 0, begun + seconds
        while True:
            now = time.perf_counter()
            while asked < most and self._may_ask(now, end, waiting):
                self._ask(heapq.heappop(waiting) if self.rate else now)
                asked += 1
            over = not waiting if self.rate else (now >= end or asked >= most)
            if over and not self.selector.get_map():
                break
            pause = max(waiting[0] - now, 0) if waiting else 1.0
            self._hear(min(pause, 1.0))
        self.answers.seconds = time.perf_counter() - begun
        return self.answers

    def _may_ask(self, now: float, end: float, waiting: list[float]) -> bool:
        if self.rate:
            return bool(waiting) and waiting[0] <= now
        return now < end and len(self.selector.get_map()) < self.connections

    def _ask(self, due: float) -> None:
        line = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        line.sendall(next(self.requests))
        line.settimeout(0)
        self.selector.register(line, selectors.EVENT_READ, [due, b""])

    def _hear(self, pause: float) -> None:
        for key, _events in self.selector.select(pause):
            line: socket.socket = key.fileobj  # type: ignore[assignment]
            try:
                part = line.recv(262144)
            except ConnectionError:
                part = b""
            if part:
                key.data[1] = key.data[1] or part
                continue
            self.selector.unregister(line)
            line.close()
            self.answers.times.append((time.perf_counter() - key.data[0]) * 1000)
            first = key.data[1][:32].split()
            self.answers.statuses[int(first[1]) if len(first) > 1 else 0] += 1
