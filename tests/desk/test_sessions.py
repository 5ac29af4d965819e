"""Sessions: when they end by themselves, what is kept of what was being typed, and how their owner ends them."""

import time
from uuid import uuid4

import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core.models import AuditEntry, BrowserSession
from core.sessions import stored_key
from desk.devices import coarse_network, device_words
from intake.models import Note, StaffDraft
from tests.desk.accounts import PASSWORD, SIGN_IN, is_signed_in, make_account, sign_in
from tests.factories import make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db
MINUTE = 60
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def clock():
    """Time that stands still until a test moves it."""
    with time_machine.travel(time.time(), tick=False) as travel:
        yield travel


@pytest.fixture
def clinic():
    return make_clinic()


@pytest.fixture
def dana(clinic):
    return make_account(clinic)


def browser(*, agent: str = FIREFOX) -> Client:
    """Somebody's browser in which Dana has signed in."""
    client = Client(headers={"User-Agent": agent}, REMOTE_ADDR="203.0.113.77")
    sign_in(client)
    assert is_signed_in(client)
    return client


class TestLimits:
    """The server ends a session, whatever the browser does."""

    def test_a_desk_left_alone_for_fifteen_minutes_is_signed_out(self, dana, clock):
        client = browser()
        clock.shift(14 * MINUTE)
        assert client.get("/desk/me/").status_code == 200
        clock.shift(15 * MINUTE)
        assert client.get("/desk/me/").url == "/desk/sign-in/?next=/desk/me/"
        assert not BrowserSession.objects.filter(user_id=dana.id).exists()
        assert AuditEntry.objects.get(action="session.idle").object_id == dana.id

    def test_looking_for_news_keeps_nobody_signed_in(self, dana, clock):
        client = browser()
        for _minute in range(14):
            clock.shift(MINUTE)
            assert client.get("/desk/session/", headers=FETCH).status_code == 200
            client.get("/desk/queues/", headers=FETCH)
        clock.shift(MINUTE)
        assert client.get("/desk/session/", headers=FETCH).status_code == 401

    def test_a_page_learns_whose_session_it_is_and_a_token_that_its_forms_may_be_sent_with(self, dana):
        client = Client(enforce_csrf_checks=True)
        client.force_login(dana)
        said = client.get("/desk/session/", headers=FETCH).json()
        assert (sorted(said), said["who"]) == (["left", "token", "who"], str(dana.pk))
        assert client.post("/desk/session/", {"csrfmiddlewaretoken": "x" * 64}, headers=FETCH).status_code == 403
        assert client.post("/desk/session/", {"csrfmiddlewaretoken": said["token"]}, headers=FETCH).status_code == 200

    def test_somebody_who_is_there_puts_the_end_off(self, dana, clock):
        client = browser()
        clock.shift(14 * MINUTE)
        assert client.get("/desk/session/", headers=FETCH).json()["left"] == MINUTE
        assert client.post("/desk/session/", headers=FETCH).json()["left"] == 15 * MINUTE
        clock.shift(14 * MINUTE)
        assert client.get("/desk/me/").status_code == 200

    def test_being_active_is_written_at_most_every_half_minute(self, dana, clock, django_assert_num_queries):
        client = browser()
        client.get("/desk/session/")
        with django_assert_num_queries(2):
            client.get("/desk/session/")
        clock.shift(31)
        with django_assert_num_queries(3):
            client.get("/desk/session/")

    def test_the_limits_are_settings_within_bounds(self):
        from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415  read where it is used

        from config.env import Environment  # noqa: PLC0415

        wish = Environment({"THRESHOLD_IDLE_MINUTES": "600"})
        with pytest.raises(ImproperlyConfigured, match="from 5 to 60"):
            wish.number("THRESHOLD_IDLE_MINUTES", default=15, least=5, most=60)


class TestWhatWasTyped:
    """Nothing typed is lost when the session ends under somebody's hands."""

    def send_late(self, client, clock, lead):
        clock.shift(16 * MINUTE)
        words = {"text": "Call after six,\nthe blue gate", "key": str(uuid4())}
        return client.post(reverse("desk:lead-note", args=[lead.id]), words)

    def test_a_note_sent_too_late_waits_for_its_writer(self, dana, clinic, clock):
        lead, client = receive(clinic).lead, browser()
        answer = self.send_late(client, clock, lead)
        draft = StaffDraft.objects.get(staff=dana)
        held = reverse("desk:held", args=[draft.key.partition(":")[2]])
        assert answer.url == f"/desk/sign-in/?next={held.replace('/', '%2F')}"
        assert Note.objects.count() == 0

        landed = client.post(SIGN_IN, {"login": dana.email, "password": PASSWORD, "next": held})
        assert landed.url == held
        page = client.get(held).content.decode()
        assert "Call after six," in page
        assert f'action="{reverse("desk:lead-note", args=[lead.id])}"' in page
        fields = dict(draft.body["fields"])
        client.post(draft.body["path"], fields)
        assert Note.objects.get().text.splitlines() == ["Call after six,", "the blue gate"]

    def test_it_can_be_thrown_away(self, dana, clinic, clock):
        client = browser()
        self.send_late(client, clock, receive(clinic).lead)
        held = reverse("desk:held", args=[StaffDraft.objects.get().key.partition(":")[2]])
        sign_in(client)
        assert client.post(held).status_code == 302
        assert not StaffDraft.objects.exists()
        assert client.get(held).status_code == 404

    def test_it_opens_for_nobody_else(self, dana, clinic, clock):
        client = browser()
        self.send_late(client, clock, receive(clinic).lead)
        held = reverse("desk:held", args=[StaffDraft.objects.get().key.partition(":")[2]])
        other = Client()
        other.force_login(make_staff(clinic, roles=("supervisor",)))
        absent = other.get(reverse("desk:held", args=[uuid4()]))
        assert (other.get(held).status_code, absent.status_code) == (404, 404)
        assert other.get(held).content == absent.content

    def test_a_form_for_an_address_that_is_no_longer_there_is_not_offered(self, dana, clinic):
        key = uuid4()
        StaffDraft.objects.create(
            staff=dana, key=f"held:{key}", body={"path": "/elsewhere/", "fields": [["a", "b"]]}, saved_at=receive(clinic).lead.arrived_at
        )
        assert browser().get(reverse("desk:held", args=[key])).status_code == 404


class TestOwnList:
    """Where somebody is signed in, and ending it from elsewhere."""

    def test_the_list_shows_device_and_coarse_network_and_no_key(self, dana):
        client = browser()
        page = client.get("/desk/security/sessions/").content.decode()
        assert "Firefox, Windows" in page
        assert "Network 203.0.113.0/24." in page
        assert "203.0.113.77" not in page
        assert client.session.session_key not in page

    def test_signing_out_elsewhere_works_at_the_next_request(self, dana):
        here, there = browser(), browser()
        here.post("/desk/security/sessions/", {"session": stored_key(there.session.session_key)})
        assert there.get("/desk/me/").status_code == 302
        assert here.get("/desk/me/").status_code == 200
        assert AuditEntry.objects.get(action="session.ended").object_id == dana.id

    def test_all_others_end_together(self, dana):
        here, *there = browser(), browser(), browser()
        here.post("/desk/security/sessions/", {"do": "others"})
        assert [client.get("/desk/me/").status_code for client in there] == [302, 302]
        assert here.get("/desk/me/").status_code == 200

    @pytest.mark.parametrize("key", ["\0", "x\0" * 50, "y" * 5000])
    def test_a_key_that_makes_no_sense_ends_nothing(self, dana, key):
        client = browser()
        assert client.post("/desk/security/sessions/", {"session": key}).status_code == 302
        assert client.get("/desk/me/").status_code == 200

    def test_nobody_ends_somebody_elses(self, dana, clinic):
        mine = browser()
        other = Client()
        other.force_login(make_staff(clinic))
        other.post("/desk/security/sessions/", {"session": stored_key(mine.session.session_key)})
        assert mine.get("/desk/me/").status_code == 200

    def test_the_table_holds_no_key_that_opens_a_session(self, dana):
        client = browser()
        row = BrowserSession.objects.get(user_id=dana.id)
        assert client.session.session_key not in f"{row.session_key}{row.session_data}"
        thief = Client()
        thief.cookies["session"] = row.session_key
        assert thief.get("/desk/me/").status_code == 302


class TestAtOnce:
    """What is taken away is gone at the very next request."""

    def test_somebody_disabled_is_out(self, dana):
        client = browser()
        type(dana).objects.filter(pk=dana.pk).update(is_active=False)
        assert client.get("/desk/me/").status_code == 302

    def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(self, dana):
        here, there = browser(), browser()
        fresh = "seven quiet lanterns 4"
        done = here.post("/desk/security/password/", {"password": PASSWORD, "new": fresh})
        assert done.status_code == 302
        assert here.get("/desk/me/").status_code == 200
        assert there.get("/desk/me/").status_code == 302
        assert sign_in(Client()).status_code == 200
        assert sign_in(Client(), password=fresh).status_code == 302

    def test_a_role_taken_away_closes_its_pages(self, dana, clinic):
        client = browser()
        assert client.get("/desk/queues/").status_code == 200
        dana.memberships.all().delete()
        assert client.get("/desk/queues/").status_code == 403

    def test_a_session_ended_while_a_page_works_is_not_brought_back(self, dana):
        client = browser()
        store = client.session
        assert store["_auth_user_id"] == str(dana.id)
        BrowserSession.objects.all().delete()
        store["later"] = 1
        with pytest.raises(UpdateError):
            store.save()
        assert not BrowserSession.objects.exists()


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("short but odd", False),
        ("passwordpassword", False),
        ("!!!password12345", False),
        ("aaaaaaaaaaaaaaaaaa", False),
        ("dana@clinic.example", False),
        ("with\0nul in the middle", False),
        ("correct horse battery", True),
        ("ñandú y puente azul", True),
        ("six grey doors in the rain", True),
    ],
)
def test_which_passwords_are_taken(dana, password, is_good):
    answer = browser().post("/desk/security/password/", {"password": PASSWORD, "new": password})
    assert (answer.status_code == 302) is is_good


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.4 Safari/605.1.15", "Safari, macOS"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/128.0 Safari/537.36 Edg/128.0", "Edge, Linux"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/128.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_device_is_named_in_plain_words(agent, words):
    assert device_words(agent) == words


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2::7", "2001:db8:1::/48"), ("fe80::1%eth0", "fe80::/48"), ("", ""), ("x", "")],
)
def test_an_address_loses_its_last_part(address, network):
    assert coarse_network(address) == network
