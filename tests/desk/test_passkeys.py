"""Passkeys, told by an authenticator in software: which answers open something, and which never do."""

import time

import pytest
import time_machine
from django.conf import settings as product
from django.core.cache import cache
from django.test import Client
from fido2.webauthn import AuthenticatorData

from clinics.models import Staff
from core.models import AuditEntry
from desk.passkeys import passkeys_of
from tests.desk.accounts import CODE, PASSWORD, authenticators, code_of, give_authenticator, is_signed_in, make_account, sign_in
from tests.desk.authenticator import SoftKey
from tests.factories import make_clinic

pytestmark = pytest.mark.django_db
LIST, NEW, QUESTION, ENTER = (
    "/desk/security/passkeys/",
    "/desk/security/passkeys/question/",
    "/desk/sign-in/question/",
    "/desk/sign-in/passkey/",
)


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DESK_URL = "http://localhost:8000"


@pytest.fixture
def dana() -> Staff:
    return make_account(make_clinic())


@pytest.fixture
def here(dana) -> Client:
    """Dana's browser, signed in with the password."""
    client = Client()
    sign_in(client)
    return client


def key() -> SoftKey:
    return SoftKey(product.DESK_URL)


def add(client: Client, passkey: SoftKey, name: str = "Phone"):
    return client.post(LIST, {"name": name, "passkey": passkey.make(client.post(NEW).json())})


@pytest.fixture
def passkey(here) -> SoftKey:
    """A passkey of Dana's, kept."""
    made = key()
    assert add(here, made).status_code == 302
    return made


def enter(passkey: SoftKey, client: Client | None = None) -> Client:
    """Somebody tries to sign in with a passkey alone."""
    client = client or Client()
    client.post(ENTER, {"passkey": passkey.answer(client.post(QUESTION).json())})
    return client


def test_the_first_passkey_brings_recovery_codes_and_ends_sessions_a_password_opened(dana, here):
    elsewhere = Client()
    sign_in(elsewhere)
    assert add(here, key()).url == "/desk/security/recovery-codes/"
    assert authenticators(dana) == ["recovery_codes", "webauthn"]
    assert here.get("/desk/me/").status_code == 200
    assert elsewhere.get("/desk/me/").status_code == 302


def test_a_passkey_signs_in_alone_and_needs_no_code(dana, passkey, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    client = enter(passkey)
    assert is_signed_in(client)
    assert client.get("/desk/me/").status_code == 200


def test_it_is_the_second_factor_after_the_password(dana, passkey):
    client = Client()
    assert sign_in(client).url == CODE
    question = client.post(QUESTION, {"for": "second-factor"}).json()
    assert len(question["allowCredentials"]) == 1
    assert client.post(CODE, {"passkey": passkey.answer(question)}).status_code == 302
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "bend",
    [
        {"origin": "https://localhost:8000"},
        {"origin": "http://localhost:8001"},
        {"origin": "https://desk.clinic.example.evil.example"},
        {"rp_id": "evil.example"},
        {"flags": AuthenticatorData.FLAG.UP},
        {"flags": AuthenticatorData.FLAG.UV},
        {"identity": b"another key here"},
        {"user_handle": b""},
        {"user_handle": b"0123456789abcdef"},
    ],
)
def test_an_answer_that_is_not_quite_right_opens_nothing(dana, passkey, bend):
    for name, value in bend.items():
        setattr(passkey, name, value)
    assert not is_signed_in(enter(passkey))
    assert AuditEntry.objects.filter(action="passkey.failed").count() == 1


def test_another_key_with_the_same_identity_opens_nothing(dana, passkey):
    copy = SoftKey(product.DESK_URL, user_handle=passkey.user_handle, identity=passkey.identity)
    assert not is_signed_in(enter(copy))


def test_an_answer_counts_once_and_only_in_the_browser_that_was_asked(dana, passkey):
    client, other = Client(), Client()
    answer = passkey.answer(client.post(QUESTION).json())
    other.post(QUESTION)
    other.post(ENTER, {"passkey": answer})
    assert not is_signed_in(other)
    client.post(ENTER, {"passkey": answer})
    assert is_signed_in(client)
    client.post("/desk/sign-out/")
    client.post(ENTER, {"passkey": answer})
    assert not is_signed_in(client)


def test_a_question_is_open_for_five_minutes(dana, passkey):
    client = Client()
    with time_machine.travel(time.time(), tick=False) as clock:
        answer = passkey.answer(client.post(QUESTION).json())
        clock.shift(301)
        client.post(ENTER, {"passkey": answer})
    assert not is_signed_in(client)


def test_a_copied_key_is_noticed_by_its_counter(dana, passkey):
    passkey.counter = 7
    assert is_signed_in(enter(passkey))
    passkey.counter = 7
    assert not is_signed_in(enter(passkey))
    passkey.counter = 8
    assert is_signed_in(enter(passkey))


def test_somebody_who_left_gets_in_with_no_passkey(dana, passkey):
    Staff.objects.filter(pk=dana.pk).update(is_active=False)
    assert not is_signed_in(enter(passkey))


def test_a_passkey_of_somebody_else_is_no_second_factor(dana, passkey):
    sam = make_account(None, email="sam@clinic.example")
    give_authenticator(sam)
    client = Client()
    sign_in(client, email="sam@clinic.example")
    client.post(CODE, {"passkey": passkey.answer(client.post(QUESTION, {"for": "second-factor"}).json())})
    assert not is_signed_in(client)


def test_a_passkey_is_proof_before_what_could_do_harm(dana, here, passkey):
    with time_machine.travel(time.time() + 601, tick=False):
        proof = {"proof-passkey": passkey.answer(here.post(QUESTION).json())}
        assert here.post(f"/desk/prove/?next={LIST}", proof).url == LIST
        assert here.get(LIST).status_code == 200


def test_the_same_passkey_is_not_kept_twice(here, dana, passkey):
    again = add(here, passkey)
    assert again.status_code == 422
    assert len(passkeys_of(dana)) == 1


@pytest.mark.parametrize("passkey_field", ["", "x", "{}"])
def test_a_new_one_that_makes_no_sense_is_refused_and_its_name_kept(here, dana, passkey_field):
    here.post(NEW)
    page = here.post(LIST, {"name": "My office computer", "passkey": passkey_field})
    assert page.status_code == 422
    assert 'value="My office computer"' in page.content.decode()
    assert passkeys_of(dana) == []


def test_a_passkey_without_verification_of_its_owner_is_not_kept(here, dana):
    weak = key()
    weak.flags = AuthenticatorData.FLAG.UP
    assert add(here, weak).status_code == 422
    assert passkeys_of(dana) == []


def test_renaming_and_removing(here, dana, passkey):
    add(here, key(), "Laptop")
    first, second = passkeys_of(dana)
    here.post(f"{LIST}{first.pk}/", {"name": " Old\0 phone "})
    here.post(f"{LIST}{second.pk}/", {"name": "Laptop", "do": "remove"})
    assert [one.data["name"] for one in passkeys_of(dana)] == ["Old phone"]
    assert AuditEntry.objects.filter(action="passkey.removed").count() == 1


def test_the_last_second_factor_stays_until_there_is_another(here, dana, passkey):
    (only,) = passkeys_of(dana)
    here.post(f"{LIST}{only.pk}/", {"do": "remove"})
    assert len(passkeys_of(dana)) == 1
    assert "Set up something else first." in here.get(LIST).content.decode()
    give_authenticator(dana)
    here.post(f"{LIST}{only.pk}/", {"do": "remove"})
    assert passkeys_of(dana) == []


def test_somebody_elses_passkey_can_be_neither_renamed_nor_removed(here, dana, passkey):
    (only,) = passkeys_of(dana)
    make_account(None, email="sam@clinic.example")
    other = Client()
    sign_in(other, email="sam@clinic.example")
    assert [other.post(f"{LIST}{only.pk}/", body).status_code for body in ({"name": "x"}, {"do": "remove"})] == [404, 404]
    assert passkeys_of(dana)[0].data["name"] == "Phone"


def test_asking_for_questions_over_and_over_stops(client):
    answers = [client.post(QUESTION).status_code for _ask in range(61)]
    assert (answers[59], answers[60]) == (200, 429)


def test_a_recovery_code_gets_somebody_in_who_lost_their_passkey(dana, here, passkey):
    from desk.authenticators import codes_of  # noqa: PLC0415  read where it is used

    client = Client()
    assert sign_in(client).url == CODE
    assert client.post(CODE, {"code": codes_of(dana)[0]}).status_code == 302
    assert is_signed_in(client)


def test_the_code_of_an_app_still_works_beside_a_passkey(dana, here, passkey):
    secret = give_authenticator(dana)
    client = Client()
    sign_in(client, password=PASSWORD)
    assert client.post(CODE, {"code": code_of(secret)}).status_code == 302
