"""Mail that comes back: bounces close addresses, answers become tasks, robots go nowhere, strangers go to nobody's name."""

import io
import random
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from clinics.models import Clinic
from core import clock
from core.sentences import in_words
from followup.channels.mail_in import read_mail
from followup.domain.inbound import Came, NoClinicError, take_mail
from followup.domain.tracking import sweep_events
from followup.models import DeliveryEvent, Message, Suppression
from intake.domain.receiving import sweep_submissions
from intake.models import Lead, LeadEvent, Person, Submission, Task
from tests.factories import NOW
from tests.followup.test_delivery_events import LATER, delivery_of, effects, make_sent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)


def bounce(message: Message, *, action: str = "failed", status: str = "5.1.1", recipient: str = "", original_id: str = "") -> bytes:
    """A report as Postfix writes one."""
    to = recipient or message.to_address
    return f"""Return-Path: <>
From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: hello@example.org
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B0"

--B0
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B0
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
X-Postfix-Queue-ID: 4XYZ

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no

--B0
Content-Type: text/rfc822-headers

From: Oak Street <hello@example.org>
To: {to}
Subject: Hello
Message-ID: <{original_id or message.message_id}>

--B0--
""".replace("\n", "\r\n").encode()


def reply(message: Message, *, sender: str = "", text: str = "Yes, please call me on Friday.", **headers: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = sender or f"Maria <{message.to_address}>"
    mail["To"] = "hello@example.org"
    mail["Subject"] = "Re: Hello"
    mail["Message-ID"] = headers.pop("own_id", "<abc@mail.example.org>")
    mail["In-Reply-To"] = f"<{message.message_id}>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(f"{text}\n\nOn Tue, 17 Nov 2026, Oak Street wrote:\n> Hello,\n> We got your message.\n")
    return mail.as_bytes()


def take(raw: bytes, clinic: Clinic | None = None) -> str:
    return take_mail(mail=read_mail(raw, now=LATER), clinic=clinic, now=LATER)


@pytest.mark.parametrize(
    ("action", "status", "wanted", "closes"),
    [
        ("failed", "5.1.1", "hard_bounce", True),
        ("failed", "5.1.10", "hard_bounce", True),
        ("failed", "5.2.1", "hard_bounce", True),
        ("failed", "5.2.2", "rejected", False),
        ("failed", "5.7.1", "rejected", False),
        ("failed", "4.4.7", "soft_bounce", False),
        ("delayed", "4.4.1", "deferred", False),
        ("delivered", "2.0.0", "delivered", False),
    ],
)
def test_a_report_of_a_mail_server_is_an_event_of_its_message(action: str, status: str, wanted: str, closes: bool) -> None:
    message = make_sent()
    for _twice in range(2):
        assert take(bounce(message, action=action, status=status)) == Came.BOUNCE
        sweep_events(now=LATER)
    assert (delivery_of(message), effects()) == (wanted, (1, 1, 1) if closes else (0, 0, 0))
    assert DeliveryEvent.objects.count() == 1


def test_a_report_settles_what_was_uncertain() -> None:
    message = make_sent(state="uncertain")
    take(bounce(message, action="delivered", status="2.0.0"))
    sweep_events(now=LATER)
    assert Message.objects.get(id=message.id).state == "sent"


@pytest.mark.parametrize("forged", [{"original_id": "0" * 32 + "@localhost"}, {"recipient": "other@example.org"}, {"original_id": "x@y"}])
def test_a_report_about_nothing_of_ours_has_no_effect(forged: dict[str, str]) -> None:
    message = make_sent()
    assert take(bounce(message, **forged)) == Came.BOUNCE
    sweep_events(now=LATER)
    assert (delivery_of(message), effects()) == ("", (0, 0, 0))


def test_an_answer_becomes_a_task_with_its_words_and_an_event() -> None:
    message = make_sent()
    before = Task.objects.filter(kind="reply").count()
    for _twice in range(2):
        assert take(reply(message)) == Came.REPLY
    task = Task.objects.get(kind="reply")
    assert (before, task.lead_id, in_words(task.reason)) == (
        0,
        message.lead_id,
        "They answered our e-mail: “Re: Hello\nYes, please call me on Friday.”",
    )
    assert LeadEvent.objects.filter(lead=message.lead, kind="lead.replied").count() == 1
    assert Submission.objects.get(channel="inbound_email").lead_id == message.lead_id
    assert (Lead.objects.count(), Person.objects.count()) == (1, 1)


def test_an_answer_to_a_letter_that_the_provider_gave_another_number_names_ours_by_what_it_refers_to() -> None:
    message = make_sent()
    theirs = "70650219165027410@mailjet.example"
    raw = reply(message).replace(f"In-Reply-To: <{message.message_id}>".encode(), f"In-Reply-To: <{theirs}>".encode())
    assert take(raw.replace(b"In-Reply-To", f"References: <{message.message_id}> <{theirs}>\nIn-Reply-To".encode())) == Came.REPLY


def test_danger_in_an_answer_is_told_at_once() -> None:
    message = make_sent()
    take(reply(message, text="I am going to kill myself tonight."))
    assert Lead.objects.get().severity == 0
    assert Task.objects.filter(kind="escalation", lead=message.lead).count() == 1


@pytest.mark.parametrize("sender", ["Eve <eve@example.net>", "maria@example.org, eve@example.net", "", "maria@example.org.evil.example"])
def test_a_stranger_who_knows_the_number_of_a_message_gets_into_nobodys_record(sender: str) -> None:
    message = make_sent()
    assert take(reply(message, sender=sender or "nobody")) == Came.STRANGER
    kept = Submission.objects.get(channel="inbound_email")
    assert (kept.state, kept.lead_id, kept.clinic_id) == ("needs_human", None, message.clinic_id)
    assert "answers_lead" not in kept.payload
    assert LeadEvent.objects.filter(kind="lead.replied").count() == 0
    assert Task.objects.get(submission=kept).kind == "review"


def test_a_thousand_guessed_numbers_attach_nothing() -> None:
    message, chance = make_sent(), random.Random(5)
    for _guess in range(300):
        digits = list(message.id.hex)
        digits[chance.randrange(12, 32)] = chance.choice("0123456789abcdef")
        guessed = "".join(digits)
        named = read_mail(reply(SimpleNamespace(message_id=f"{guessed}@localhost", to_address=message.to_address)), now=LATER).names
        assert message.id not in named or guessed == message.id.hex


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; x=y"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"List_Id": "<news.example.net>"},
    ],
)
def test_a_robots_answer_is_neither_bounce_nor_answer(headers: dict[str, str]) -> None:
    message = make_sent()
    assert take(reply(message, **headers)) == Came.AUTOMATIC
    assert (Submission.objects.filter(channel="inbound_email").count(), DeliveryEvent.objects.count(), effects()) == (0, 0, (0, 0, 0))


def test_our_own_mail_that_comes_round_is_a_robots(settings) -> None:
    message = make_sent()
    settings.FROM_EMAIL = "Oak Street <hello@example.org>"
    assert take(reply(message, sender="hello@example.org")) == Came.AUTOMATIC


def test_a_stranger_in_danger_is_an_inquiry_at_once() -> None:
    message = make_sent()
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "somebody@example.net", "help"
    mail.set_content("I took too many pills and I want to die.")
    assert take(mail.as_bytes(), message.clinic) == Came.STRANGER
    lead = Lead.objects.exclude(id=message.lead_id).get()
    assert (lead.severity, lead.clinic_id) == (0, message.clinic_id)
    assert Task.objects.filter(kind="escalation", lead=lead).count() == 1
    assert not lead.contact_person.contact_points.filter(may_email=True).exists()


def test_a_kept_answer_whose_understanding_failed_is_found_by_the_sweep() -> None:
    message = make_sent()
    take(reply(message))
    Task.objects.filter(kind="reply").delete()
    Submission.objects.filter(channel="inbound_email").update(state="received", lead=None)
    assert sweep_submissions(now=LATER) == 1
    assert Task.objects.get(kind="reply").lead_id == message.lead_id


def test_without_a_clinic_the_mail_stays_with_the_mail_server() -> None:
    with pytest.raises(NoClinicError):
        take(b"From: a@b.example\r\n\r\nHello")


def test_a_thousand_broken_mails_are_all_kept_and_none_breaks() -> None:
    message, chance = make_sent(), random.Random(6)
    sources = [bounce(message, recipient="zed@example.net"), reply(message, sender="eve@example.net")]
    for number in range(400):
        raw = bytearray(sources[number % 2])
        for _change in range(chance.randint(1, 30)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        mail = read_mail(bytes(raw), now=LATER)
        assert "\x00" not in f"{mail.subject}{mail.text}{mail.sender}"
    for raw in (b"", b"\x00" * 500, b"\xff\xfe\xfa", b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n" * 3000):
        assert take(raw) in {Came.STRANGER, Came.AUTOMATIC}


def test_html_alone_is_read_as_words() -> None:
    mail = EmailMessage()
    mail["From"] = "a@b.example"
    mail.set_content("<style>p{}</style><p>Call me &amp; my sister</p><img src=x>", subtype="html")
    assert read_mail(mail.as_bytes(), now=NOW).text.split() == ["Call", "me", "&", "my", "sister"]


def test_the_pipe_takes_a_mail_and_says_one_word(monkeypatch, capsys) -> None:
    message = make_sent()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(reply(message))))
    call_command("receive_mail", "--clinic", message.clinic.slug)
    assert capsys.readouterr().out == "reply\n"
    assert Suppression.objects.count() == 0
