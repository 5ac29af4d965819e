"""The mail channel: exact headers, no header of a stranger's making, TLS or nothing."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message as Mail

import pytest
from django.conf import settings

from followup.channels.mail import Server, SmtpSender, mail_sender
from followup.channels.mail_backend import BackendSender, answer_to
from followup.domain.delivering import deliver_due
from followup.domain.html_mail import html_of
from followup.domain.letters import Letter, Outcome, letter_of
from followup.models import Message
from tests.factories import NOW
from tests.followup.builders import go_live, make_acknowledged, make_mailing_clinic
from tests.followup.servers import EagerServer, FaultyServer
from tests.servers import free_port

LETTER = Letter("Oak Street", "mail@oak.example", "maria@example.org", "Hello", "Text\n.dot\n", "<id@oak.example>", {})


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    sink = FaultyServer()
    sink.start()
    yield sink
    sink.stop()


def deliver(server: FaultyServer) -> Mail:
    with SmtpSender(server=Server("127.0.0.1", server.port), timeout=2) as sender:
        deliver_due(sender=sender, clock=lambda: NOW, seconds=5)
    return message_from_bytes(server.envelopes[0].content or b"")


def text_of(part: Mail) -> str:
    return part.get_payload(decode=True).decode().replace("\r\n", "\n")  # type: ignore[union-attr]


@pytest.mark.django_db
def test_the_headers_are_exactly_these(server: FaultyServer) -> None:
    go_live()
    message = make_acknowledged(make_mailing_clinic(slug="oak-street", discreet_name="Oak Street"))
    mail = deliver(server)
    link = f"{settings.LINK_URL}/oak-street/en/stop/{message.unsubscribe_token}/"
    found = {name: value for name, value in mail.items() if name != "Date"}
    assert found == {
        "From": "Oak Street <messages@localhost>",
        "To": "maria@example.org",
        "Subject": "Your message to Oak Street",
        "Message-ID": f"<{message.id.hex}@localhost>",
        "List-Unsubscribe": f"<{link}one-click/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Content-Type": f'multipart/alternative;\r\n boundary="{mail.get_boundary()}"',
        "MIME-Version": "1.0",
    }
    assert mail["Date"].startswith(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
    words, page = mail.get_payload()
    assert [part.get_content_type() for part in (words, page)] == ["text/plain", "text/html"]
    assert text_of(words) == message.body
    assert text_of(page) == html_of(body=message.body, own_host=settings.LINK_URL)
    assert f'<a href="{link}">' in text_of(page)
    assert server.greeting == "localhost"


@pytest.mark.django_db
def test_spanish_and_a_name_with_quotes_arrive_whole(server: FaultyServer) -> None:
    go_live()
    message = make_acknowledged(make_mailing_clinic(discreet_name='Casa "Río", Nº 3'), language="es", private="yes")
    mail = deliver(server)
    words, page = mail.get_payload()
    assert text_of(words) == message.body
    assert text_of(page) == html_of(body=message.body, language="es", own_host=settings.LINK_URL)
    assert all(byte < 128 for byte in server.envelopes[0].content or b"")


@pytest.mark.django_db
def test_a_name_with_a_line_break_brings_no_header(server: FaultyServer) -> None:
    go_live()
    make_acknowledged(make_mailing_clinic(discreet_name="Oak\r\nBcc: all@example.org"))
    mail = deliver(server)
    assert mail["Bcc"] is None
    assert server.envelopes[0].rcpt_tos == ["maria@example.org"]


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "Hello\r\nBcc: all@example.org"},
        {"to_address": "maria@example.org\r\nBcc: all@example.org"},
        {"to_address": "maria@example.org, all@example.org"},
        {"to_address": "not an address"},
        {"message_id": "<a@b>\r\nX-Evil: 1"},
    ],
)
def test_a_letter_that_would_bring_a_header_or_a_second_recipient_is_not_built(change: dict[str, str]) -> None:
    from dataclasses import replace  # noqa: PLC0415

    with pytest.raises(ValueError, match=r".*"):
        SmtpSender(server=Server("127.0.0.1", 1)).prepare(replace(LETTER, **change))


def test_lines_that_begin_with_a_dot_arrive_as_written(server: FaultyServer) -> None:
    with SmtpSender(server=Server("127.0.0.1", server.port), timeout=2) as sender:
        assert sender.send(sender.prepare(LETTER)).outcome == Outcome.ACCEPTED
    assert b"Text\r\n.dot\r\n" in (server.envelopes[0].content or b"")


def test_a_server_that_asks_for_a_text_nobody_may_have_gets_none() -> None:
    commands = b"MAIL FROM:<mail@oak.example>\r\nRCPT TO:<maria@example.org>\r\nDATA\r\n"
    with EagerServer() as server, SmtpSender(server=Server("127.0.0.1", server.port), timeout=2) as sender:
        answers = [sender.send(sender.prepare(LETTER)) for _letter in range(2)]
    assert [(answer.outcome, answer.code) for answer in answers] == [(Outcome.RECIPIENT_REFUSED, "550")] * 2
    assert server.heard == [commands, commands]


def test_a_server_without_tls_gets_nothing_when_tls_was_asked_for(server: FaultyServer) -> None:
    with SmtpSender(server=Server("127.0.0.1", server.port, use_tls=True), timeout=2) as sender:
        answer = sender.send(sender.prepare(LETTER))
    assert answer.outcome == Outcome.UNREACHABLE
    assert server.envelopes == []


def test_nobody_there_is_unreachable_and_a_password_that_is_refused_too(server: FaultyServer) -> None:
    for where in (Server("127.0.0.1", free_port()), Server("127.0.0.1", server.port, user="u", password="p")):
        with SmtpSender(server=where, timeout=2) as sender:
            assert sender.send(sender.prepare(LETTER)).outcome == Outcome.UNREACHABLE


def test_the_set_up_chooses_the_channel() -> None:
    assert isinstance(mail_sender(), BackendSender)


def test_a_backend_gets_the_same_letter(mailoutbox, settings) -> None:
    sender = BackendSender()
    assert sender.send(sender.prepare(LETTER)).outcome == Outcome.ACCEPTED
    (mail,) = mailoutbox
    assert (mail.from_email, mail.to, mail.subject) == ('"Oak Street" <mail@oak.example>', ["maria@example.org"], "Hello")
    assert mail.extra_headers == {"Message-ID": "<id@oak.example>"}


@pytest.mark.django_db
def test_a_backend_sends_an_outbox_row_with_its_headers(mailoutbox) -> None:
    go_live()
    message = make_acknowledged(make_mailing_clinic())
    with BackendSender() as sender:
        deliver_due(sender=sender, clock=lambda: NOW, seconds=5)
    assert Message.objects.get().state == "sent"
    assert set(mailoutbox[0].extra_headers) == {"Message-ID", *letter_of(message).headers}


def api_error(status: int | None, cause: BaseException | None = None) -> Exception:
    from types import SimpleNamespace  # noqa: PLC0415

    from anymail.exceptions import AnymailRequestsAPIError  # noqa: PLC0415

    response = None if status is None else SimpleNamespace(status_code=status, reason="", text="", headers={}, json=dict, url="")
    error = AnymailRequestsAPIError("no", response=response)
    error.__cause__ = cause
    return error


def test_what_a_provider_says_leads_where_it_should() -> None:
    import requests  # noqa: PLC0415
    from anymail.exceptions import AnymailConfigurationError, AnymailRecipientsRefused  # noqa: PLC0415

    cases = [
        (api_error(400), Outcome.REFUSED),
        (api_error(401), Outcome.UNREACHABLE),
        (api_error(429), Outcome.TRY_LATER),
        (api_error(500), Outcome.UNCERTAIN),
        (api_error(502), Outcome.UNCERTAIN),
        (api_error(503), Outcome.TRY_LATER),
        (api_error(None, requests.ReadTimeout()), Outcome.UNCERTAIN),
        (api_error(None, requests.ConnectTimeout()), Outcome.UNREACHABLE),
        (AnymailRecipientsRefused("no"), Outcome.RECIPIENT_REFUSED),
        (AnymailConfigurationError("no"), Outcome.TRY_LATER),
        (ConnectionResetError(), Outcome.UNCERTAIN),
    ]
    assert [answer_to(error).outcome for error, _wanted in cases] == [wanted for _error, wanted in cases]
