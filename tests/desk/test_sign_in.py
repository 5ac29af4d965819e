"""Signing in: password, then code; what is refused, what is audited, and that nobody locks out others."""

import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.test import Client

from clinics.domain.passwords import change_password
from core.audit import Actor
from core.models import AuditEntry
from followup.models import Message
from tests.desk.accounts import (
    CODE,
    PASSWORD,
    SIGN_IN,
    authenticators,
    code_of,
    give_authenticator,
    is_signed_in,
    make_account,
    sign_in,
)
from tests.factories import NOW, make_clinic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_counters(db):
    cache.clear()


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def actions() -> list[str]:
    return [entry.action for entry in entries()]


def entries() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(object_type="staff").order_by("id"))


def test_the_sign_in_page_has_a_neutral_title_and_allows_paste(client):
    page = client.get(SIGN_IN).content.decode()
    assert "<title>Sign in</title>" in page
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page


def test_the_right_password_leads_to_the_page_that_was_asked_for(client):
    make_account(make_clinic())
    asked = client.get("/desk/search/")
    assert asked.url == "/desk/sign-in/?next=/desk/search/"
    assert sign_in(client, next="/desk/search/").url == "/desk/search/"
    assert is_signed_in(client)
    assert actions() == ["sign_in.done"]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(client, elsewhere):
    make_account(make_clinic())
    assert sign_in(client, next=elsewhere).url == "/desk/"


@pytest.mark.parametrize("email", ["dana@clinic.example", "nobody@clinic.example"])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, email):
    make_account(make_clinic())
    page = sign_in(client, email=email, password="not it").content.decode()
    assert "The e-mail address or the password is not right." in page
    assert email in page
    assert not is_signed_in(client)
    assert actions() == ["sign_in.failed"]


def test_the_audit_entry_of_a_failure_holds_an_id_and_no_address(client):
    staff = make_account(make_clinic())
    sign_in(client, password="not it")
    sign_in(client, email="stranger@clinic.example", password="not it")
    known, unknown = entries()
    assert (known.object_id, unknown.object_id) == (staff.id, None)
    assert "example" not in f"{known.reason}{unknown.reason}{known.shown_ids}{unknown.shown_ids}"


def test_somebody_who_left_is_refused_like_a_wrong_password(client):
    make_account(make_clinic(), is_active=False)
    assert "not right" in sign_in(client).content.decode()
    assert not is_signed_in(client)


def test_the_address_is_read_whatever_its_case(client):
    make_account(make_clinic())
    assert sign_in(client, email="Dana@Clinic.Example").status_code == 302


def test_with_an_authenticator_the_password_alone_opens_nothing(client):
    staff = make_account(make_clinic())
    give_authenticator(staff)
    assert sign_in(client).url == CODE
    assert not is_signed_in(client)
    assert client.get("/desk/").url.startswith(SIGN_IN)


def test_the_code_finishes_the_sign_in_and_returns_to_the_page(client):
    staff = make_account(make_clinic())
    secret = give_authenticator(staff)
    sign_in(client, next="/desk/search/")
    assert client.post(CODE, {"code": code_of(secret)}).url == "/desk/search/"
    assert is_signed_in(client)


def test_a_code_may_be_typed_with_a_space_and_be_one_step_off(client):
    staff = make_account(make_clinic())
    secret = give_authenticator(staff)
    for steps in (-1, 1):
        sign_in(client)
        code = code_of(secret, steps=steps)
        assert client.post(CODE, {"code": f"{code[:3]} {code[3:]}"}).status_code == 302
        client.post("/desk/sign-out/")


def test_a_code_two_steps_off_is_refused(client):
    staff = make_account(make_clinic())
    secret = give_authenticator(staff)
    sign_in(client)
    assert "That code is not right" in client.post(CODE, {"code": code_of(secret, steps=-2)}).content.decode()
    assert "second_factor.failed" in actions()


def test_a_code_opens_once_even_in_its_last_moments():
    staff = make_account(make_clinic())
    secret = give_authenticator(staff)
    start = (int(time.time()) // 30) * 30.0
    with time_machine.travel(start, tick=False) as clock:
        code = code_of(secret, at=start)
        first = Client()
        sign_in(first)
        assert first.post(CODE, {"code": code}).status_code == 302
        # Still inside the step of tolerance, and after the library itself has forgotten the code.
        clock.shift(45)
        second = Client()
        sign_in(second)
        assert "That code is not right" in second.post(CODE, {"code": code}).content.decode()


def test_a_recovery_code_opens_once(client):
    staff = make_account(make_clinic())
    give_authenticator(staff)
    code = RecoveryCodes.activate(staff).get_unused_codes()[0]
    sign_in(client)
    assert client.post(CODE, {"code": code}).status_code == 302
    client.post("/desk/sign-out/")
    sign_in(client)
    assert "not right" in client.post(CODE, {"code": code}).content.decode()


def test_the_code_page_without_a_password_leads_back(client):
    assert client.get(CODE).url == SIGN_IN


def test_guessing_one_account_stops_and_leaves_the_others_alone(client):
    make_account(make_clinic())
    make_account(None, email="sam@clinic.example")
    for _guess in range(11):
        last = sign_in(client, password="guess")
    assert "tried too often" in last.content.decode()
    assert "tried too often" in sign_in(client).content.decode()
    assert sign_in(Client(), email="sam@clinic.example").status_code == 302


@pytest.mark.parametrize("body", [{}, {"passkey": "not json"}, {"passkey": "[]"}, {"passkey": "{}"}, {"code": "\0"}])
def test_nonsense_at_the_second_factor_is_answered_with_what_to_do(client, body):
    staff = make_account(make_clinic())
    give_authenticator(staff)
    sign_in(client)
    client.post("/desk/sign-in/question/", {"for": "second-factor"})
    page = client.post(CODE, body)
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert not is_signed_in(client)


@pytest.mark.parametrize("answer", ["", "x", "[]", "{}", '{"id": "a", "rawId": "b", "response": {}}', "[" * 9000])
def test_nonsense_instead_of_a_passkey_signs_nobody_in(client, answer):
    client.post("/desk/sign-in/question/")
    page = client.post("/desk/sign-in/passkey/", {"passkey": answer})
    assert (page.status_code, is_signed_in(client)) == (422, False)
    assert "That passkey did not work." in page.content.decode()


def test_guessing_codes_stops(client):
    staff = make_account(make_clinic())
    secret = give_authenticator(staff)
    sign_in(client)
    for _guess in range(11):
        last = client.post(CODE, {"code": "000000"})
    assert "tried too often" in last.content.decode()
    assert "tried too often" in client.post(CODE, {"code": code_of(secret)}).content.decode()


def test_codes_can_t_be_guessed_day_and_night_and_their_owner_is_told_once_a_day(client):
    staff = make_account(make_clinic())
    make_account(make_clinic(), email="noor@clinic.example")
    give_authenticator(staff)
    with time_machine.travel(time.time(), tick=False) as clock:
        sign_in(client)
        tried = 0
        for _five_minutes in range(12):
            before = AuditEntry.objects.filter(action="second_factor.failed").count()
            for _guess in range(11):
                client.post(CODE, {"code": "000000"})
            tried += AuditEntry.objects.filter(action="second_factor.failed").count() - before
            clock.shift(301)
            sign_in(client)
        assert tried == 50
        mails = Message.objects.filter(staff__isnull=False)
        assert [(mail.staff, mail.subject) for mail in mails] == [(staff, "Wrong codes for your sign-in")]
        clock.shift(24 * 3600)
        sign_in(client)
        assert "not right" in client.post(CODE, {"code": "000000"}).content.decode()


def test_a_sign_in_half_way_ends_with_its_password(client):
    staff = make_account(make_clinic())
    secret = give_authenticator(staff)
    assert sign_in(client).url == CODE
    change_password(staff=staff, password="six other calm words here", actor=Actor.of(staff), now=NOW)
    for _press in range(2):
        assert client.post(CODE, {"code": code_of(secret)}).url == SIGN_IN
    assert not is_signed_in(client)


def test_an_address_with_a_nul_byte_or_another_case_counts_as_the_same(client):
    make_account(make_clinic())
    for number in range(10):
        sign_in(client, email=["dana@clinic.example\0", "d\0ana@clinic.example", "DANA@clinic.example"][number % 3], password="guess")
    assert "tried too often" in sign_in(client).content.decode()
    assert actions().count("sign_in.failed") == 10


def test_whoever_signed_in_here_before_gets_in_while_strangers_guess(client):
    make_account(make_clinic())
    sign_in(client)
    client.post("/desk/sign-out/")
    stranger = Client()
    for _guess in range(11):
        last = sign_in(stranger, password="guess")
    assert "tried too often" in last.content.decode()
    assert "tried too often" in sign_in(Client()).content.decode()
    assert sign_in(client).status_code == 302


def test_a_known_browser_has_no_more_guesses_than_another_and_is_known_for_its_own_person_only(client):
    make_account(make_clinic())
    make_account(None, email="sam@clinic.example")
    sign_in(client)
    client.post("/desk/sign-out/")
    for _guess in range(10):
        sign_in(client, password="guess")
        sign_in(client, email="sam@clinic.example", password="guess")
    assert "tried too often" in sign_in(client).content.decode()
    assert "tried too often" in sign_in(client, email="sam@clinic.example").content.decode()
    assert "tried too often" in sign_in(Client(), email="sam@clinic.example").content.decode()
    assert sign_in(Client()).status_code == 302


def test_a_network_that_guesses_does_not_shut_out_a_known_browser_in_it(client):
    make_account(make_clinic())
    sign_in(client)
    client.post("/desk/sign-out/")
    for number in range(60):
        sign_in(Client(), email=f"nobody{number}@clinic.example", password="guess")
    assert "tried too often" in sign_in(Client()).content.decode()
    assert sign_in(client).status_code == 302


def test_the_mark_of_a_known_browser_names_nobody_and_goes_to_the_sign_in_pages_only(client):
    make_account(make_clinic())
    sign_in(client)
    mark = client.cookies["known"]
    assert (mark["path"], mark["httponly"], mark["samesite"]) == ("/desk/sign-in/", True, "Lax")
    assert "dana" not in mark.value


def test_a_forged_mark_is_worth_nothing(client):
    make_account(make_clinic())
    client.cookies["known"] = "e30:forged:mark"
    assert sign_in(client).status_code == 302


def test_right_passwords_do_not_count_against_a_network():
    make_account(make_clinic())
    assert all(sign_in(Client()).status_code == 302 for _person in range(70))


def test_the_session_ends_after_twelve_hours_however_busy(settings):
    settings.SESSION_IDLE_SECONDS = 24 * 3600
    make_account(make_clinic())
    client = Client()
    start = time.time()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(client)
        clock.shift(11 * 3600)
        client.post("/desk/me/", {"interface": "es", "spoken": ["en"]})
        assert client.get("/desk/me/").status_code == 200
        clock.shift(3600 + 1)
        assert client.get("/desk/me/").url.startswith(SIGN_IN)


def test_where_none_is_required_an_authenticator_is_recommended(client):
    staff = make_account(make_clinic())
    sign_in(client)
    assert "A password alone protects little." in client.get("/desk/me/").content.decode()
    assert "A password alone" not in client.get("/desk/me/").content.decode()
    client.post("/desk/sign-out/")
    secret = give_authenticator(staff)
    sign_in(client)
    client.post(CODE, {"code": code_of(secret)})
    assert "A password alone" not in client.get("/desk/me/").content.decode()


def test_signing_out_is_a_post_and_ends_the_session(client):
    make_account(make_clinic())
    sign_in(client)
    assert client.get("/desk/sign-out/").status_code == 405
    assert is_signed_in(client)
    client.post("/desk/sign-out/")
    assert not is_signed_in(client)
    assert actions()[-1] == "sign_out"


class TestWhereASecondFactorIsRequired:
    """As in production: nothing opens before it is set up."""

    @pytest.fixture(autouse=True)
    def _required(self, settings):
        settings.REQUIRE_SECOND_FACTOR = True

    def test_everything_leads_to_setting_one_up(self, client):
        make_account(make_clinic())
        sign_in(client)
        for address in ("/desk/", "/desk/me/", "/desk/settings/", "/desk/health/"):
            assert client.get(address).url.startswith(CODE)
        assert client.get(CODE).url == "/desk/security/"
        assert "set up a passkey on this device or an authenticator app" in client.get("/desk/security/").content.decode()

    def test_setting_one_up_opens_the_desk_and_shows_codes(self, client):
        staff = make_account(make_clinic())
        sign_in(client)
        secret = shown_secret(client)
        assert client.post("/desk/security/authenticator/", {"code": code_of(secret)}).url == "/desk/security/recovery-codes/"
        assert authenticators(staff) == ["recovery_codes", "totp"]
        assert len(re.findall(r"<li><code>", client.get("/desk/security/recovery-codes/").content.decode())) == 10
        assert client.get("/desk/me/").status_code == 200
        assert "authenticator.set_up" in actions()

    def test_a_code_at_sign_in_opens_the_desk(self, client):
        staff = make_account(make_clinic())
        secret = give_authenticator(staff)
        sign_in(client)
        client.post(CODE, {"code": code_of(secret)})
        assert client.get("/desk/me/").status_code == 200


def shown_secret(client: Client) -> str:
    page = client.get("/desk/security/authenticator/").content.decode()
    return re.search(r'class="key">([A-Z2-7 ]+)<', page)[1].replace(" ", "")


def test_looking_at_the_set_up_page_keeps_nothing(client):
    staff = make_account(make_clinic())
    sign_in(client)
    assert shown_secret(client) == shown_secret(client)
    assert authenticators(staff) == []
    assert not any(shown_secret(client) in str(value) for value in client.session.values())


def test_a_wrong_first_code_keeps_the_old_state_and_the_same_secret(client):
    staff = make_account(make_clinic())
    sign_in(client)
    secret = shown_secret(client)
    page = client.post("/desk/security/authenticator/", {"code": "000000"}).content.decode()
    assert "That code is not right" in page
    assert secret in page.replace(" ", "")
    assert authenticators(staff) == []


def test_replacing_an_authenticator_takes_the_password(client):
    staff = make_account(make_clinic())
    client.force_login(staff)
    old = give_authenticator(staff)
    secret = shown_secret(client)
    assert secret != old
    refused = client.post("/desk/security/authenticator/", {"code": code_of(secret), "password": "wrong"})
    assert "The password is not right." in refused.content.decode()
    kept = Authenticator.objects.get(user=staff, type="totp")
    # A code counts once, right or wrong what stands beside it.
    done = client.post("/desk/security/authenticator/", {"code": code_of(secret, steps=1), "password": PASSWORD})
    assert done.status_code == 302
    assert Authenticator.objects.get(user=staff, type="totp").pk != kept.pk


def test_an_authenticator_beside_a_passkey_takes_the_password(client):
    staff = make_account(make_clinic())
    sign_in(client)
    Authenticator.objects.create(user=staff, type="webauthn", data={"name": "office", "credential": {}})
    page = client.get("/desk/security/authenticator/")
    secret = page.context["secret"].replace(" ", "")
    assert 'name="password"' in page.content.decode()
    assert client.post("/desk/security/authenticator/", {"code": code_of(secret)}).status_code == 200
    assert authenticators(staff) == ["webauthn"]
    done = client.post("/desk/security/authenticator/", {"code": code_of(secret, steps=1), "password": PASSWORD})
    assert done.url == "/desk/security/recovery-codes/"
    assert authenticators(staff) == ["recovery_codes", "totp", "webauthn"]


def test_new_recovery_codes_take_the_password_and_replace_the_old(client):
    staff = make_account(make_clinic())
    client.force_login(staff)
    give_authenticator(staff)
    old = RecoveryCodes.activate(staff).get_unused_codes()
    page = client.get("/desk/security/recovery-codes/").content.decode()
    assert old[0] not in page.replace(" ", "")
    assert "not right" in client.post("/desk/security/recovery-codes/", {"password": "wrong"}).content.decode()
    client.post("/desk/security/recovery-codes/", {"password": PASSWORD})
    fresh = RecoveryCodes(Authenticator.objects.get(user=staff, type="recovery_codes")).get_unused_codes()
    assert not set(fresh) & set(old)
    assert fresh[0] in client.get("/desk/security/recovery-codes/").content.decode().replace(" ", "")


def test_secrets_do_not_stand_in_the_database(client):
    staff = make_account(make_clinic())
    secret = give_authenticator(staff)
    RecoveryCodes.activate(staff)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert Authenticator.objects.get(user=staff, type="totp").wrap().validate_code(code_of(secret))


def test_the_sign_in_page_speaks_the_browsers_language_and_the_desk_the_persons(client):
    staff = make_account(make_clinic(), interface_language="es")
    assert 'lang="es"' in client.get(SIGN_IN, headers={"Accept-Language": "es-MX,es;q=0.9"}).content.decode()
    assert 'lang="en"' in client.get(SIGN_IN, headers={"Accept-Language": "en"}).content.decode()
    client.force_login(staff)
    assert 'lang="es"' in client.get("/desk/me/", headers={"Accept-Language": "en"}).content.decode()
