"""What a stranger writes into headers moves neither limits nor links: the proxy's own word counts, and our own addresses."""

import itertools

import pytest
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from followup.models import Message
from intake.channels.web_form import network_tally
from intake.views.page import client_address
from tests.desk.accounts import make_account, sign_in
from tests.factories import NOW, make_clinic

SEEN_BY_PROXY = "192.0.2.7"
LEFT = ["", "6.6.6.6", "127.0.0.1", "::1", "evil.example", "6.6.6.6, 7.7.7.7", "'; --", "192.0.2.8,", " , ", "unknown"]
SPOOFS = [
    {},
    {"X-Forwarded-Host": "evil.example"},
    {"X-Real-IP": "6.6.6.6", "Client-IP": "6.6.6.6", "True-Client-IP": "6.6.6.6"},
    {"Forwarded": "for=6.6.6.6;host=evil.example;proto=http"},
    {"CF-Connecting-IP": "6.6.6.6", "X-Client-IP": "6.6.6.6", "X-Cluster-Client-IP": "6.6.6.6"},
    {"X-Forwarded-Server": "evil.example", "X-Forwarded-Port": "81"},
    {"X-Original-URL": "/desk/", "X-Rewrite-URL": "/desk/", "X-Forwarded-Prefix": "/evil"},
    {"X-HTTP-Method-Override": "DELETE", "X-HTTP-Method": "DELETE"},
    {"X-Host": "evil.example", "X-Forwarded-Scheme": "http"},
    {"Via": "1.1 evil.example", "X-ProxyUser-Ip": "6.6.6.6"},
]
# The addresses of the network a limit is counted for, each with what else might be believed.
COMBINATIONS = [*itertools.product(LEFT, SPOOFS), *itertools.product([f"{left}, 8.8.8.8" for left in LEFT], SPOOFS)]


@pytest.fixture
def behind_a_proxy(settings):
    settings.HTTPS, settings.ALLAUTH_TRUSTED_PROXY_COUNT = True, 1


def test_there_are_two_hundred() -> None:
    assert len(COMBINATIONS) == 200


@pytest.mark.parametrize(("left", "spoof"), COMBINATIONS)
def test_the_key_of_a_limit_is_what_our_proxy_saw(behind_a_proxy, rf, left: str, spoof: dict[str, str]) -> None:
    headers = {**spoof, "X-Forwarded-For": f"{left}, {SEEN_BY_PROXY}" if left else SEEN_BY_PROXY}
    request = rf.get("/", headers=headers, REMOTE_ADDR="10.0.0.1")
    assert client_address(request) == SEEN_BY_PROXY
    assert get_adapter().get_client_ip(request) == SEEN_BY_PROXY
    assert request.get_host() == "testserver"


@pytest.mark.parametrize("spoof", SPOOFS, ids=str)
def test_without_a_proxy_no_header_is_believed(rf, spoof: dict[str, str]) -> None:
    request = rf.get("/", headers={**spoof, "X-Forwarded-For": "6.6.6.6"}, REMOTE_ADDR="192.0.2.9")
    assert (client_address(request), get_adapter().get_client_ip(request)) == ("192.0.2.9", "192.0.2.9")


@pytest.mark.parametrize("seen", ["::ffff:192.0.2.7", "::FFFF:c000:207", "192.0.2.7:50123", "[::ffff:192.0.2.7]:50123"])
def test_an_address_has_one_spelling_however_the_proxy_writes_it(behind_a_proxy, rf, seen: str) -> None:
    request = rf.get("/", headers={"X-Forwarded-For": f"6.6.6.6, {seen}"}, REMOTE_ADDR="10.0.0.1")
    assert client_address(request) == get_adapter().get_client_ip(request) == SEEN_BY_PROXY


@pytest.mark.django_db
def test_strangers_whose_addresses_are_written_into_ipv6_are_not_one_network(settings) -> None:
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    make_account(make_clinic())
    for guess in range(61):
        sign_in(Client(REMOTE_ADDR="::ffff:192.0.2.7"), email=f"nobody{guess}@clinic.example", password="guess")
    assert sign_in(Client(REMOTE_ADDR="::ffff:192.0.2.7")).status_code == 200
    assert sign_in(Client(REMOTE_ADDR="::ffff:192.0.2.8")).status_code == 302
    names = {network_tally(address=client_address(asked(f"::ffff:192.0.2.{last}")), now=NOW).name for last in (7, 8)}
    assert len(names) == 2


def asked(address: str) -> HttpRequest:
    """A request from this address."""
    return RequestFactory().get("/", REMOTE_ADDR=address)


@pytest.mark.django_db
@pytest.mark.parametrize("spoof", SPOOFS, ids=str)
def test_a_link_to_a_new_password_leads_to_our_own_address(settings, spoof: dict[str, str]) -> None:
    cache.clear()
    dana = make_account(make_clinic())
    answer = Client(headers=spoof).post(reverse("desk:forgotten"), {"email": dana.email})
    assert answer.status_code in {200, 302}
    body = Message.objects.get(staff=dana).body
    assert f"{settings.DESK_URL}/desk/" in body
    assert "evil" not in body


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_refused(client) -> None:
    assert client.get(reverse("desk:sign-in"), headers={"Host": "evil.example"}).status_code == 400
