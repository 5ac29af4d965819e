"""Somebody who fills in "Send a message" on the public pages over HTTP, and does not give up when a page can't be reached."""

import http.client
import random
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

# The form marks what comes back faster than a person can read (intake.channels.web_form).
READING_SECONDS = 2.3
_OPENED = re.compile(rb'name="opened"\s+value="([^"]+)"|value="([^"]+)"[^>]*name="opened"')
_TRIES = 60


@dataclass
class Tally:
    """What came of all requests. Seconds are kept with the moment each request ended."""

    timings: list[tuple[float, float]] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    errors_5xx: int = 0
    unavailable_503: int = 0
    gave_up: int = 0


@dataclass
class Inquirer:
    """One person with one e-mail address, at a network address of their own."""

    port: int
    slug: str
    email: str
    number: int
    tally: Tally

    def send_message(self) -> bool:
        """Go through every step; whether the confirmation page was reached."""
        start = self._ask("GET", f"/{self.slug}/en/write/")
        if start is None or start[1] is None:
            return self._give_up()
        first = start[1]
        steps = [{"who": "self"}, {"reach": "email", "email": self.email, "private": "no"}, {"safe": "yes"}]
        steps.append({"own_words": "Please tell me how I can start with you. Mornings are best."})
        for number, answers in enumerate(steps, 1):
            answer = self._ask("POST", first.replace("/1/", f"/{number}/"), answers)
            if answer is None or answer[0] != 303:
                return self._give_up()
        return self._confirm(first.replace("/1/", "/5/"))

    def _confirm(self, url: str) -> bool:
        page = self._ask("GET", url)
        mark = _OPENED.search(page[2]) if page else None
        if mark is None:
            return self._give_up()
        time.sleep(READING_SECONDS)
        opened = (mark[1] or mark[2]).decode()
        answer = self._ask("POST", url, {"opened": opened, "website": ""})
        if answer is None or answer[0] != 303 or "/sent/" not in (answer[1] or ""):
            return self._give_up()
        self.tally.confirmed.append(self.email)
        return True

    def _give_up(self) -> bool:
        self.tally.gave_up += 1
        return False

    def _ask(self, method: str, path: str, answers: dict[str, str] | None = None) -> tuple[int, str | None, bytes] | None:
        """Status, where it leads, and the page; asked again after a 503 or a lost connection, as a person would."""
        for _try in range(_TRIES):
            try:
                status, location, body = self._ask_once(method, path, answers)
            except OSError:
                time.sleep(0.5)
                continue
            if status == http.HTTPStatus.SERVICE_UNAVAILABLE:
                self.tally.unavailable_503 += 1
                time.sleep(0.5)
                continue
            if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
                self.tally.errors_5xx += 1
            return status, location, body
        return None

    def _ask_once(self, method: str, path: str, answers: dict[str, str] | None) -> tuple[int, str | None, bytes]:
        # Every person comes from another loopback address, as they would from other networks.
        mine = (f"127.1.{self.number // 250 % 250 + 1}.{self.number % 250 + 1}", 0)
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=mine)
        begun = time.monotonic()
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded"} if answers is not None else {}
            line.request(method, path, urlencode(answers) if answers is not None else None, headers)
            response = line.getresponse()
            found = (response.status, response.getheader("Location"), response.read())
        finally:
            line.close()
        ended = time.monotonic()
        self.tally.timings.append((ended, ended - begun))
        return found


def random_pause(seconds: float) -> None:
    """Wait about this long: arrivals are never even."""
    time.sleep(random.uniform(0.5, 1.5) * seconds)
