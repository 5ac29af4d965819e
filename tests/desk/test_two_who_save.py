"""Two people open the same page and both save: the second one is told, keeps what they typed, and overwrites nothing in silence."""

import re

import pytest
from django.urls import reverse

from clinics.models import Clinic
from intake.models import ContactPoint
from tests.access.places import all_places
from tests.desk.conftest import signed_in
from tests.factories import make_staff, receive

pytestmark = pytest.mark.django_db
# Pages of settings that save over what stands, and what somebody changes on each.
PAGES = {
    "settings-clinic": {"leave_url": "https://one.example/", "soon_minutes": "47"},
    "settings-hours": {"d0-0-opens": "07:15", "d1-0-opens": "06:45"},
    "settings-line": {"label": "Night line", "position": "9"},
    "settings-queue": {"name": "Renamed", "is_active": "on"},
    "settings-retention": {"public_links": "9", "staff_drafts": "40"},
    "settings-aftercare": {"strict_days": "21", "step_up_days": "30"},
    "settings-medication": {"remind_days": "9, 3"},
    "settings-person": {"roles": ["staff", "clinician"]},
}


def fields_of(page: str) -> dict[str, list[str]]:
    """What a browser would send back from the page's main form."""
    form = next(part for part in re.findall(r"<form.*?</form>", page, re.DOTALL) if "seen_values" in part)
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        is_off = ('type="checkbox"' in tag or 'type="radio"' in tag) and " checked" not in tag
        if name and not is_off and name[1] != "csrfmiddlewaretoken":
            found.setdefault(name[1], []).append(value[1] if value else "on" if " checked" in tag else "")
    for name, options in re.findall(r'<select[^>]*name="([^"]*)".*?>(.*?)</select>', form, re.DOTALL):
        found.setdefault(name, []).extend(re.findall(r'value="([^"]*)"[^>]*selected', options))
    return found


@pytest.fixture
def admins(clinic):
    return [make_staff(clinic, roles=("admin", "supervisor"), name=name) for name in ("Ana", "Ben")]


def address(name: str, clinic: Clinic) -> str:
    place = next(place for place in all_places() if place.name == f"desk:{name}")
    other = make_staff(clinic, name="Cy")
    ids = {"slug": clinic.slug, "line_id": clinic.phone_lines.get().id, "queue_id": clinic.queues.first().id, "staff_id": other.id}
    return reverse(place.name, kwargs={argument: ids[argument] for argument in place.arguments})


@pytest.mark.parametrize("name", PAGES)
def test_the_second_is_told_and_saves_only_by_saving_again(admins, clinic, name):
    url = address(name, clinic)
    first, second = (signed_in(one) for one in admins)
    seen = [fields_of(browser.get(url).content.decode()) for browser in (first, second)]
    changes = list(PAGES[name].items())
    mine, theirs = seen[0] | dict(changes[:1]), seen[1] | dict(changes[-1:])
    if name == "settings-queue":
        mine = seen[0] | {"name": "First name"}
        theirs = seen[1] | {"name": "Renamed"}
    if len(changes) == 1 and name == "settings-medication":
        mine = seen[0] | {"remind_days": "8, 1"}
    if name == "settings-person":
        mine = seen[0] | {"roles": ["staff", "supervisor"]}

    assert first.post(url, mine).status_code == 302
    refused = second.post(url, theirs)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Somebody else saved this after you opened it." in page
    assert "” stands now: " in page
    assert {field: fields_of(page).get(field) for field in theirs if field != "seen_values"} == {
        field: value if isinstance(value, list) else [value] for field, value in theirs.items() if field != "seen_values"
    }
    stands = fields_of(first.get(url).content.decode())
    assert {field: stands[field] for field in mine if field in stands and field != "seen_values"} == {
        field: value if isinstance(value, list) else [value] for field, value in mine.items() if field in stands and field != "seen_values"
    }

    again = theirs | {"seen_values": fields_of(page)["seen_values"]}
    assert second.post(url, again).status_code == 302


@pytest.mark.parametrize("name", PAGES)
def test_somebody_alone_is_asked_nothing(admins, clinic, name):
    url, browser = address(name, clinic), signed_in(admins[0])
    for _twice in range(2):
        assert browser.post(url, fields_of(browser.get(url).content.decode())).status_code == 302


def test_safe_contact_that_was_tightened_meanwhile_is_not_loosened_by_an_older_page(clinic, desk):
    lead = receive(clinic).lead
    point = ContactPoint.objects.get(person=lead.contact_person)
    page = desk.get(reverse("desk:lead", args=[lead.id])).content.decode()
    seen = fields_of(page)
    ContactPoint.objects.filter(id=point.id).update(may_call=False)
    url = reverse("desk:lead-safe-contact", args=[point.id])

    answer = desk.post(url, seen | {"if_someone_else_answers": "Ask for Maria, say the plumber", "spoke": "on"})

    assert answer.status_code == 409
    assert "Ask for Maria, say the plumber" in answer.content.decode()
    assert not ContactPoint.objects.get(id=point.id).may_call


def test_what_is_too_long_comes_back_with_its_words(clinic, desk):
    point = ContactPoint.objects.get(person=receive(clinic).lead.contact_person)
    answer = desk.post(reverse("desk:lead-safe-contact", args=[point.id]), {"voicemail": "none", "if_someone_else_answers": "x" * 501})
    assert answer.status_code == 422
    assert "x" * 501 in answer.content.decode()
