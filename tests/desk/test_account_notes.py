"""Whoever's sign-in was changed is told by mail, in practice mode too; so somebody else's doing is noticed."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from clinics.models import Staff
from core import clock
from core.audit import COMMAND
from core.models import AuditEntry, BrowserSession
from desk.authenticators import codes_of, make_codes
from followup.domain.account_mail import mail_link
from followup.domain.account_notes import Change, sessions_url, tell_of_change
from followup.domain.permitting import refusal_now
from followup.models import Message
from followup.states import MessageState, WhyNot
from tests.desk.accounts import CODE, PASSWORD, code_of, give_authenticator, make_account, sign_in
from tests.factories import NOW, make_clinic, make_staff

pytestmark = pytest.mark.django_db
NEW = "three quiet lanterns here"


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def dana() -> Staff:
    return make_account(make_clinic(discreet_name="Oak Office"))


@pytest.fixture
def inside(dana, client) -> Client:
    sign_in(client)
    return client


def told(staff: Staff) -> list[str]:
    """The sentence of each note, oldest first."""
    mails = Message.objects.filter(staff=staff).order_by("id")
    return [mail.body.split("\n\n")[1] for mail in mails if mail.subject == "Your sign-in was changed"]


def test_another_password_is_told_once_and_a_wrong_one_never(dana, inside):
    page = reverse("desk:password")
    inside.post(page, {"password": "not the right words", "new": NEW})
    assert told(dana) == []
    inside.post(page, {"password": PASSWORD, "new": NEW})
    assert told(dana) == ["The password of your sign-in was changed."]


def test_an_authenticator_and_new_codes_are_told(dana, inside):
    page = inside.get(reverse("desk:authenticator"))
    secret = page.context["secret"].replace(" ", "")
    assert inside.post(reverse("desk:authenticator"), {"code": code_of(secret)}).status_code == 302
    inside.post(reverse("desk:recovery-codes"), {"password": PASSWORD})
    assert told(dana) == ["An authenticator app was set up for your sign-in.", "New recovery codes were made for your sign-in."]


def test_a_used_recovery_code_is_told_with_how_many_are_left(dana, client):
    give_authenticator(dana)
    make_codes(staff=dana)
    sign_in(client)
    answer = client.post(CODE, {"code": codes_of(dana)[0]}, follow=True)
    assert "You used a recovery code; 9 are left." in answer.content.decode()
    assert told(dana) == ["One of your recovery codes was used."]


def test_what_is_said_after_signing_in_is_in_the_reader_s_own_language(dana, client):
    Staff.objects.update(interface_language="es")
    give_authenticator(dana)
    make_codes(staff=dana)
    sign_in(client)
    assert "quedan 9. Genere otros en Mi acceso" in client.post(CODE, {"code": codes_of(dana)[0]}, follow=True).content.decode()


def test_the_last_recovery_code_is_told_of_too_and_an_app_s_code_is_not(dana, client):
    secret = give_authenticator(dana)
    make_codes(staff=dana)
    kept = RecoveryCodes(Authenticator.objects.get(user=dana, type="recovery_codes"))
    for code in codes_of(dana)[1:]:
        kept.validate_code(code)
    sign_in(client)
    assert "You used a recovery code; 0 are left." in client.post(CODE, {"code": codes_of(dana)[0]}, follow=True).content.decode()
    other = Client()
    sign_in(other)
    other.post(CODE, {"code": code_of(secret)})
    assert len(told(dana)) == 1


def test_a_mailed_link_that_was_used_is_told_and_an_invitation_is_not(dana, client):
    clinic = dana.memberships.get().clinic
    kinds = {"password": "The password of your sign-in was changed.", "reset": "A link was used to begin your sign-in anew"}
    for kind, sentence in kinds.items():
        mail_link(clinic=clinic, staff=dana, kind=kind, actor=COMMAND, now=clock.now())
        link = Message.objects.filter(staff=dana).latest("created_at").body.split("/desk/account/")[1].split("/")[0]
        client.post(reverse("desk:account-link", args=[link]), {"new": NEW})
        assert told(dana)[-1].startswith(sentence)
    assert len(told(dana)) == 2


def test_the_note_leaves_in_practice_mode_while_they_may_sign_in_and_names_no_care(dana):
    dana.interface_language = "es"
    dana.save()
    assert tell_of_change(staff=dana, change=Change.PASSKEY_REMOVED, now=NOW)
    note = Message.objects.get(staff=dana)
    assert (note.state, note.from_name, note.subject) == (MessageState.PENDING, "Oak Office", "Su acceso ha cambiado")
    assert "Se quitó una llave de acceso." in note.body
    assert refusal_now(message=note, now=NOW) is None
    Staff.objects.update(is_active=False)
    refused = refusal_now(message=note, now=NOW)
    assert (refused.state, refused.why_not) == (MessageState.SKIPPED, WhyNot.SUPERSEDED)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("change", list(Change))
def test_every_change_has_words(dana, change, language):
    dana.interface_language = language
    assert tell_of_change(staff=dana, change=change, now=NOW)
    assert sessions_url() in Message.objects.get().body


def test_somebody_who_works_nowhere_is_told_nothing():
    assert not tell_of_change(staff=make_staff(None), change=Change.PASSWORD, now=NOW)


def test_the_address_in_the_note_is_the_one_of_the_page(settings):
    assert sessions_url() == f"{settings.DESK_URL}{reverse('desk:sessions')}"


def test_the_command_for_a_lost_phone_ends_the_sessions_of_that_phone(dana, inside):
    assert BrowserSession.objects.filter(user_id=dana.pk).exists()
    with time_machine.travel(clock.now(), tick=False):
        call_command("reset_second_factor", dana.email, "--reason", "Phone stolen, seen in person")
    assert not BrowserSession.objects.filter(user_id=dana.pk).exists()
    assert inside.get("/desk/me/").status_code == 302
    assert AuditEntry.objects.filter(action="authenticator.reset").count() == 1
    assert told(dana) == [
        "Whoever runs the system took away your authenticator, passkeys and recovery codes, because somebody said they were lost."
    ]
