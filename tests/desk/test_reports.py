"""The page of reports: who may read it, which clinic's numbers it shows, and that a file leaves with its purpose."""

import pytest
from django.test import Client
from django.urls import reverse

from core.models import AuditEntry
from intake.models import Lead
from tests.factories import NOW, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db


def visitor(clinic, *roles: str) -> Client:
    client = Client()
    client.force_login(make_staff(clinic, roles=roles))
    return client


@pytest.mark.parametrize(("role", "status"), [("supervisor", 200), ("clinician", 200), ("admin", 200), ("staff", 403), ("auditor", 403)])
def test_who_may_read_numbers(role, status):
    assert visitor(make_clinic(), role).get(reverse("desk:reports")).status_code == status


def test_another_clinics_numbers_are_not_offered():
    oak, river = make_clinic(slug="oak", public_name="Oak Place"), make_clinic(slug="river", public_name="River Place")
    page = visitor(oak, "supervisor").get(reverse("desk:reports"), {"clinic": river.slug})

    assert (page.status_code, "River Place" in page.content.decode()) == (422, False)


@pytest.mark.parametrize(
    "typed",
    [
        {"since": "2026-02-30"},
        {"since": "2026-03-01", "until": "2026-02-01"},
        {"since": "0001-01-01", "until": "9999-12-31"},
        {"clinic": "\x00"},
    ],
)
def test_days_that_make_no_sense_are_said_and_kept(typed):
    page = visitor(make_clinic(), "supervisor").get(reverse("desk:reports"), typed)

    assert page.status_code == 422
    assert all(value in page.content.decode() for name, value in typed.items() if name != "clinic")


@pytest.mark.parametrize("typed", [{"since": "0001-01-01", "until": "0001-01-02"}, {"since": "9999-12-30", "until": "9999-12-31"}, {}])
def test_the_ends_of_the_calendar_are_days_too(typed):
    assert visitor(make_clinic(), "supervisor").get(reverse("desk:reports"), typed).status_code == 200


def test_a_file_leaves_with_its_purpose_in_the_audit():
    clinic = make_clinic(slug="oak")
    client = visitor(clinic, "supervisor")
    url = reverse("desk:reports-export")

    assert client.post(url, {"clinic": "oak", "purpose": ""}).status_code == 422
    assert AuditEntry.objects.filter(action="report.exported").count() == 0
    answer = client.post(url, {"clinic": "oak", "purpose": "State grant"})

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert "Check-ins answered" in answer.content.decode()
    assert AuditEntry.objects.get(action="report.exported").reason == "State grant"


@pytest.mark.parametrize(("smallest", "shown", "leaves"), [(11, "too few: under 11", False), (5, "10 of 11", False)])
def test_a_clinic_says_from_how_many_on_a_group_is_shown_and_a_file_is_stricter(smallest, shown, leaves):
    clinic = make_clinic(slug="oak", smallest_group=smallest)
    leads = [receive(clinic).lead for _number in range(11)]
    Lead.objects.filter(id__in=[lead.id for lead in leads[:10]]).update(first_attempt_at=NOW)
    client = visitor(clinic, "supervisor")
    days = {"clinic": "oak", "since": "2026-11-10", "until": "2026-11-18"}

    page = client.get(reverse("desk:reports"), days).content.decode()
    file = client.post(reverse("desk:reports-export"), {**days, "purpose": "State grant"}).content.decode()

    assert f"Groups of fewer than {smallest} people" in page
    assert f"<td>{shown}</td>" in page
    assert ("10 of 11" in file) is leaves
