"""The commands that open and close the doors, and the test mail."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clinics.domain.switching import is_practice_mode
from clinics.models import OnCallMember
from core import clock
from core.models import AuditEntry
from followup.models import MailHook
from tests.factories import NOW, make_clinic, make_staff
from tests.followup.builders import go_live, make_acknowledged, make_mailing_clinic
from tests.followup.servers import FaultyServer
from tests.servers import free_port

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def run(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def make_ready() -> None:
    clinic = make_mailing_clinic(crisis_text_approver="Dr. Ruth Weiss", crisis_text_approved_on=NOW.date())
    OnCallMember.objects.create(clinic=clinic, staff=make_staff(clinic))


def test_going_live_needs_everything_and_says_what_is_missing(settings) -> None:
    make_clinic(discreet_name="Oak Street")
    make_staff(is_sample=True)
    with pytest.raises(CommandError) as refused:
        run("go_live", "--reason", "Ready")
    for words in ("EMAIL_URL", "Sample accounts", "Oak Street: nobody is on call", "Oak Street: the crisis texts"):
        assert words in str(refused.value)
    assert is_practice_mode()
    assert not AuditEntry.objects.filter(action="installation.went_live").exists()


def test_going_live_and_back_is_audited_with_its_reason(settings) -> None:
    settings.EMAIL_BACKEND = SMTP
    make_ready()
    assert "Live:" in run("go_live", "--reason", "The director said so.")
    assert not is_practice_mode()
    assert "already" in run("go_live", "--reason", "Again")
    assert "Practice mode:" in run("practice_mode", "--reason", "Something is wrong.")
    assert is_practice_mode()
    assert "already" in run("practice_mode", "--reason", "Again")
    reasons = [entry.reason for entry in AuditEntry.objects.filter(object_type="installation").order_by("at", "id")]
    assert reasons == ["The director said so.", "Something is wrong."]


def test_going_live_tells_how_many_held_messages_stay_unsent(settings) -> None:
    settings.EMAIL_BACKEND = SMTP
    make_ready()
    message = make_acknowledged(make_mailing_clinic(crisis_text_approved_on=NOW.date()))
    OnCallMember.objects.create(clinic=message.clinic, staff=make_staff(message.clinic))
    type(message).objects.update(created_at=clock.now())
    assert "1 messages held" in run("go_live", "--reason", "Ready")
    message.refresh_from_db()
    assert message.state == "held"


@pytest.mark.parametrize("command", ["go_live", "practice_mode"])
def test_a_reason_of_spaces_is_none(settings, command: str) -> None:
    settings.EMAIL_BACKEND = SMTP
    make_ready()
    if command == "practice_mode":
        go_live()
    with pytest.raises(CommandError, match="Say why"):
        run(command, "--reason", "  ")
    assert is_practice_mode() == (command == "go_live")


def test_a_test_mail_says_what_the_server_said(settings) -> None:
    server = FaultyServer(["accept", "rcpt 550 5.1.1 no", "451 later"])
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", server.port
    server.start()
    try:
        assert "took the test mail" in run("send_test_email", "Me@Example.org")
        with pytest.raises(CommandError, match=r"no such mailbox \(550\)"):
            run("send_test_email", "me@example.org")
        with pytest.raises(CommandError, match=r"later \(451\)"):
            run("send_test_email", "me@example.org")
    finally:
        server.stop()
    assert server.envelopes[0].rcpt_tos == ["me@example.org"]


def test_a_test_mail_without_a_server_or_an_address_says_so(settings) -> None:
    with pytest.raises(CommandError, match="EMAIL_URL"):
        run("send_test_email", "me@example.org")
    with pytest.raises(CommandError, match="not an e-mail address"):
        run("send_test_email", "me")
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", free_port()
    with pytest.raises(CommandError, match="Nothing takes mail at the host and port"):
        run("send_test_email", "me@example.org")


def test_the_webhook_command_prints_the_address_once_and_asks_mailgun_for_its_key(capsys, monkeypatch):
    call_command("mail_webhook", "postmark")
    assert "/hooks/mail/postmark/" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", StringIO(""))
    with pytest.raises(CommandError, match="signing key"):
        call_command("mail_webhook", "mailgun")
    monkeypatch.setattr("sys.stdin", StringIO("key-made-up\n"))
    call_command("mail_webhook", "mailgun")
    assert "key-made-up" not in capsys.readouterr().out
    call_command("mail_webhook", "mailgun", "--close")
    call_command("mail_webhook", "mailgun", "--close")
    assert [line[:9] for line in capsys.readouterr().out.splitlines()] == ["The addre", "There was"]
    assert list(MailHook.objects.values_list("provider", flat=True)) == ["postmark"]
