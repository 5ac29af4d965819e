"""The pager channel: public https addresses only, no redirects, short time-outs."""

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from followup.channels import pager
from followup.channels.pager import HttpPager, RefusedAddressError, check_url, is_public


class Handler(BaseHTTPRequestHandler):
    posts: list[tuple[str, dict[str, str], bytes]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.posts.append((self.path, dict(self.headers), body))
        if self.path == "/slow":
            time.sleep(0.6)
        self.send_response(302 if self.path == "/away" else 200)
        if self.path == "/away":
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Quiet."""


@pytest.fixture
def service() -> Iterator[str]:
    Handler.posts = []
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_post_arrives_with_its_headers_and_query(service: str) -> None:
    answer = HttpPager().post(f"{service}/hook?team=1", b"{}", {"Threshold-Signature": "t=1,v1=x"})
    assert answer.is_taken
    ((path, headers, body),) = Handler.posts
    assert (path, body, headers["Threshold-Signature"]) == ("/hook?team=1", b"{}", "t=1,v1=x")
    assert "Python" not in headers["User-Agent"]


def test_a_redirect_is_not_followed_and_is_no_yes(service: str) -> None:
    answer = HttpPager().post(f"{service}/away", b"{}", {})
    assert (answer.status, answer.is_taken) == (302, False)
    assert [path for path, _headers, _body in Handler.posts] == ["/away"]


def test_a_service_that_hangs_is_left(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pager, "TIMEOUT", 0.2)
    answer = HttpPager().post(f"{service}/slow", b"{}", {})
    assert (answer.status, answer.error) == (0, "ReadTimeoutError")


def test_nobody_there_is_an_error_and_not_an_exception() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        answer = HttpPager().post(f"http://127.0.0.1:{taken.getsockname()[1]}/", b"{}", {})
    assert (answer.status, answer.code) == (0, "NewConnectionError")


@pytest.mark.parametrize(
    "url",
    [
        "http://pager.example/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://10.0.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[fe80::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://user@1.1.1.1/",
        "https:///nowhere",
        "https://1.1.1.1:99999/",
        "ftp://1.1.1.1/",
        "https://does-not-exist.invalid/",
        "",
    ],
)
def test_in_production_only_public_https_addresses_are_posted_to(settings, url: str) -> None:
    settings.LOCAL = False
    with pytest.raises(RefusedAddressError):
        check_url(url)
    assert HttpPager().post(url, b"{}", {}).error == "RefusedAddressError"


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("1.1.1.1", True),
        ("2606:4700::1111", True),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:0a00:0001::1", False),
        ("fd00::1", False),
    ],
)
def test_public_means_public_in_every_spelling(number: str, public: bool) -> None:
    assert is_public(number) is public
