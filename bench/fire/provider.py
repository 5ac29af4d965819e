"""A mail provider with an HTTP API that misbehaves, and tells about its deliveries late, twice and out of order.

It speaks as Postmark does (postmarkapp.com/developer): one letter a request, our id among its metadata, events by webhook.
"""

import base64
import http.client
import json
import random
import threading
import time
import uuid
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from bench.product import HOST
from tests.servers import free_port

# Shares of letters: taken and then silence, "too many requests", "our mistake". Shares of events: twice, late.
DROPS, TOO_MANY, MISTAKES = 0.05, 0.05, 0.02
TWICE, LATE = 0.1, 0.1


class Provider:
    """Takes the place of a mail server; its own log is the judge."""

    def __init__(self) -> None:
        self.port = free_port()
        self.envelopes: list[str] = []
        self.in_hand = self.cut = 0
        self.is_moody = True
        # Events that were acknowledged, by their identity; how often an event was refused.
        self.acknowledged: set[str] = set()
        self.refused = 0
        self.hook: tuple[str, str, dict[str, str]] | None = None
        self.lock = threading.Lock()
        self.is_over = threading.Event()
        self.events: list[tuple[float, str, dict[str, Any]]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        self._threads = [threading.Thread(target=self._server.serve_forever), threading.Thread(target=self._tell)]

    @property
    def url(self) -> str:
        """What EMAIL_URL holds; a real one's address begins with https, which the copy of the tree does not insist on."""
        return f"postmark://made-up@postmark?api=http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Listen."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop listening and telling."""
        self.is_over.set()
        self._server.shutdown()
        self._server.server_close()
        for thread in self._threads:
            thread.join()

    def tell_to(self, url: str, port: int) -> None:
        """Where events go: the address that `manage mail_webhook` printed, at this port of this machine."""
        parts = urlsplit(url)
        given = base64.b64encode(f"{parts.username}:{parts.password}".encode()).decode()
        headers = {"Host": parts.hostname or HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
        self.hook = (f"127.0.0.1:{port}", parts.path, {**headers, "Authorization": f"Basic {given}", "Content-Type": "application/json"})

    def accepted(self) -> Counter[str]:
        """Message-ID → how often it was accepted."""
        return Counter(f"{uuid.UUID(name).hex}@{HOST}" for name in list(self.envelopes))

    def is_quiet(self) -> bool:
        """Whether every event was told."""
        with self.lock:
            return not self.events

    def take(self, letter: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        """The answer to a letter; None for silence after it was taken."""
        dice = random.random() if self.is_moody else 1.0
        if dice < TOO_MANY:
            return 429, {"ErrorCode": 429, "Message": "later"}
        if dice < TOO_MANY + MISTAKES:
            return 500, {"ErrorCode": 500, "Message": "our mistake"}
        time.sleep(random.uniform(0.02, 0.12))
        name, given = letter["Metadata"]["message"], str(uuid.uuid4())
        self._accept(name, given, letter["To"])
        if dice < TOO_MANY + MISTAKES + DROPS:
            return None
        time.sleep(random.uniform(0.02, 0.12))
        return 200, {"ErrorCode": 0, "Message": "OK", "MessageID": given, "SubmittedAt": "2026-11-17T15:05:00Z", "To": letter["To"]}

    def _accept(self, name: str, given: str, to: str) -> None:
        event = {"RecordType": "Delivery", "MessageID": given, "Recipient": to, "Metadata": {"message": name}, "ServerID": 23, "Tag": ""}
        at = time.monotonic() + random.uniform(0, 1) + (5 if random.random() < LATE else 0)
        with self.lock:
            self.envelopes.append(name)
            self.events += [(at, given, event)] * (2 if random.random() < TWICE else 1)

    def _tell(self) -> None:
        while not self.is_over.wait(0.1):
            with self.lock:
                due = [event for event in self.events if event[0] <= time.monotonic()] if self.hook else []
                random.shuffle(due)
                self.events = [event for event in self.events if event not in due]
            for at, given, event in due:
                if not self._post(given, event):
                    with self.lock:
                        self.events.append((at + 1, given, event))

    def _post(self, given: str, event: dict[str, Any]) -> bool:
        address, path, headers = self.hook or ("", "", {})
        stamped = {**event, "DeliveredAt": "2026-11-17T15:05:00Z", "Details": "250 ok"}
        line = http.client.HTTPConnection(address, timeout=10)
        try:
            line.request("POST", path, json.dumps(stamped), headers)
            status = line.getresponse().status
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()
        if status == 200:
            self.acknowledged.add(given)
        else:
            self.refused += 1
        return status == 200

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                letter = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with provider.lock:
                    provider.in_hand += 1
                answer = provider.take(letter)
                with provider.lock:
                    provider.in_hand -= 1
                    provider.cut += answer is None
                if answer is None:
                    self.connection.close()
                    return
                status, body = answer
                try:
                    self.send_response(status)
                    self.send_header("Content-Type", "application/json")
                    self.end_headers()
                    self.wfile.write(json.dumps(body).encode())
                except OSError:
                    # Whoever sent it is dead.
                    return

            def log_message(self, *_arguments: object) -> None:
                """Nothing."""

        return Handler
