"""What an outsider can learn from our answers, and what a body that is too large costs."""

import http.client
import random
import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from bench.outcome import note
from bench.product import HOST
from bench.yard.asking import Form, plant_drafts
from bench.yard.killing import press
from bench.yard.load import percentile
from bench.yard.meter import tree_memory
from bench.yard.stage import PROXY, Stage

TOO_LARGE = 300 * 1024


def tell_known_from_unknown(stage: Stage, form: Form, known: list[str]) -> dict[str, float]:
    """The same form with addresses we know and addresses we don't, in random order: equal answers, equal times.

    `known_told` is the share of pairs in which the known one took longer, counted from a half: 0.5 tells nothing.
    """
    note(f"{len(known)} addresses we know and as many we don't")
    drafts = [(token, True) for token, _address in plant_drafts(stage, len(known), known)]
    drafts += [(token, False) for token, _address in plant_drafts(stage, len(known))]
    random.shuffle(drafts)
    times: dict[bool, list[float]] = {True: [], False: []}
    answers: dict[bool, set[tuple[int, str]]] = {True: set(), False: set()}
    for token, is_known in drafts:
        begun = time.perf_counter()
        answers[is_known].add(press(stage.ports["whole"], form.message(token)))
        times[is_known].append(time.perf_counter() - begun)
    return {
        "asked_about": len(drafts),
        "answers_that_tell": float(len(answers[True] | answers[False]) - 1),
        "known_told": round(0.5 + abs(area(times[True], times[False]) - 0.5), 3),
    }


def area(one: list[float], other: list[float]) -> float:
    """The area under the ROC curve: how often a value of `one` is above one of `other`, ties as a half."""
    ordered = sorted(other)
    above = sum(bisect_left(ordered, value) + bisect_right(ordered, value) for value in one)
    return above / (2 * len(one) * len(other))


def refuse_what_is_too_large(stage: Stage, form: Form, *, count: int) -> dict[str, float]:
    """Bodies beyond every limit: refused at once, and not kept in memory."""
    note(f"{count} bodies that are too large")
    web = [stage.processes["whole"].pid]
    before = tree_memory(web)
    times, taken = [], 0
    for path, headers, body in _too_large(form, count):
        begun = time.perf_counter()
        status = _post(stage, path, headers, body)
        times.append((time.perf_counter() - begun) * 1000)
        taken += status < 400 or status >= 500
    return {
        "too_large": count,
        "too_large_taken": taken,
        "too_large_p99_ms": round(percentile(times, 0.99), 1),
        "too_large_grew_mb": round(max(tree_memory(web) - before, 0), 1),
    }


def _too_large(form: Form, count: int) -> Iterator[tuple[str, dict[str, str], bytes]]:
    plain, parts = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
    part = b'--x\r\nContent-Disposition: form-data; name="phone"\r\n\r\n1\r\n'
    file = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n' + b"a" * TOO_LARGE + b"\r\n--x--\r\n"
    bodies = [(plain, b"phone=" + b"1" * TOO_LARGE), (plain, b"a=1&" * 10_000), (parts, part * 10_000 + b"--x--\r\n"), (parts, file)]
    for number in range(count):
        kind, body = bodies[number % len(bodies)]
        yield form.callback().path, {"Content-Type": kind}, body


def _post(stage: Stage, path: str, headers: dict[str, str], body: bytes) -> int:
    line = http.client.HTTPConnection("127.0.0.1", stage.ports["whole"], timeout=20)
    try:
        line.request("POST", path, body, {"Host": HOST, **PROXY, **headers})
        return line.getresponse().status
    except (ConnectionError, http.client.HTTPException):
        # It hung up before it had read all: that is a refusal, too.
        return 413
    finally:
        line.close()
