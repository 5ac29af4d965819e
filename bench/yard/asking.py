"""What is sent to the forms under measure: our callback, our message with an e-mail address, bare Django's, django-helpdesk's."""

import secrets
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.product import HOST
from bench.visitors import READING_SECONDS, Answers, Visitor
from bench.yard.load import request
from bench.yard.stage import PROXY, Stage

WORDS = "I would like to book a first appointment next week"
_CSRF = "a" * 32


@dataclass(frozen=True)
class Send:
    """One press of the last button: the token of its form, and what goes over the line."""

    token: str
    path: str
    said: dict[str, str]
    number: int

    @property
    def headers(self) -> dict[str, str]:
        """As the proxy in front writes them, from a network of its own."""
        number = self.number
        return {**PROXY, "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}

    @property
    def body(self) -> str:
        """The fields of the form."""
        return urllib.parse.urlencode(self.said)

    @property
    def line(self) -> bytes:
        """The whole request."""
        return request("POST", self.path, host=HOST, body=self.body, headers=self.headers)


@dataclass(frozen=True)
class Form:
    """The forms of one clinic, as a browser got them."""

    slug: str
    opened: str

    def callback(self, phone: str = "") -> Send:
        """One request for a call, by a stranger or by whoever has this number."""
        number = secrets.randbelow(8_000_000) + 2_000_000
        said = {
            "opened": self.opened,
            "phone": phone or f"+1202{number}",
            "name": f"Ada Example {number}",
            "good_time": "asap",
            "good_time_words": WORDS,
            "voicemail": "none",
        }
        token = secrets.token_urlsafe(18)
        return Send(token, f"/{self.slug}/en/call/{token}/", said, number)

    def sends(self) -> Iterator[bytes]:
        """One request for a call after another."""
        while True:
            yield self.callback().line

    def message(self, token: str) -> Send:
        """The last step of a message whose draft stands already."""
        said = {"act": "next", "opened": self.opened}
        return Send(token, f"/{self.slug}/en/write/{token}/5/", said, secrets.randbelow(8_000_000))


@dataclass
class Messages:
    """Messages whose drafts stand, sent one after another, with the moment of each press by its e-mail address."""

    form: Form
    drafts: list[tuple[str, str]]
    pressed: dict[str, float] = field(default_factory=dict)

    def sends(self) -> Iterator[bytes]:
        """Each once, and requests for a call when there are no more."""
        while self.drafts:
            token, address = self.drafts.pop()
            self.pressed[address] = time.time()
            yield self.form.message(token).line
        yield from self.form.sends()


def open_form(stage: Stage, slug: str) -> Form:
    """The form as a browser gets it; whoever reads it needs a while before sending."""
    stage.port = stage.ports["whole"]
    found = Visitor(0, product=stage, slug=slug, answers=Answers()).open_form(f"/{slug}/en/call/{secrets.token_urlsafe(18)}/")
    time.sleep(READING_SECONDS)
    return Form(slug, found)


def plant_drafts(stage: Stage, count: int, addresses: list[str] | None = None) -> list[tuple[str, str]]:
    """Token and address of so many messages that wait for their last step; of these addresses, when given."""
    listed = stage.folder / "addresses.txt"
    listed.write_text("\n".join(addresses or ()))
    found = stage.run_module("bench.yard.kept", "drafts", str(count), str(listed))
    return [(token, address) for token, address in (line.split() for line in found.splitlines())]


def bare_sends() -> Iterator[bytes]:
    """The same for the bare form."""
    while True:
        number = secrets.randbelow(10**9)
        said = {"name": "Ada Example", "email": f"lead{number}@example.org", "phone": f"+1555{number}", "message": WORDS}
        yield _with_csrf("/submit", said)


def helpdesk_sends() -> Iterator[bytes]:
    """The same for django-helpdesk's public form."""
    while True:
        number = secrets.randbelow(10**9)
        said = {"queue": "1", "title": f"Enquiry {number}", "body": WORDS, "priority": "3", "due_date": ""}
        yield _with_csrf("/tickets/submit/", said | {"submitter_email": f"lead{number}@example.org"})


def _with_csrf(path: str, said: dict[str, str]) -> bytes:
    body = urllib.parse.urlencode(said | {"csrfmiddlewaretoken": _CSRF})
    return request("POST", path, body=body, headers={"Cookie": f"csrftoken={_CSRF}"})
