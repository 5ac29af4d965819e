"""People who write through the public form, over HTTP, and what the web server answered them."""

import http.client
import re
import threading
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field

from bench.product import HOST, Product

# The form takes a send within two seconds of opening for a machine's.
READING_SECONDS = 2.5


@dataclass
class Answers:
    """What the web server said."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    statuses: Counter[int] = field(default_factory=Counter)

    def add(self, status: int, milliseconds: float, *, is_last: bool) -> None:
        """Note one answer; `is_last` for the one that says "we have it"."""
        with self.lock:
            self.statuses[status] += 1


class Visitor:
    """One person: five steps, one address, one connection, behind a proxy that ends https."""

    def __init__(self, number: int, *, product: Product, slug: str, answers: Answers) -> None:
        self.number, self.slug, self.answers = number, slug, answers
        self.line = http.client.HTTPConnection("127.0.0.1", product.port, timeout=30)
        self.headers = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        }

    def walk(self) -> None:
        """From the first page to the confirmation."""
        address = self._get(f"/{self.slug}/en/write/")[0]
        *steps, (last, said_last) = enumerate(self._said(), start=1)
        for step, said in steps:
            self._post(address.replace("/1/", f"/{step}/"), said)
        address = address.replace("/1/", f"/{last}/")
        opened = self.open_form(address)
        time.sleep(READING_SECONDS)
        self._post(address, {"opened": opened, **said_last}, is_last=True)

    def _said(self) -> list[dict[str, str]]:
        address = f"person{self.number}@people.example"
        return [
            {"who": "self"},
            {"reach": "email", "email": address, "private": "no"},
            {"safe": "yes"},
            {"own_words": "When can I start?"},
            {},
        ]

    def open_form(self, address: str) -> str:
        """The signed moment at which the form of a page was opened."""
        found = re.search(r'name="opened"[^>]*value="([^"]*)"', self._get(address)[1])
        return found.group(1) if found else ""

    def _get(self, path: str) -> tuple[str, str]:
        return self._ask("GET", path, None, is_last=False)

    def _post(self, path: str, fields: dict[str, str], *, is_last: bool = False) -> None:
        self._ask("POST", path, urllib.parse.urlencode({"act": "next", **fields}), is_last=is_last)

    def _ask(self, method: str, path: str, body: str | None, *, is_last: bool) -> tuple[str, str]:
        headers = {**self.headers, "Content-Type": "application/x-www-form-urlencoded"} if body is not None else self.headers
        begun = time.monotonic()
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        text = answer.read().decode(errors="replace")
        self.answers.add(answer.status, (time.monotonic() - begun) * 1000, is_last=is_last)
        return answer.headers.get("Location", ""), text
