"""The first pages: three equal doors, danger first, and only promises that staffed hours can keep."""

import pytest

from clinics.models import Installation, OnCallMember
from tests.factories import make_clinic, make_staff


def test_the_only_clinic_is_found_at_the_root(client, clinic):
    assert client.get("/").headers["Location"] == "/oak/en/"


def test_two_clinics_are_listed_by_their_discreet_names(client, clinic):
    make_clinic(slug="elm", discreet_name="Elm House", public_name="Elm Recovery")
    page = client.get("/").content.decode()
    assert "Elm House" in page
    assert "Oak Street" in page
    assert "Elm Recovery" not in page
    assert {'href="/oak/en/"', 'href="/oak/es/"', 'href="/elm/en/"'} <= set(page.replace("\n", " ").split())


def test_an_address_without_language_leads_to_the_clinics_first_one(client, clinic):
    assert client.get("/oak/").headers["Location"] == "/oak/en/"
    assert client.get("/nowhere/").status_code == 404


def test_the_start_page_has_three_doors(client, clinic):
    page = client.get("/oak/en/").content.decode()
    line = clinic.phone_lines.get()
    assert f'href="tel:{line.number}"' in page
    assert 'href="/oak/en/call/"' in page
    assert 'href="/oak/en/write/"' in page
    assert "We are open now, until 5:00 pm." in page
    assert "Hours today:" in page


def test_a_closed_clinic_says_when_it_opens(client, clinic, later):
    later(hours=10)
    page = client.get("/oak/en/").content.decode()
    assert "We open tomorrow at 8:00 am." in page
    assert "We will read it when we open tomorrow at 8:00 am." in page


def test_a_clinic_without_hours_promises_no_time(client, db):
    make_clinic(slug="elm", staffed=False)
    page = client.get("/elm/en/").content.decode()
    assert "We have no set hours." in page
    assert "Hours today:" not in page


def test_with_nobody_here_the_page_leans_on_911_and_988(client, clinic, later):
    later(hours=10)
    Installation.objects.update_or_create(id=1, defaults={"practice_mode": False})
    sentence = "Nobody from our team is here right now."
    assert sentence in client.get("/oak/en/").content.decode()
    OnCallMember.objects.create(clinic=clinic, staff=make_staff(clinic))
    assert sentence not in client.get("/oak/en/").content.decode()


def test_spanish_days_have_no_capital_inside_a_sentence(client, clinic, later):
    later(days=3, hours=10)
    assert "el lunes a las 8:00 am" in client.get("/oak/es/").content.decode()


def test_a_clinic_that_takes_no_inquiries_offers_the_phone_only(client, clinic):
    clinic.accepts_inquiries = False
    clinic.save()
    page = client.get("/oak/en/").content.decode()
    assert "/oak/en/call/" not in page
    assert client.get("/oak/en/call/").headers["Location"] == "/oak/en/"
    assert client.get("/oak/en/write/").headers["Location"] == "/oak/en/"


def test_a_clinic_of_one_language_has_no_switch_and_no_other_pages(client, clinic):
    clinic.languages = ["en"]
    clinic.save()
    assert "Español" not in client.get("/oak/en/").content.decode()
    assert client.get("/oak/es/").status_code == 404


@pytest.mark.parametrize("name", ["", "call/", "write/", "safety/", "privacy/", "cost/", "other/"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_carries_911_988_and_the_leave_button(client, clinic, name, language):
    response = client.get(f"/oak/{language}/{name}", follow=True)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'href="tel:911"' in page
    assert 'href="tel:988"' in page
    assert f'action="/oak/{language}/leave/' in page
    assert f'<html lang="{language}"' in page


@pytest.mark.parametrize("name", ["", "safety/", "privacy/", "cost/", "other/"])
def test_the_language_switch_leads_to_the_same_page(client, clinic, name):
    assert f'href="/oak/es/{name}"' in client.get(f"/oak/en/{name}").content.decode()
    assert f'href="/oak/en/{name}"' in client.get(f"/oak/es/{name}").content.decode()
