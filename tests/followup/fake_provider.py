"""A mail provider's API on loopback that keeps what it is posted and misbehaves on purpose."""

import json
import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs

# What each provider answers to a letter that it takes.
TAKEN: dict[str, Any] = {
    "postmark": {"ErrorCode": 0, "Message": "OK", "MessageID": "0a129aee-e1cd-480d-b08d-4f48548ff48d", "To": "maria@example.org"},
    "mailgun": {"id": "<20261117.1@mg.example.org>", "message": "Queued. Thank you."},
    "brevo": {"messageId": "<202611171505.12345678901@smtp-relay.mailin.fr>"},
    "mailjet": {"Messages": [{"Status": "success", "To": [{"Email": "maria@example.org", "MessageID": 1234567}]}]},
}


# dev.mailjet.com, Send API v3.1, "List of forbidden headers", read in 2026: a letter with one of them is refused.
_NOT_TAKEN = """
    from sender subject to cc bcc return-path delivered-to dkim-signature domainkey-status received-spf authentication-results received
    x-mailjet-prio x-mailjet-debug user-agent x-mailer x-mj-customid x-mj-eventpayload x-mj-vars x-mj-templateerrordeliver
    x-mj-templateerrorreporting x-mj-templatelanguage x-mailjet-trackopen x-mailjet-trackclick x-mj-templateid x-mj-workflowid
    x-feedback-id x-mailjet-segmentation list-id x-mj-mid x-mj-errormessage date x-csa-complaints message-id x-mailjet-campaign
    x-mj-statisticscontactslistid
    """
NOT_TAKEN_BY_MAILJET = frozenset(_NOT_TAKEN.split())


class FakeProvider:
    """Takes every letter, or answers as the next word of `plan` says: a status, "silent", "html", "odd" or "drop"."""

    def __init__(self, name: str) -> None:
        self.name, self.plan, self.bodies = name, deque[str](), list[dict[str, Any]]()
        self.retry_after = ""
        # What it answers instead of its usual words.
        self.said: dict[str, Any] | None = None
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                provider.answer(self)

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def settings(self) -> dict[str, Any]:
        """What EMAIL_URL would say, with this address."""
        name = self.name.upper()
        secrets = {"postmark": ["SERVER_TOKEN"], "mailgun": ["API_KEY", "SENDER_DOMAIN"], "mailjet": ["API_KEY", "SECRET_KEY"]}
        named = {f"{name}_{part}": "made-up.example" for part in secrets.get(self.name, ["API_KEY"])}
        return {**named, f"{name}_API_URL": f"http://127.0.0.1:{self.server.server_port}/", "REQUESTS_TIMEOUT": 1}

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        raw = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        is_json = "json" in handler.headers.get("Content-Type", "")
        text = raw.decode()
        self.bodies.append(json.loads(text) if is_json else {key: value[0] for key, value in parse_qs(text).items()})
        word = self.plan.popleft() if self.plan else "200"
        if self.name == "mailjet" and NOT_TAKEN_BY_MAILJET & {name.casefold() for name in self.bodies[-1]["Globals"].get("Headers", {})}:
            word, self.said = "400", {"Messages": [{"Status": "error", "Errors": [{"ErrorCode": "send-0011", "StatusCode": 400}]}]}
        if word == "silent":
            time.sleep(1.5)
        if word == "drop":
            handler.connection.close()
            return
        taken = {"200": TAKEN[self.name], "odd": {**TAKEN[self.name], "To": "nobody"}}
        content = b"<p>Welcome</p>" if word == "html" else json.dumps(self.said or taken.get(word, {"message": "no"})).encode()
        handler.send_response(int(word) if word.isdigit() else 200)
        handler.send_header("Content-Type", "text/html" if word == "html" else "application/json")
        if self.retry_after:
            handler.send_header("Retry-After", self.retry_after)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)
