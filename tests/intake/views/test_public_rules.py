"""What holds on every public page: nothing remembered, nothing changed by looking, bad input answered, never a 500."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import OperationalError, connection
from django.test import Client

from clinics.domain.remembering import forget_settings
from intake.models import Submission
from intake.views.page import client_address
from tests.factories import receive

TOKEN = "a-token-of-24-characters"
SENT = "another-token-that-was-sent"
CALL = f"/oak/en/call/{TOKEN}/"
PAGES = [
    "/oak/en/",
    "/oak/es/",
    CALL,
    f"/oak/en/write/{TOKEN}/1/",
    f"/oak/en/write/{TOKEN}/2/",
    f"/oak/en/write/{TOKEN}/5/",
    f"/oak/en/write/{TOKEN}/now/",
    f"/oak/en/sent/{SENT}/",
    f"/oak/en/sent/{TOKEN}/",
    f"/oak/en/reach/{TOKEN}/",
    "/oak/en/safety/",
    "/oak/en/privacy/",
    "/oak/en/cost/",
    "/oak/en/other/",
    "/oak/en/nothing-here/",
    "/",
]


@pytest.fixture
def world(clinic, client) -> Client:
    receive(clinic, token=SENT)
    client.post(f"/oak/en/write/{TOKEN}/1/", {"who": "self"})
    return client


def row_counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_sets_no_cookie_is_not_stored_and_calls_nobody(world, address):
    response = world.get(address)
    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-store"
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', response.content.decode())


@pytest.mark.parametrize("address", PAGES)
def test_looking_at_a_page_changes_no_row(world, address):
    before = row_counts()
    world.get(address)
    assert row_counts() == before


@pytest.mark.parametrize("address", PAGES)
def test_titles_and_addresses_say_nothing(world, address):
    text = world.get(address, follow=True).content.decode()
    title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
    assert title
    assert not re.search(r"addict|recover|rehab|drug|alcohol|opioid|treatment|clinic", title[1] + address, re.IGNORECASE)


@pytest.mark.parametrize(
    ("address", "queries"),
    [("/oak/en/", 7), (CALL, 5), (f"/oak/en/write/{TOKEN}/1/", 4), (f"/oak/en/write/{TOKEN}/5/", 4), ("/oak/en/safety/", 2)],
)
def test_a_page_asks_little_of_the_database(world, address, queries, django_assert_num_queries):
    forget_settings()
    with django_assert_num_queries(queries):
        world.get(address)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", "A\x00na"),
        ("name", "\ud800\udfff Ana \ud83d".encode("utf-8", "surrogatepass").decode("utf-8", "replace")),
        ("name", "A\u202ena\x08"),
        ("name", "💬" * 50),
        ("good_time_words", "\r\n\t"),
    ],
)
def test_odd_characters_are_taken(world, field, typed):
    assert world.post(CALL, {"phone": "202 555 0147", field: typed}).status_code == 303


def test_broken_utf8_is_taken_as_well_as_it_can_be_read(world):
    body = b"phone=202+555+0147&name=%ff%fe%ed%a0%80"
    assert world.post(CALL, body, content_type="application/x-www-form-urlencoded").status_code == 303


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{}", "application/json"),
        (b"", "text/plain"),
        (b"\x00\xff", "application/x-www-form-urlencoded"),
        (b"", "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_of_another_kind_is_an_empty_form(world, body, kind):
    response = world.post(CALL, body, content_type=kind)
    assert response.status_code == 200
    assert "Enter the number you want us to call" in response.content.decode()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"a=1&" * 300, "application/x-www-form-urlencoded", 400),
        (b"name=" + b"a" * 300_000, "application/x-www-form-urlencoded", 413),
        (b"--x", "multipart/form-data", 400),
        (b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nq\r\n--x--\r\n', "multipart/form-data; boundary=x", 400),
    ],
)
def test_what_cannot_be_read_gets_a_page_with_911(world, body, kind, status):
    response = world.generic("POST", CALL, body, content_type=kind)
    assert response.status_code == status
    assert 'href="tel:911"' in response.content.decode()


@pytest.mark.parametrize("charset", ["utf-7", "rot13", "idna", "unicode_escape", "no-such-thing"])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'--x\r\nContent-Disposition: form-data; name="phone"\r\n\r\n202 555 0147\r\n--x--\r\n', "multipart/form-data; boundary=x"),
        (b"phone=202+555+0147", "application/x-www-form-urlencoded"),
    ],
)
def test_a_form_in_a_charset_of_the_senders_invention_is_read_as_utf8(world, body, kind, charset):
    assert world.generic("POST", CALL, body, content_type=f"{kind}; charset={charset}").status_code == 303


@pytest.mark.parametrize(
    "address", ["/oak/en/%00/", "/oak/%ff/", "/%2e%2e/en/", "/oak/en/call/short/", "/oak/en/write/x" + "y" * 80 + "/1/"]
)
def test_an_odd_address_is_not_found(world, address):
    response = world.get(address)
    assert response.status_code == 404
    assert 'href="tel:988"' in response.content.decode()


def test_a_wrong_method_is_refused(world):
    assert world.post("/oak/en/").status_code == 405
    assert world.delete(CALL).status_code == 405


def test_html_in_an_answer_is_only_text(world):
    world.post(f"/oak/en/write/{TOKEN}/2/", {"reach": "none", "name": "<script>alert(1)</script>"})
    page = world.get(f"/oak/en/write/{TOKEN}/5/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.fixture
def database_gone(world) -> Iterator[None]:
    """Every statement fails, as when the server went away; the process had shown the page before."""
    world.get("/oak/en/")

    def refuse(*_anything: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.usefixtures("database_gone")
def test_without_a_database_the_page_still_shows_the_numbers(world):
    response = world.get("/oak/en/")
    page = response.content.decode()
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert 'href="tel:+1202555' in page
    assert 'href="tel:911"' in page


def test_a_tally_that_fails_stops_nobody(world):
    def refuse(execute, sql, params, many, context):
        if "core_tally" in sql:
            raise OperationalError("disk full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        assert world.post(CALL, {"phone": "202 555 0147"}).status_code == 303
    assert Submission.objects.count() == 2


def test_a_send_that_could_not_be_kept_keeps_the_words_on_screen(world):
    def refuse(execute, sql, params, many, context):
        if 'INSERT INTO "intake_submission"' in sql:
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        response = world.post(CALL, {"phone": "202 555 0147", "name": "Ana"})
    page = response.content.decode()
    assert response.status_code == 503
    assert "We could not save this just now." in page
    assert 'value="202 555 0147"' in page
    assert 'value="Ana"' in page
    assert Submission.objects.count() == 1


def test_the_senders_address_is_the_one_our_proxy_saw(rf, settings):
    request = rf.get("/", headers={"X-Forwarded-For": "6.6.6.6, 192.0.2.7"}, REMOTE_ADDR="10.0.0.1")
    settings.HTTPS = True
    assert client_address(request) == "192.0.2.7"
    settings.HTTPS = False
    assert client_address(request) == "10.0.0.1"
