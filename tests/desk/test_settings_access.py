"""Who may open and change which settings, across roles and across two clinics."""

import pytest
from django.test import Client
from django.urls import reverse

from clinics.models import Membership
from tests.desk.accounts import settings_url
from tests.factories import make_clinic, make_staff

pytestmark = pytest.mark.django_db

ADMIN_PAGES = ["clinic", "lines", "on-call", "pager", "texts", "pages"]
RUNNER_PAGES = ["hours", "holidays", "queues", "rota", "rules", "rules-edit"]


@pytest.fixture
def clinic():
    return make_clinic(slug="oak")


def visitor(clinic, *roles) -> Client:
    client = Client()
    client.force_login(make_staff(clinic, roles=roles))
    return client


@pytest.mark.parametrize("page", [*ADMIN_PAGES, *RUNNER_PAGES])
def test_an_admin_opens_every_page(clinic, page):
    assert visitor(clinic, "admin").get(settings_url(page, clinic)).status_code == 200


@pytest.mark.parametrize("page", RUNNER_PAGES)
def test_a_supervisor_opens_hours_queues_and_rules(clinic, page):
    assert visitor(clinic, "supervisor").get(settings_url(page, clinic)).status_code == 200


@pytest.mark.parametrize("page", ADMIN_PAGES)
def test_a_supervisor_does_not_open_the_rest(clinic, page):
    assert visitor(clinic, "supervisor").get(settings_url(page, clinic)).status_code == 403


@pytest.mark.parametrize("page", [*ADMIN_PAGES, *RUNNER_PAGES])
@pytest.mark.parametrize("role", ["staff", "clinician"])
def test_care_staff_open_none_but_the_texts_that_clinicians_approve(clinic, role, page):
    expected = 200 if role == "clinician" and page in {"texts", "pages"} else 403
    assert visitor(clinic, role).get(settings_url(page, clinic)).status_code == expected


@pytest.mark.parametrize("page", ["clinic", "hours", "holidays", "lines", "queues", "on-call", "pager", "texts", "rules"])
def test_an_auditor_reads_and_changes_nothing(clinic, page):
    auditor = visitor(clinic, "auditor")
    shown = auditor.get(settings_url(page, clinic))
    assert shown.status_code == 200
    assert b"You can read this page." in shown.content
    if page not in {"texts", "rules"}:
        assert auditor.post(settings_url(page, clinic), {}).status_code == 403


@pytest.mark.parametrize("page", [*ADMIN_PAGES, *RUNNER_PAGES])
def test_another_clinic_does_not_exist_for_its_neighbours_admin(clinic, page):
    neighbour = visitor(make_clinic(slug="river"), "admin")
    assert neighbour.get(settings_url(page, clinic)).status_code == 404
    assert neighbour.post(settings_url(page, clinic), {"name": "x"}).status_code in {404, 405}


def test_a_role_counts_only_in_its_own_clinic(clinic):
    river = make_clinic(slug="river")
    staff = make_staff(clinic, roles=("admin",))
    Membership.objects.create(staff=staff, clinic=river, role="supervisor")
    client = Client()
    client.force_login(staff)
    assert client.get(settings_url("clinic", clinic)).status_code == 200
    assert client.get(settings_url("hours", river)).status_code == 200
    assert client.get(settings_url("clinic", river)).status_code == 404


def test_rows_of_another_clinic_can_not_be_reached_through_ones_own(clinic):
    river = make_clinic(slug="river")
    admin = visitor(clinic, "admin")
    line, queue = river.phone_lines.get(), river.queues.first()
    assert admin.get(settings_url("line", clinic, line.id)).status_code == 404
    assert admin.get(settings_url("queue", clinic, queue.id)).status_code == 404
    admin.post(settings_url("line-remove", clinic, line.id))
    assert river.phone_lines.count() == 1


def test_somebody_who_left_the_company_opens_nothing(clinic):
    staff = make_staff(clinic, roles=("admin",))
    client = Client()
    client.force_login(staff)
    staff.is_active = False
    staff.save()
    assert client.get(settings_url("clinic", clinic)).url.startswith("/desk/sign-in/")


def test_the_way_in_lists_only_ones_own_clinics_and_pages(clinic):
    make_clinic(slug="river", public_name="River Office")
    page = visitor(clinic, "supervisor").get(reverse("desk:settings")).content.decode()
    assert "River Office" not in page
    assert settings_url("hours", clinic) in page
    assert settings_url("clinic", clinic) not in page


def test_everybody_opens_their_own_languages(clinic):
    assert visitor(clinic, "staff").get(reverse("desk:preferences")).status_code == 200


@pytest.mark.parametrize("page", ["lines", "queues", "holidays", "on-call", "rules"])
def test_lists_take_the_same_number_of_queries_however_long(clinic, page, django_assert_max_num_queries):
    admin = visitor(clinic, "admin")
    for number in range(8):
        make_staff(clinic, name=f"Person {number}")
        clinic.phone_lines.create(number=f"+1303555019{number}", label=f"Line {number}")
        clinic.queues.create(code=f"q{number}", name=f"Queue {number}", position=10 + number)
    admin.get(settings_url(page, clinic))
    with django_assert_max_num_queries(20):
        admin.get(settings_url(page, clinic))
