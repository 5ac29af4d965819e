"""Pages to read: served only when approved and published, neutral outside, without cookie or script."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from followup.domain.education import page_links, page_url, served_page
from followup.domain.markup import Block, blocks_of
from followup.domain.starting_pages import SAMPLE_APPROVER, add_ready_pages
from tests.factories import NOW, make_clinic

pytestmark = pytest.mark.django_db


@pytest.fixture
def oak():
    clinic = make_clinic(slug="oak-street", discreet_name="Oak Street", is_sample=True)
    add_ready_pages(clinic=clinic, now=NOW)
    return clinic


def open_page(client: Client, clinic, key: str = "in-an-emergency", language: str = "en"):
    return client.get(reverse("link:page", args=[clinic.slug, language, key]))


def test_a_page_says_where_its_facts_come_from_and_who_approved_them(client, oak):
    page = open_page(client, oak)
    text = page.content.decode()
    assert page.status_code == 200
    assert "<h1>Overdose and naloxone</h1>" in text
    assert "<li>Call 911. Say: somebody does not wake up and does not breathe. Give the place.</li>" in text
    assert "Substance Abuse and Mental Health Services Administration" in text
    assert f"Approved by {SAMPLE_APPROVER}" in text
    assert 'lang="es"' in text


def test_tab_address_and_headers_tell_nobody_anything(client, oak):
    page = open_page(client, oak)
    text = page.content.decode()
    assert re.search("<title>(.*)</title>", text)[1] == "In an emergency – Oak Street"  # type: ignore[index]
    assert page.wsgi_request.path == "/oak-street/en/read/in-an-emergency/"
    assert (page.cookies.output(), page.headers["Cache-Control"].find("no-store") >= 0, page.headers["Content-Language"]) == (
        "",
        True,
        "en",
    )
    assert "Leave this page" in text


def test_a_real_clinic_serves_nothing_before_somebody_approved_it(client):
    clinic = make_clinic(slug="elm")
    assert (add_ready_pages(clinic=clinic, now=NOW), add_ready_pages(clinic=clinic, now=NOW)) == (9, 0)
    assert open_page(client, clinic).status_code == 404
    assert "nothing to read here yet" in client.get(reverse("link:pages", args=["elm", "en"])).content.decode()
    assert page_links(clinic=clinic, language="en") == {}


def test_a_page_never_falls_back_to_another_language(client, oak):
    oak.education_pages.get(key="groups").versions.filter(language="es").delete()
    assert open_page(client, oak, "groups", "es").status_code == 404
    assert "Español" not in open_page(client, oak, "groups").content.decode()
    assert open_page(client, oak, "paying", "es").status_code == 200


def test_one_clinic_does_not_serve_the_pages_of_another(client, oak):
    make_clinic(slug="elm")
    assert [open_page(client, type("C", (), {"slug": slug})()).status_code for slug in ("oak-street", "elm", "nowhere")] == [200, 404, 404]


def test_the_list_names_every_page_in_order(client, oak, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        text = client.get(reverse("link:pages", args=["oak-street", "es"])).content.decode()
    keys = re.findall(r'href="/oak-street/es/read/([a-z-]+)/"', text)
    assert (len(keys), keys[0], keys[-1]) == (9, "how-it-works", "afterwards")


def test_only_reading_is_allowed_and_it_changes_nothing(client, oak):
    url = reverse("link:page", args=[oak.slug, "en", "groups"])
    assert [client.generic(method, url).status_code for method in ("GET", "HEAD", "POST", "PUT")] == [200, 200, 405, 405]


def test_messages_link_to_served_pages_only(oak):
    links = page_links(clinic=oak, language="es")
    assert links["read_first_days"] == page_url(slug="oak-street", key="first-days", language="es")
    assert page_url(slug="oak-street", key="first-days", language="es").endswith(
        reverse("link:page", args=["oak-street", "es", "first-days"])
    )
    oak.education_pages.filter(key="first-days").update(unpublished_at=NOW)
    assert "read_first_days" not in page_links(clinic=oak, language="es")
    assert served_page(clinic=oak, key="first-days", language="es") is None


def test_markup_knows_headings_points_and_words_and_no_html():
    assert blocks_of("One\r\ntwo\n\n## Head\n- a\n- <b>\n\nEnd") == [
        Block("words", "One two"),
        Block("heading", "Head"),
        Block("points", points=("a", "<b>")),
        Block("words", "End"),
    ]


def test_words_of_a_page_are_never_read_as_html(client, oak):
    oak.education_pages.get(key="groups").versions.update(body="<script>go()</script>\n- <img src=x>", heading="<b>")
    text = open_page(client, oak, "groups").content.decode()
    assert ("<script>go()" in text, "<img" in text, "&lt;b&gt;" in text) == (False, False, True)
