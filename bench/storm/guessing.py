"""Many guesses at one account, from everywhere, while colleagues sign in: nobody guesses right, nobody else is kept out."""

import http.client
import re
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from bench.fire.stage import Stage

GUESSES, COLLEAGUES = 400, 12
GUESSES_FULL, COLLEAGUES_FULL = 10_000, 100
DESK = "desk.clinic.example"
PASSWORD = "seven-otters-cross-the-old-bridge-4"
# How somebody writes one address to get a count of its own.
SPELLINGS = ("{}", "{}\0", "\0{}", "{upper}", " {}", "{} ", "{}\r\n")
# And those that nobody guessed with: a count by spelling has not begun for them.
FRESH_SPELLINGS = ("{capital}", "  {}", "{}\t", "\t{upper} ")
TOO_OFTEN = "tried too often"


@dataclass
class Attempts:
    """What came of the attempts."""

    statuses: list[int] = field(default_factory=list)
    inside: int = 0
    refused: int = 0


def play(stage: Stage, *, full: bool) -> dict[str, float]:
    """Guess, and let colleagues sign in meanwhile; the figures."""
    addresses = stage.run("bench.storm.ground", "staff", count=(COLLEAGUES_FULL if full else COLLEAGUES) + 1, password=PASSWORD)
    target, others = addresses[0], addresses[1:]
    guesses, colleagues = Attempts(), Attempts()
    before = stage.run("bench.storm.ground", "failed_sign_ins")
    is_over = threading.Event()
    guessing = threading.Thread(target=_guess, args=(stage.port, target, GUESSES_FULL if full else GUESSES, guesses, is_over))
    guessing.start()
    for number, address in enumerate(others):
        sign_in(stage.port, address, PASSWORD, network=f"198.51.{number >> 8}.{number & 255}", attempts=colleagues)
    guessing.join()
    after = Attempts()
    for number, spelling in enumerate(SPELLINGS + FRESH_SPELLINGS):
        sign_in(stage.port, _spelled(spelling, target), PASSWORD, network=f"203.0.113.{number}", attempts=after)
    return {
        "guesses": len(guesses.statuses),
        "guessed_right": guesses.inside,
        "guesses_looked_at": stage.run("bench.storm.ground", "failed_sign_ins") - before,
        "colleagues": len(others),
        "colleagues_kept_out": len(others) - colleagues.inside,
        # The right password right after so many wrong ones: whoever guessed it last must not get in, however it is spelled.
        "spellings_not_counted": after.inside,
        "sign_in_5xx": sum(status >= 500 for status in [*guesses.statuses, *colleagues.statuses, *after.statuses]),
    }


def _spelled(spelling: str, address: str) -> str:
    return spelling.format(address, upper=address.upper(), capital=address.capitalize())


def _guess(port: int, target: str, count: int, attempts: Attempts, is_over: threading.Event) -> None:
    def guess(number: int) -> None:
        network = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        sign_in(port, _spelled(SPELLINGS[number % len(SPELLINGS)], target), f"guess number {number}", network=network, attempts=attempts)

    with ThreadPoolExecutor(4) as hands:
        list(hands.map(guess, range(count)))
    is_over.set()


def sign_in(port: int, address: str, password: str, *, network: str, attempts: Attempts) -> None:
    """One attempt in a browser of its own."""
    headers = {"Host": DESK, "X-Forwarded-Proto": "https", "X-Forwarded-For": network, "Referer": f"https://{DESK}/desk/sign-in/"}
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        page = _ask(line, "GET", "", headers)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page[2])
        cookie = "; ".join(part.partition(";")[0] for part in page[1])
        posted = {"login": address, "password": password, "csrfmiddlewaretoken": token[1] if token else ""}
        headers |= {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        status, cookies, text = _ask(line, "POST", urllib.parse.urlencode(posted), headers)
    finally:
        line.close()
    attempts.statuses.append(status)
    attempts.inside += any(part.partition("=")[0].endswith("session") for part in cookies) and status == 302
    attempts.refused += TOO_OFTEN in text


def _ask(line: http.client.HTTPConnection, method: str, body: str, headers: dict[str, str]) -> tuple[int, list[str], str]:
    for _try in range(20):
        try:
            line.request(method, "/desk/sign-in/", body or None, headers)
            answer = line.getresponse()
            found: Any = answer.headers.get_all("Set-Cookie") or []
            return answer.status, found, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            line.close()
            time.sleep(0.2)
    return 599, [], ""
