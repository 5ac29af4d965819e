"""Changing routing rules: a draft that loses nothing, a rehearsal, and a version that is in force."""

import pytest
from django.test import Client

from core.models import AuditEntry
from intake.domain.routing import current_rulebook
from intake.models import StaffDraft
from tests.desk.accounts import settings_url
from tests.factories import make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return make_clinic(slug="oak")


@pytest.fixture
def supervisor(clinic) -> Client:
    client = Client()
    client.force_login(make_staff(clinic, roles=("supervisor",), name="Luis"))
    return client


def rule(number: int, **fields: object) -> dict[str, object]:
    return {f"{number}-{name}": value for name, value in fields.items()}


URGENT = {"code": "urgent", "name": "Urgent first", "severity": ["emergency", "urgent"], "queue": "urgent", "due_minutes": ""}
SPANISH = {"code": "spanish", "name": "Spanish", "language": ["es"], "queue": "spanish", "due_minutes": ""}
LAST = {"code": "everything-else", "name": "Everything else", "queue": "general", "due_minutes": ""}


def typed(*rules: dict[str, object], action: str = "check") -> dict[str, object]:
    fields: dict[str, object] = {"count": len(rules), "based_on": 1, "action": action}
    for number, one in enumerate(rules):
        fields |= rule(number, **one)
    return fields


def edit(client: Client, clinic, *rules: dict[str, object], action: str = "check"):
    return client.post(settings_url("rules-edit", clinic), typed(*rules, action=action))


def test_the_rules_in_force_stand_there_in_sentences(supervisor, clinic):
    page = supervisor.get(settings_url("rules", clinic)).content.decode()
    assert "In force: version 1" in page
    assert "If the severity is Emergency or Urgent, it goes to Urgent." in page
    assert "If the language is Spanish, it goes to Spanish." in page
    assert "Everything else goes to General." in page


def test_an_inquiry_can_be_tried_without_writing_anything(supervisor, clinic):
    address = settings_url("rules", clinic) + "?severity=soon&language=es&channel=web_form"
    assert "Sent to Spanish by rule 2" in supervisor.get(address).content.decode()
    assert not clinic.leads.exists()


def test_moving_adding_and_removing_keep_what_was_typed(supervisor, clinic):
    half = {**SPANISH, "name": "Half typed", "due_minutes": "abc"}
    assert edit(supervisor, clinic, URGENT, half, LAST, action="up-1").url.endswith("#rule-0")
    page = supervisor.get(settings_url("rules-edit", clinic)).content.decode()
    assert page.index('value="Half typed"') < page.index('value="Urgent first"')
    assert 'value="abc"' in page
    assert edit(supervisor, clinic, half, URGENT, LAST, action="add").url.endswith("#rule-2")
    assert 'id="rule-3"' in supervisor.get(settings_url("rules-edit", clinic)).content.decode()
    edit(supervisor, clinic, half, URGENT, LAST, action="remove-0")
    assert "Half typed" not in supervisor.get(settings_url("rules-edit", clinic)).content.decode()
    assert current_rulebook(clinic).version == 1


@pytest.mark.parametrize("action", ["up-0", "down-1", "down-2", "up-2", "remove-2", "up-99", "remove-x"])
def test_the_last_rule_never_moves_and_nothing_moves_past_it(supervisor, clinic, action):
    edit(supervisor, clinic, URGENT, SPANISH, LAST, action=action)
    page = supervisor.get(settings_url("rules-edit", clinic)).content.decode()
    assert page.index('value="Urgent first"') < page.index('value="Spanish"') < page.index('value="Everything else"')


def test_a_rule_with_a_mistake_is_named_and_stays_typed(supervisor, clinic):
    wrong = {**SPANISH, "due_minutes": "0", "queue": "nowhere"}
    answer = edit(supervisor, clinic, URGENT, wrong, LAST)
    assert "look=errors" in answer.url
    page = supervisor.get(answer.url).content.decode()
    assert "greater than or equal to 1" in page
    assert "nowhere is not one of the available choices" in page
    assert 'value="0"' in page
    assert supervisor.get(settings_url("rules-check", clinic)).status_code == 302


def test_a_rule_that_always_wins_can_not_be_published(supervisor, clinic):
    edit(supervisor, clinic, {**URGENT, "severity": []}, SPANISH, LAST)
    page = supervisor.get(settings_url("rules-check", clinic)).content.decode()
    assert "Rule 1 has no condition" in page
    supervisor.post(settings_url("rules-check", clinic), {"note": "Try anyway"})
    assert current_rulebook(clinic).version == 1


def test_the_rehearsal_shows_what_would_be_different(supervisor, clinic):
    receive(clinic, language="es")
    receive(clinic, phone="(202) 555-0148")
    edit(supervisor, clinic, URGENT, {**SPANISH, "due_minutes": "30"}, LAST)
    page = supervisor.get(settings_url("rules-check", clinic)).content.decode()
    assert "1 of 2 would be treated differently." in page
    assert "Spanish, due in 30 minutes" in page
    assert "Maria" not in page


def test_publishing_needs_a_note_and_makes_a_version(supervisor, clinic):
    edit(supervisor, clinic, SPANISH, URGENT, LAST)
    refused = supervisor.post(settings_url("rules-check", clinic), {"note": ""})
    assert "This field is required." in refused.content.decode()
    done = supervisor.post(settings_url("rules-check", clinic), {"note": "Spanish first"}, follow=True)
    assert "Version 2 is in force." in done.content.decode()
    rulebook = current_rulebook(clinic)
    assert [one["code"] for one in rulebook.rules] == ["spanish", "urgent", "everything-else"]
    assert (rulebook.note, rulebook.published_by.name) == ("Spanish first", "Luis")
    assert not StaffDraft.objects.exists()
    assert AuditEntry.objects.filter(action="rulebook.published", actor_id=rulebook.published_by_id).count() == 1


def test_a_new_rule_gets_a_code_of_its_own(supervisor, clinic):
    again = {**SPANISH, "code": "", "channel": ["logged_call"]}
    edit(supervisor, clinic, SPANISH, again, LAST)
    supervisor.post(settings_url("rules-check", clinic), {"note": "Calls"})
    rules = current_rulebook(clinic).rules
    assert [one["code"] for one in rules] == ["spanish", "spanish-2", "everything-else"]
    assert rules[1]["when"] == {"language": ["es"], "channel": ["logged_call"]}


def test_a_draft_belongs_to_its_writer(supervisor, clinic):
    edit(supervisor, clinic, SPANISH, URGENT, LAST, action="up-1")
    other = Client()
    other.force_login(make_staff(clinic, roles=("admin",)))
    assert "You have changes that are not published." in supervisor.get(settings_url("rules", clinic)).content.decode()
    assert "not published" not in other.get(settings_url("rules", clinic)).content.decode()


def test_changes_can_be_thrown_away(supervisor, clinic):
    edit(supervisor, clinic, SPANISH, URGENT, LAST, action="up-1")
    supervisor.post(settings_url("rules-discard", clinic))
    assert not StaffDraft.objects.exists()


def test_an_earlier_version_is_the_way_back(supervisor, clinic):
    edit(supervisor, clinic, SPANISH, URGENT, LAST)
    supervisor.post(settings_url("rules-check", clinic), {"note": "Spanish first"})
    assert "Urgent first" in supervisor.get(settings_url("rules-version", clinic, 1)).content.decode()
    assert supervisor.post(settings_url("rules-version", clinic, 1)).url == settings_url("rules-check", clinic)
    supervisor.post(settings_url("rules-check", clinic), {"note": "Back"})
    rulebook = current_rulebook(clinic)
    assert (rulebook.version, rulebook.rules[0]["code"]) == (3, "urgent")


def test_a_version_published_meanwhile_is_pointed_out(supervisor, clinic):
    edit(supervisor, clinic, SPANISH, URGENT, LAST)
    other = Client()
    other.force_login(make_staff(clinic, roles=("admin",)))
    edit(other, clinic, URGENT, LAST)
    other.post(settings_url("rules-check", clinic), {"note": "Quicker"})
    assert "Version 2 was published after you began." in supervisor.get(settings_url("rules-check", clinic)).content.decode()


@pytest.mark.parametrize("count", ["", "-1", "x", "999999999999999", "51"])
def test_a_crooked_form_breaks_nothing(supervisor, clinic, count):
    answer = supervisor.post(settings_url("rules-edit", clinic), {"count": count, "based_on": "x", "action": "check"})
    assert answer.status_code == 302
    assert supervisor.get(settings_url("rules-edit", clinic)).status_code == 200


def test_a_queue_without_people_is_pointed_out(supervisor, clinic):
    clinic.queues.get(code="spanish").memberships.all().delete()
    assert "Nobody is offered the work in: Spanish." in supervisor.get(settings_url("rules", clinic)).content.decode()
