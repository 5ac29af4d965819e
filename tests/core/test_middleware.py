"""The door of every class of URL, through the product's own middleware."""

import logging
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.conf import settings as product
from django.test import Client
from django.urls import resolve

from clinics.models import Clinic, Membership, Staff
from core import middleware
from core.gates import Registry
from tests.core import urls

COOKIELESS = ["public", "link", "webhook", "site-key", "api-key", "health", "static"]
ON_LINK, ON_DESK, ON_BOTH = ["public", "link", "site-key"], ["staff", "sign-in"], ["webhook", "api-key", "health", "static"]


@pytest.fixture(autouse=True)
def doors(settings, monkeypatch):
    """The addresses of tests.core.urls, with a registry of their own."""
    own = Registry()
    own.declare(urls.GATES)
    monkeypatch.setattr(middleware, "registry", own)
    monkeypatch.setattr("desk.middleware.registry", own)
    settings.ROOT_URLCONF = "tests.core.urls"
    settings.LOGIN_URL = "t:sign-in"
    settings.SECOND_FACTOR_URL = "t:second-factor"
    settings.REQUIRE_SECOND_FACTOR = True
    return own


def method_of(name: str) -> str:
    methods = urls.GATES[f"t:{name}"].methods
    return "GET" if "GET" in methods else "POST"


def knock(client: Client, name: str, **options: object):
    return client.generic(method_of(name), f"/{name}/", **options)


def sign_in(client: Client, *, second_factor: bool = True, roles: tuple[str, ...] = ("staff",)) -> Staff:
    """Somebody with these roles in one clinic, signed in."""
    now = datetime(2026, 11, 17, 15, 0, tzinfo=UTC)
    clinic = Clinic.objects.create(slug="a-clinic", public_name="A", discreet_name="A", time_zone="UTC", created_at=now)
    staff = Staff.objects.create(email="dana@clinic.example", name="Dana", date_joined=now)
    Membership.objects.bulk_create(Membership(staff=staff, clinic=clinic, role=role) for role in roles)
    client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    if second_factor:
        session = client.session
        session[staff.SECOND_FACTOR_MARK] = True
        session.save()
    return staff


# What exists


@pytest.mark.parametrize("path", ["/undeclared/", "/nameless/", "/no-such-page/"])
def test_what_nobody_declared_does_not_exist(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert not response.cookies
    assert client.post(path).status_code == 404


def test_the_log_names_an_undeclared_url_without_its_path(client, caplog):
    client.get("/undeclared/?q=secret")
    lines = [record.getMessage() for record in caplog.records if record.name == "core.middleware"]
    assert lines == ["No gate is declared for the URL name 't:undeclared'."]


@pytest.mark.parametrize("name", COOKIELESS)
def test_doors_for_anybody_open(client, name):
    response = knock(client, name)
    assert response.status_code == 200


# Cookieless doors


@pytest.mark.django_db
@pytest.mark.parametrize("name", COOKIELESS)
def test_a_cookieless_door_sees_no_session_and_no_user(client, name, django_assert_num_queries):
    sign_in(client)
    with django_assert_num_queries(0):
        response = knock(client, name)
    assert b"session=False user=False" in response.content
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("name", COOKIELESS)
def test_a_cookieless_door_needs_no_csrf_token(name):
    strict = Client(enforce_csrf_checks=True)
    if "POST" in urls.GATES[f"t:{name}"].methods:
        assert strict.post(f"/{name}/").status_code == 200


@pytest.mark.parametrize("cookies", [{}, {"csrftoken": "broken\n", "session": "x"}])
def test_a_public_page_leaves_nothing_in_the_browser_even_if_it_tries(client, cookies):
    client.cookies.load(cookies)
    response = client.get("/remember/")
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_a_public_page_that_uses_the_session_fails_at_once(client):
    with pytest.raises(AttributeError, match="session"):
        client.get("/use-session/")


# Methods


def test_get_brings_head_and_options(client):
    assert client.head("/public/").status_code == 200
    assert client.options("/public/").status_code == 204


@pytest.mark.parametrize(("name", "method", "allowed"), [
    ("webhook", "GET", "OPTIONS, POST"),
    ("webhook", "HEAD", "OPTIONS, POST"),
    ("health", "POST", "GET, HEAD, OPTIONS"),
    ("public", "DELETE", "GET, HEAD, OPTIONS, POST"),
    ("public", "PATCH", "GET, HEAD, OPTIONS, POST"),
    ("public", "TRACE", "GET, HEAD, OPTIONS, POST"),
])  # fmt: skip
def test_another_method_is_refused_with_those_that_work(client, name, method, allowed):
    response = client.generic(method, f"/{name}/")
    assert response.status_code == 405
    assert response.headers["Allow"] == allowed


@pytest.mark.parametrize(("name", "allowed"), [("webhook", "OPTIONS, POST"), ("public", "GET, HEAD, OPTIONS, POST")])
def test_asking_for_the_methods_names_them_and_reaches_no_view(client, name, allowed):
    response = client.options(f"/{name}/")
    assert (response.status_code, response.headers["Allow"], response.content) == (204, allowed, b"")


def test_the_refusal_of_a_method_is_a_page_with_crisis_numbers(client):
    response = client.put("/public/")
    assert b'href="tel:988"' in response.content
    assert b"That did not work" in response.content


def test_the_refusal_speaks_the_language_of_the_address(client):
    assert b'lang="es"' in client.put("/a-clinic/es/start/").content
    assert b'lang="en"' in client.put("/a-clinic/xx/start/").content


# Two hosts


@pytest.fixture
def two_hosts(settings):
    settings.DESK_HOST, settings.LINK_HOST = "desk.example.org", "link.example.org"
    settings.ALLOWED_HOSTS = ["desk.example.org", "link.example.org", "localhost"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ON_LINK + ON_DESK + ON_BOTH)
@pytest.mark.parametrize("host", ["desk.example.org", "link.example.org", "localhost", "LINK.example.org:443"])
def test_each_class_lives_on_its_host(client, two_hosts, name, host):
    response = knock(client, name, headers={"host": host})
    on_link, on_desk = host.lower().startswith("link"), host.startswith("desk")
    expected = name in ON_BOTH or (name in ON_LINK and on_link) or (name in ON_DESK and on_desk)
    assert (response.status_code != 404) is expected


def test_with_one_host_everything_is_there(client, settings):
    settings.DESK_HOST = settings.LINK_HOST = "one.example.org"
    settings.ALLOWED_HOSTS = ["one.example.org", "localhost"]
    assert client.get("/public/", headers={"host": "localhost"}).status_code == 200
    assert client.get("/sign-in/", headers={"host": "one.example.org"}).status_code == 200


# Staff


def test_a_stranger_is_asked_to_sign_in_and_comes_back(client):
    response = client.get("/staff/?page=2")
    assert response.status_code == 302
    assert response.headers["Location"] == "/sign-in/?next=/staff/%3Fpage%3D2"


def test_a_strangers_post_goes_to_sign_in_without_a_way_back(client):
    assert client.post("/staff/").headers["Location"] == "/sign-in/"


def test_a_script_is_told_so_instead_of_being_redirected(client):
    response = client.get("/staff/", headers={"X-Requested-With": "fetch"})
    assert response.status_code == 401
    assert "text/plain" in response.headers["Content-Type"]


@pytest.mark.django_db
def test_staff_with_both_factors_come_in(client):
    sign_in(client)
    assert b"session=True user=True" in client.get("/staff/").content
    assert client.post("/staff/").status_code == 200


@pytest.mark.django_db
def test_staff_without_second_factor_are_sent_there(client):
    sign_in(client, second_factor=False)
    response = client.get("/staff/")
    assert response.headers["Location"] == "/second-factor/?next=/staff/"
    assert client.get("/second-factor/").status_code == 200
    assert client.get("/staff/", headers={"X-Requested-With": "fetch"}).status_code == 401


def test_the_second_factor_page_is_not_for_strangers(client):
    assert client.get("/second-factor/").headers["Location"].startswith("/sign-in/")


@pytest.mark.django_db
def test_somebody_switched_off_is_out_at_once(client):
    staff = sign_in(client)
    staff.is_active = False
    staff.save()
    assert client.get("/staff/").headers["Location"].startswith("/sign-in/")


@pytest.mark.django_db
@pytest.mark.parametrize(("roles", "status"), [(("auditor",), 200), (("staff", "admin"), 200), (("staff",), 403), (("clinician",), 403)])
def test_roles_decide(client, roles, status):
    sign_in(client, roles=roles)
    response = client.get("/auditors/")
    assert response.status_code == status
    if status == 403:
        assert b"ask an administrator of your clinic" in response.content


@pytest.mark.parametrize(
    ("user", "page"),
    [
        (SimpleNamespace(is_authenticated=True, is_active=True), "/second-factor/"),
        (SimpleNamespace(is_authenticated=True, is_active=False, second_factor_ready=lambda _request: True), "/sign-in/"),
    ],
    ids=["no notion of a second factor", "switched off"],
)
def test_an_unexpected_kind_of_user_is_not_let_in(rf, user, page):
    request = rf.get("/staff/")
    request.user = user
    request.resolver_match = resolve("/staff/", "tests.core.urls")
    answer = middleware.GateMiddleware(lambda _request: None).process_view(request, None, (), {})
    assert answer.status_code == 302
    assert answer.url.startswith(page)


@pytest.mark.django_db
def test_staff_forms_need_a_csrf_token():
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict)
    assert strict.post("/staff/").status_code == 403
    token = strict.get("/message/").content.decode()
    assert strict.post("/staff/", {"csrfmiddlewaretoken": token}).status_code == 200
    assert strict.post("/sign-in/").status_code == 403


@pytest.mark.django_db
def test_staff_pages_keep_their_cookies(client):
    sign_in(client)
    assert {"session", "csrftoken"} <= set(client.get("/message/").cookies)


# Headers


@pytest.mark.parametrize("name", ["public", "webhook", "health", "staff", "sign-in", "undeclared"])
def test_every_answer_has_the_headers(client, name):
    headers = client.get(f"/{name}/").headers
    for header, value in middleware.HEADERS.items():
        assert headers[header] == value
    assert headers["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" in headers


def test_files_without_data_may_be_cached(client):
    assert "no-store" not in client.get("/static/").headers.get("Cache-Control", "")
    assert "no-store" not in client.get(product.STATIC_URL + "missing.css").headers.get("Cache-Control", "")


def test_a_log_line_is_not_made_of_the_request(caplog):
    with caplog.at_level(logging.DEBUG):
        Client().get("/undeclared/?q=secret")
    assert "secret" not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("core"))
