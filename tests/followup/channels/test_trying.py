"""A test mail that does not leave says what is wrong with the set-up, each cause in its own words."""

import smtplib
import ssl
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from followup.channels.mail import Server, SmtpSender
from followup.channels.trying import cause_of, send_test, sentence_for
from followup.domain.letters import Answer, Outcome, failure_code
from tests.followup.channels.test_mail import LETTER
from tests.followup.fake_provider import FakeProvider
from tests.followup.servers import FaultyServer
from tests.servers import free_port


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    found = FaultyServer()
    found.start()
    yield found
    found.stop()


def said(**where: Any) -> str:
    with SmtpSender(server=Server(**{"host": "127.0.0.1", **where}), timeout=2) as sender:
        return sentence_for(sender.send(sender.prepare(LETTER)))


def test_each_slip_of_a_mail_server_has_its_own_words(server: FaultyServer) -> None:
    assert said(port=free_port()).startswith("Nothing takes mail at the host and port in EMAIL_URL (ConnectionRe).")
    assert said(port=server.port, use_tls=True).startswith("The mail server does not speak the encryption of EMAIL_URL")
    assert said(port=server.port, use_ssl=True).startswith("The mail server does not speak the encryption of EMAIL_URL")
    assert server.envelopes == []


def test_a_password_that_can_not_be_said_is_no_error_of_ours(server: FaultyServer) -> None:
    server.extensions = ["250-AUTH PLAIN"]
    assert "letters that no mail server takes" in said(port=server.port, user="me", password="contraseña")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (smtplib.SMTPServerDisconnected("x"), "hung up at once"),
        (TimeoutError(), "did not answer in time"),
        (ssl.SSLCertVerificationError("x"), "certificate"),
        (OSError(), "Nothing takes mail"),
    ],
)
def test_the_kind_of_a_failure_is_enough_to_say_what_to_do(error: Exception, words: str) -> None:
    assert words in cause_of(failure_code(error))


def test_a_refused_sign_in_and_an_unknown_host_are_told_apart() -> None:
    refused, unknown = (sentence_for(Answer(Outcome.UNREACHABLE, code)) for code in ("535", "gaierror"))
    assert ("user name or password" in refused, "written as %40 %3A" in refused, "is not known" in unknown) == (True, True, True)
    with translation.override("es"):
        assert "contraseña" in sentence_for(Answer(Outcome.UNREACHABLE, "535"))


@pytest.mark.parametrize(
    ("word", "words"),
    [("401", "refused the key in EMAIL_URL (401)"), ("404", "does not know what EMAIL_URL names (404)"), ("400", "FROM_EMAIL")],
)
def test_what_a_provider_refuses_is_not_put_on_host_and_port(settings: Any, word: str, words: str) -> None:
    settings.EMAIL_BACKEND = "anymail.backends.mailgun.EmailBackend"
    with FakeProvider("mailgun") as fake:
        settings.ANYMAIL = fake.settings
        fake.plan.append(word)
        assert words in sentence_for(send_test(address="me@oak.example"))
    assert "Nothing takes mail" in sentence_for(send_test(address="me@oak.example"))


def test_a_sender_that_is_no_address_is_said(settings: Any) -> None:
    settings.FROM_EMAIL = ""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert "can’t be put together" in sentence_for(send_test(address="me@oak.example"))
