"""A fresh proof before what could do much harm: which addresses ask, and that nothing sent is lost by being asked."""

import time

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse

from core import gates
from core.gates import Access, Gate, registry
from core.models import AuditEntry
from records.models import Erasure
from tests.desk.accounts import CODE, PASSWORD, authenticators, code_of, give_authenticator, make_account, sign_in
from tests.factories import make_clinic, receive

pytestmark = pytest.mark.django_db
TEN_MINUTES = 600


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def clock():
    with time_machine.travel(time.time(), tick=False) as travel:
        yield travel


@pytest.fixture
def keeper():
    """A supervisor with an authenticator, its secret, and a person whose file they keep."""
    clinic = make_clinic()
    staff = make_account(clinic, roles=("supervisor",))
    return staff, give_authenticator(staff), receive(clinic).lead.contact_person


def signed_in(secret: str) -> Client:
    client = Client()
    sign_in(client)
    assert client.post(CODE, {"code": code_of(secret)}).status_code == 302
    return client


def erase(client: Client, person, **more: str):
    words = {"typed": "wrong on purpose", "reason": "Asked for it in writing", **more}
    return client.post(reverse("desk:records-erase", args=[person.id]), words)


def test_what_could_do_much_harm_asks_and_nothing_else():
    assert get_resolver().url_patterns
    asking = {name for name, gate in registry.gates().items() if gate.step_up}
    assert asking == {
        "desk:aftercare-delete-answers",
        "desk:audit-export",
        "desk:authenticator",
        "desk:password",
        "desk:recovery-codes",
        "desk:settings-retention",
        "desk:going-live",
        "desk:going-live-back",
        "desk:passkey",
        "desk:passkey-new-question",
        "desk:passkeys",
        "desk:records-disclose",
        "desk:records-document",
        "desk:records-erase",
        "desk:records-export",
        "desk:reports-export",
        "desk:settings-mail",
        "desk:settings-mail-close",
        "desk:settings-pager",
        "desk:settings-people",
        "desk:settings-person",
        "desk:settings-person-disable",
        "desk:settings-person-enable",
        "desk:settings-person-leave",
        "desk:settings-person-link",
        "desk:settings-person-link-back",
    }


def test_a_fresh_sign_in_is_proof_enough(keeper):
    _staff, secret, person = keeper
    assert erase(signed_in(secret), person).status_code == 422


def test_after_ten_minutes_the_page_asks_and_keeps_what_was_sent(keeper, clock):
    staff, secret, person = keeper
    client = signed_in(secret)
    clock.shift(TEN_MINUTES + 1)
    asked = erase(client, person)
    page = asked.content.decode()
    assert asked.status_code == 403
    assert "<title>Confirm that it is you</title>" in page
    assert '<input type="hidden" name="reason" value="Asked for it in writing">' in page
    assert not Erasure.objects.exists()

    proof = {"proof-password": PASSWORD, "proof-code": code_of(secret)}
    assert erase(client, person, **proof).status_code == 422
    # Fresh again: nothing is asked for the next ten minutes.
    assert erase(client, person).status_code == 422
    assert AuditEntry.objects.get(action="step_up.done").object_id == staff.id


@pytest.mark.parametrize(("password", "is_code_right"), [("wrong", True), (PASSWORD, False), ("", True), (PASSWORD, None)])
def test_half_a_proof_is_none(keeper, clock, password, is_code_right):
    _staff, secret, person = keeper
    client = signed_in(secret)
    clock.shift(TEN_MINUTES + 1)
    code = "" if is_code_right is None else code_of(secret) if is_code_right else "000000"
    again = erase(client, person, **{"proof-password": password, "proof-code": code})
    assert again.status_code == 403
    assert 'value="Asked for it in writing"' in again.content.decode()
    assert erase(client, person).status_code == 403
    assert AuditEntry.objects.filter(action="step_up.failed").count() == 1


def test_a_wrong_password_does_not_spend_the_code(keeper, clock):
    _staff, secret, person = keeper
    client = signed_in(secret)
    clock.shift(TEN_MINUTES + 1)
    code = code_of(secret)
    erase(client, person, **{"proof-password": "wrong", "proof-code": code})
    assert erase(client, person, **{"proof-password": PASSWORD, "proof-code": code}).status_code == 422


def test_guessing_stops_and_shuts_out_this_session_only(keeper, clock):
    _staff, secret, person = keeper
    client, other = signed_in(secret), Client()
    sign_in(other)
    clock.shift(TEN_MINUTES + 1)
    for _guess in range(11):
        last = erase(client, person, **{"proof-password": "guess", "proof-code": "000000"})
    assert "tried too often" in last.content.decode()
    clock.shift(31)
    assert sign_in(Client()).url == CODE


def test_reading_what_asks_leads_to_the_question_and_back(keeper, clock):
    _staff, secret, _person = keeper
    client = signed_in(secret)
    clock.shift(TEN_MINUTES + 1)
    page = reverse("desk:passkeys")
    assert client.get(page).url == f"/desk/prove/?next={page.replace('/', '%2F')}"
    proof = {"proof-password": PASSWORD, "proof-code": code_of(secret)}
    assert client.post(f"/desk/prove/?next={page}", proof).url == page
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("name", ["authenticator", "recovery-codes", "password"])
def test_changing_one_s_own_sign_in_takes_both_factors_and_no_page_repeats_a_password(keeper, clock, name):
    staff, secret, _person = keeper
    client, before = signed_in(secret), authenticators(staff)
    clock.shift(TEN_MINUTES + 1)
    page, words = reverse(f"desk:{name}"), {"password": PASSWORD, "new": "six other calm words here", "code": "123456"}
    for answer in (client.get(page), client.post(page, words)):
        assert answer.url == f"/desk/prove/?next={page.replace('/', '%2F')}"
    staff.refresh_from_db()
    assert staff.check_password(PASSWORD)
    assert authenticators(staff) == before

    proof = {"proof-password": PASSWORD, "proof-code": code_of(secret)}
    assert client.post(f"/desk/prove/?next={page}", proof).url == page
    assert client.get(page).status_code == 200


def test_the_question_never_leads_to_another_site(keeper, clock):
    _staff, secret, _person = keeper
    client = signed_in(secret)
    proof = {"proof-password": PASSWORD, "proof-code": code_of(secret, steps=1)}
    assert client.post("/desk/prove/?next=https://evil.example/", proof).url == "/desk/"


def test_a_script_is_told_in_words(keeper, clock):
    _staff, secret, _person = keeper
    client = signed_in(secret)
    clock.shift(TEN_MINUTES + 1)
    answer = client.post(reverse("desk:passkey-new-question"), headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, answer.content) == (403, b"Please confirm first that it is you.")


def test_who_may_not_come_in_is_not_asked(clock):
    make_account(make_clinic(), roles=("staff",))
    client = Client()
    sign_in(client)
    clock.shift(TEN_MINUTES + 1)
    assert b"Confirm that it is you" not in client.post(reverse("desk:audit-export")).content


def test_where_no_second_factor_is_set_up_the_password_is_the_proof(clock):
    clinic = make_clinic()
    make_account(clinic, roles=("supervisor",))
    person, client = receive(clinic).lead.contact_person, Client()
    sign_in(client)
    clock.shift(TEN_MINUTES + 1)
    assert "proof-code" not in erase(client, person).content.decode()
    assert erase(client, person, **{"proof-password": PASSWORD}).status_code == 422


def test_a_gate_asks_signed_in_people_only_and_for_its_own_methods():
    with pytest.raises(ValueError, match="fresh proof"):
        Gate(Access.PUBLIC, frozenset({"POST"}), step_up=frozenset({"POST"}))
    with pytest.raises(ValueError, match="fresh proof"):
        gates.staff("GET", step_up=("POST",))
    gate = gates.staff("GET", "POST", step_up=("GET",))
    assert [gate.needs_fresh_proof(method) for method in ("GET", "HEAD", "POST", "OPTIONS")] == [True, True, False, False]
