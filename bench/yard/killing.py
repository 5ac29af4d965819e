"""People who press "send" while everything is killed under them, twice at once, and two of one number at the same moment."""

import http.client
import json
import random
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from bench.outcome import CannotMeasureError, note
from bench.product import HOST
from bench.yard.asking import Form, Send
from bench.yard.load import Load
from bench.yard.stage import Stage
from tests.servers import wait_until

VICTIMS = ("whole", "worker", "redis", "postgres")
CALLERS, PATIENCE = 8, 4
# Presses of one button: so many at least and at most.
FEWEST_PRESSES, MOST_PRESSES = 2, 10
# A round of the sweep, and what a busy machine needs.
SWEEP_SECONDS = 40


class Callers:
    """Eight people at a time; each presses again when no answer came, a few times, and notes the token that was accepted."""

    def __init__(self, stage: Stage, form: Form) -> None:
        self.stage, self.form = stage, form
        self.accepted: list[str] = []
        self.asked = 0
        self.is_over = threading.Event()

    @contextmanager
    def calling(self) -> Iterator[None]:
        """They call from here to the end of the block."""
        people = [threading.Thread(target=self._call) for _number in range(CALLERS)]
        for person in people:
            person.start()
        try:
            yield
        finally:
            self.is_over.set()
            for person in people:
                person.join()

    def _call(self) -> None:
        while not self.is_over.is_set():
            send = self.form.callback()
            self.asked += 1
            if any(self._is_taken(send) for _again in range(PATIENCE)):
                self.accepted.append(send.token)

    def _is_taken(self, send: Send) -> bool:
        try:
            status, _body = press(self.stage.ports["whole"], send)
        except (OSError, http.client.HTTPException):
            status = 0
        if status != HTTPStatus.SEE_OTHER:
            time.sleep(0.3)
        return status == HTTPStatus.SEE_OTHER


def press(port: int, send: Send) -> tuple[int, str]:
    """Status of the answer, and all of it without the token."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        headers = {"Host": HOST, "Content-Type": "application/x-www-form-urlencoded", **send.headers}
        line.request("POST", send.path, send.body, headers)
        answer = line.getresponse()
        said = [f"{name}: {value}" for name, value in answer.getheaders() if name != "Date"]
        return answer.status, "\n".join([*said, answer.read().decode(errors="replace")]).replace(send.token, "…")
    finally:
        line.close()


def beside_kills(stage: Stage, form: Form, *, kills: int) -> dict[str, float]:
    """Kill -9 of web server, worker, Redis and PostgreSQL in turn while people write; worker and scheduler run."""
    note(f"{kills} times something is killed while {CALLERS} people write")
    before, callers = leads_now(stage), Callers(stage, form)
    with callers.calling():
        for number in range(kills):
            time.sleep(random.uniform(1.0, 3.0))
            _strike(stage, VICTIMS[number % len(VICTIMS)])
        time.sleep(2)
    rest(stage)
    found = kept(stage, callers.accepted)
    note(f"{callers.asked} wrote, {len(callers.accepted)} were told that we have it")
    return {
        "kills": kills,
        "accepted_beside_kills": len(callers.accepted),
        "lost_beside_kills": found["missing"],
        "stuck_beside_kills": found["without_lead"],
        # Somebody who was never told may have been kept all the same.
        "leads_too_many_beside_kills": max(found["leads"] - before - callers.asked, 0),
    }


def _strike(stage: Stage, victim: str) -> None:
    if victim == "redis":
        stage.redis.stop()
        stage.redis.start()
    elif victim == "postgres":
        stage.postgres.crash()
        wait_until(lambda: _revives(stage), seconds=60, what="PostgreSQL is back", every=0.3)
    else:
        stage.kill(victim)
        stage.serve_product() if victim == "whole" else stage.start(victim)


def _revives(stage: Stage) -> bool:
    """Whether it started: the memory of the one that was killed may not be free yet."""
    try:
        stage.postgres.resume()
    except CannotMeasureError:
        return False
    return True


def rest(stage: Stage, *, seconds: float = 120) -> None:
    """Until the sweep has understood what a kill left half done."""
    waiting = "select count(*) from intake_submission where state = 'received'"
    wait_until(lambda: stage.sql(waiting) == "0", seconds=seconds, what="everything is understood", every=1)


def pressed_at_once(stage: Stage, form: Form, *, keys: int) -> dict[str, float]:
    """Each form sent two to ten times by eight connections at once: one lead each."""
    sends = [form.callback() for _number in range(keys)]
    lines = [send.line for send in sends for _again in range(random.randint(FEWEST_PRESSES, MOST_PRESSES))]
    note(f"{keys} forms sent {len(lines)} times at once")
    before = leads_now(stage)
    answers = Load(stage.ports["whole"], iter(lines)).run(seconds=600, most=len(lines))
    rest(stage)
    found = kept(stage, [send.token for send in sends])
    return {
        "pressed": len(lines),
        "pressed_refused": len(lines) - answers.count(HTTPStatus.SEE_OTHER),
        "pressed_lost": found["missing"] + found["without_lead"],
        "pressed_leads_too_many": found["leads"] - before - keys,
    }


def same_number_at_once(stage: Stage, form: Form, *, pairs: int) -> dict[str, float]:
    """Two people with one number at the same moment: two leads, joined by nobody, and staff see that they may be one."""
    note(f"{pairs} pairs with one number each at the same moment")
    sends = [form.callback(phone) for phone in _numbers(pairs) for _twice in range(2)]
    before = leads_now(stage)
    answers = Load(stage.ports["whole"], iter([send.line for send in sends])).run(seconds=600, most=len(sends))
    rest(stage)
    # Two who were matched at the same moment did not see each other; the sweep does.
    time.sleep(SWEEP_SECONDS)
    found = _ask(stage, "pairs", [send.token for send in sends])
    return {
        "pairs": pairs,
        "pairs_refused": len(sends) - answers.count(HTTPStatus.SEE_OTHER),
        "pairs_joined": found["joined"],
        "pairs_unseen": found["unseen"],
        "pairs_leads_wrong": abs(leads_now(stage) - before - len(sends)),
    }


def _numbers(count: int) -> list[str]:
    first = secrets.randbelow(5_000_000) + 2_000_000
    return [f"+1202{first + number}" for number in range(count)]


def leads_now(stage: Stage) -> int:
    """How many leads there are."""
    return int(stage.sql("select count(*) from intake_lead"))


def kept(stage: Stage, tokens: list[str]) -> dict[str, int]:
    """What became of the forms with these tokens."""
    return _ask(stage, "kept", tokens)


def _ask(stage: Stage, act: str, tokens: list[str]) -> dict[str, int]:
    listed = stage.folder / "tokens.txt"
    listed.write_text("\n".join(tokens))
    found: dict[str, int] = json.loads(stage.run_module("bench.yard.kept", act, str(listed)))
    return found
