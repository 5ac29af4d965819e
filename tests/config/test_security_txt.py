"""Whoever finds a weakness finds somebody to tell, on either host, without a cookie and without a clinic's name."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from config.security_txt import security_txt
from tests.factories import NOW

URL = "/.well-known/security.txt"


def fields(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_it_has_what_the_rfc_requires(settings):
    settings.FROM_EMAIL = "Front Desk <hello@mail.example.org>"
    found = fields(security_txt(now=NOW, canonical="https://example.org" + URL))
    assert found["Contact"] == "mailto:hello@mail.example.org"
    assert found["Canonical"] == "https://example.org" + URL
    ends = datetime.strptime(found["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert 90 < (ends - NOW).days < 365


@pytest.mark.parametrize("host", ["desk.example", "links.example"])
def test_both_hosts_serve_it_as_plain_text_without_a_cookie(settings, host):
    settings.DESK_HOST, settings.LINK_HOST, settings.ALLOWED_HOSTS = "desk.example", "links.example", ["desk.example", "links.example"]
    answer = Client().get(URL, headers={"host": host})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert fields(answer.content.decode())["Canonical"] == f"http://{host}{URL}"
    assert not answer.cookies
    assert Client().post(URL, headers={"host": host}).status_code == 405
