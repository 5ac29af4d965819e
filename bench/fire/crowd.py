"""People who write while things break. Whoever is told nothing, or "not now", tries again, as people do."""

import http.client
import threading
import time
import urllib.parse
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus

from bench.product import Product
from bench.visitors import Answers, Visitor

# Tries of one page, seconds between them, and how often somebody begins the form anew.
TRIES, PAUSE, WALKS = 60, 0.5, 6
# A page that has not come after so many seconds is given up, as a browser would much later.
LINE_SECONDS = 20.0


@dataclass(frozen=True)
class Answer:
    """One answer of the web server: when it came, what it cost, what it said."""

    at: float
    milliseconds: float
    status: int

    @property
    def asked_at(self) -> float:
        """When the request was sent."""
        return self.at - self.milliseconds / 1000


@dataclass
class Person(Answers):
    """Somebody who writes, and what they were told."""

    number: int = 0
    heard: list[Answer] = field(default_factory=list)
    # Requests that were given up because nothing came in all that time; their status is 0.
    silences: list[Answer] = field(default_factory=list)
    tried_again: int = 0
    is_confirmed: bool = False
    gave_up: bool = False
    # How often they began the form; whether they leave, instead of trying again, when no answer comes to their "send".
    walks: int = 0
    leaves: bool = False

    @property
    def address(self) -> str:
        """Their e-mail address."""
        return f"person{self.number}@people.example"

    def add(self, status: int, milliseconds: float, *, is_last: bool) -> None:
        """Note one answer."""
        super().add(status, milliseconds, is_last=is_last)
        self.heard.append(Answer(time.monotonic(), milliseconds, status))


class Writer(Visitor):
    """One person at the form."""

    answers: Person

    def write(self) -> None:
        """Go on until the confirmation is there."""
        for _walk in range(WALKS):
            self.answers.walks += 1
            try:
                self.walk()
            except TimeoutError:
                break
            if self.answers.is_confirmed:
                return
        self.answers.gave_up = True

    def _ask(self, method: str, path: str, body: str | None, *, is_last: bool) -> tuple[str, str]:
        for _try in range(TRIES):
            begun = time.monotonic()
            try:
                location, text = super()._ask(method, path, body, is_last=is_last)
            except (OSError, http.client.HTTPException) as error:
                self.line.close()
                if isinstance(error, TimeoutError):
                    now = time.monotonic()
                    self.answers.silences.append(Answer(now, (now - begun) * 1000, 0))
            else:
                if self.answers.heard[-1].status < HTTPStatus.INTERNAL_SERVER_ERROR:
                    self.answers.is_confirmed |= is_last and "/sent/" in location
                    return location, text
            if is_last and self.answers.leaves:
                break
            self.answers.tried_again += 1
            time.sleep(PAUSE)
        raise TimeoutError


class Crowd:
    """One person after another, until told to stop."""

    def __init__(self, product: Product, slug: str, *, pace: float, leaving: int = 3) -> None:
        # Every so many-th person leaves when no answer comes.
        self.leaving = leaving
        self.product, self.slug, self.pace = product, slug, pace
        self.people: list[Person] = []
        self.lock = threading.Lock()
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._come)

    def start(self) -> None:
        """Begin to write."""
        self.thread.start()

    def stop(self) -> None:
        """Let nobody else begin, and wait for those at the form."""
        self.is_over.set()
        self.thread.join()

    def _come(self) -> None:
        with ThreadPoolExecutor(24) as hands:
            while not self.is_over.wait(self.pace):
                hands.submit(self.writer().write)

    def writer(self, slug: str = "") -> Writer:
        """One more person."""
        with self.lock:
            person = Person(number=len(self.people), leaves=len(self.people) % self.leaving == 0)
            self.people.append(person)
        writer = Writer(person.number, product=self.product, slug=slug or self.slug, answers=person)
        writer.line = http.client.HTTPConnection("127.0.0.1", self.product.port, timeout=LINE_SECONDS)
        return writer

    def answers(self) -> list[Answer]:
        """All answers, to all people."""
        return [answer for person in list(self.people) for answer in list(person.heard)]

    def silences(self) -> list[Answer]:
        """All requests that nobody answered in LINE_SECONDS."""
        return [silence for person in list(self.people) for silence in list(person.silences)]

    def answers_since(self, moment: float) -> int:
        """How many answers were asked for and given after `moment`."""
        return sum(answer.asked_at >= moment for answer in self.answers())

    def statuses(self) -> Counter[int]:
        """How often each status was given."""
        return Counter(answer.status for answer in self.answers())


class Impatient(Writer):
    """Presses "send" many times at once, over a connection each."""

    def __init__(self, writer: Writer, *, presses: int) -> None:
        self.__dict__.update(writer.__dict__)
        self.presses = presses

    def _ask(self, method: str, path: str, body: str | None, *, is_last: bool) -> tuple[str, str]:
        if is_last and body:
            together = threading.Barrier(self.presses)
            presses = [threading.Thread(target=self._press, args=(path, body, together)) for _press in range(self.presses)]
            for press in presses:
                press.start()
            for press in presses:
                press.join()
        return super()._ask(method, path, body, is_last=is_last)

    def _press(self, path: str, body: str, together: threading.Barrier) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.line.port, timeout=LINE_SECONDS)
        headers = {**self.headers, "Content-Type": "application/x-www-form-urlencoded"}
        together.wait()
        begun = time.monotonic()
        try:
            line.request("POST", path, body, headers)
            status = line.getresponse().status
        except (OSError, http.client.HTTPException):
            return
        self.answers.add(status, (time.monotonic() - begun) * 1000, is_last=False)


def encoded(fields: dict[str, str]) -> str:
    """The body of a form."""
    return urllib.parse.urlencode(fields)
