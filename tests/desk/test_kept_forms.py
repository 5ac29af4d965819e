"""Nothing typed is lost when a session ends, whatever form of the desk it stood in; and no proof of who somebody is, is kept."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import F
from django.urls import reverse

from core.gates import Access
from core.models import BrowserSession
from desk.keeping import HELD
from intake.models import StaffDraft
from tests.access.places import Place, all_places
from tests.desk.conftest import signed_in

pytestmark = pytest.mark.django_db
FORMS = [place for place in all_places() if place.gate and place.gate.access is Access.STAFF and "POST" in place.gate.methods]
VALUES = {"slug": "oak", "code": "ack", "language": "en", "variant": "en", "number": 1, "step": 1, "key": "k", "passkey_id": 1}
# Fixed, so that every process names the same tests.
ID = "01890a5d-ac96-774b-bcce-b302099a8057"
WORDS = "Half a sentence\nabout the blue gate"


def end_session() -> None:
    """As if nothing had happened for forty minutes."""
    BrowserSession.objects.update(last_seen_at=F("last_seen_at") - timedelta(minutes=40))


def address(place: Place) -> str:
    return reverse(place.name, kwargs={name: VALUES.get(name) or uuid4() for name in place.arguments})


@pytest.mark.parametrize("place", [place for place in FORMS if place.name != "desk:draft"], ids=str)
def test_a_form_that_arrives_after_the_end_is_kept_whole_and_nothing_is_done_with_it(place, dana):
    client, url = signed_in(dana), address(place)
    end_session()
    answer = client.post(url, {"text": WORDS, "people": ["1", "2"], "proof-password": "secret", "proof-code": "123456"})
    draft = StaffDraft.objects.get(staff=dana)
    assert draft.body == {"path": url, "fields": [["text", WORDS], ["people", "1"], ["people", "2"]]}
    assert reverse("desk:held", args=[draft.key.removeprefix(HELD)]).replace("/", "%2F") in answer.url
    assert not BrowserSession.objects.filter(user_id=dana.id).exists()


def keep(client, key, **fields):
    answer = client.post(reverse("desk:draft"), {"draft_key": key, **fields}, headers={"X-Requested-With": "fetch"})
    return answer.status_code


def test_a_page_keeps_a_form_before_the_end_and_forgets_it_when_the_session_goes_on(dana, desk):
    key = f"{HELD}{uuid4()}"
    assert keep(desk, key, held_path="/desk/preferences/", text=WORDS) == 204
    assert StaffDraft.objects.get().body["fields"] == [["text", WORDS]]
    assert "What you were sending when you were signed out" in desk.get(reverse("desk:home")).content.decode()
    assert keep(desk, key) == 204
    assert not StaffDraft.objects.exists()


def test_a_page_that_slept_through_the_end_is_heard_once(dana):
    client = signed_in(dana)
    end_session()
    assert keep(client, f"{HELD}{uuid4()}", held_path="/desk/preferences/", text=WORDS) == 401
    assert StaffDraft.objects.get(staff=dana).body["fields"] == [["text", WORDS]]
    assert keep(client, f"{HELD}{uuid4()}", held_path="/desk/preferences/", text="more") == 401
    assert StaffDraft.objects.count() == 1


@pytest.mark.parametrize("key", ["held:x", "held:", f"held:{ID}x", f"HELD:{ID}", "other:1", ""])
def test_a_key_that_makes_no_sense_keeps_nothing(desk, key):
    assert keep(desk, key, held_path="/desk/", text=WORDS) == 400
    assert not StaffDraft.objects.exists()


@pytest.mark.parametrize("path", ["https://evil.example/", "/elsewhere/", "//evil.example/", "/desk/sign-in/", "javascript:alert(1)"])
def test_a_kept_form_is_offered_for_addresses_of_the_desk_only(desk, path):
    held = uuid4()
    assert keep(desk, f"{HELD}{held}", held_path=path, text=WORDS) == 204
    assert desk.get(reverse("desk:held", args=[held])).status_code == 404


def test_a_form_longer_than_anybody_types_is_not_kept(desk):
    assert keep(desk, f"{HELD}{uuid4()}", held_path="/desk/preferences/", text="x" * 100_001) == 400
