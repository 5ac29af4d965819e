"""Mail that a provider posts to us: a person's answer is kept once and stops their plan; a forged post is nothing.

The bodies are those of the providers' documentation: postmarkapp.com/developer/webhooks/inbound-webhook,
documentation.mailgun.com (Routes, forward to an address that ends in "mime"), developers.brevo.com (Inbound parse),
dev.mailjet.com (Parse API). Read in 2026.
"""

import base64
import json
from datetime import timedelta
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from bench.fire.malformed import json_bodies
from clinics.models import Clinic
from core import clock
from core.audit import COMMAND
from followup.channels.mail_posts import MOST_POSTED
from followup.domain.hooking import OpenedHook, inbound_path_of, open_hook
from followup.domain.tracking import sweep_events
from followup.models import DeliveryEvent, MailHook, Message
from intake.domain.receiving import sweep_submissions
from intake.models import LeadEvent, Submission, Task
from tests.factories import NOW, make_clinic
from tests.followup import provider_posts
from tests.followup.provider_posts import SIGNING_KEY, signature
from tests.followup.test_delivery_events import LATER, delivery_of, make_sent

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Yes, please call me. ¿Mañana?"


@pytest.fixture(autouse=True)
def _at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)


def headers_of(message: Message, **more: str) -> dict[str, str]:
    return {
        "From": message.to_address,
        "To": "hello@example.org",
        "Subject": "Re: A note",
        "Message-ID": f"<reply-{message.id.hex[-6:]}@mail.example.com>",
        "In-Reply-To": f"<{message.message_id.strip('<>')}>",
        "Content-Type": 'text/plain; charset="utf-8"',
        **more,
    }


def mime(headers: dict[str, str]) -> str:
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + f"MIME-Version: 1.0\r\n\r\n{WORDS}\r\n"


def postmark(headers: dict[str, str]) -> tuple[bytes, str]:
    named = [{"Name": name, "Value": value} for name, value in headers.items() if name not in {"From", "To", "Subject", "Content-Type"}]
    body: dict[str, Any] = {
        "FromFull": {"Email": headers["From"], "Name": "", "MailboxHash": ""},
        "ToFull": [{"Email": headers["To"], "Name": "", "MailboxHash": ""}],
        "CcFull": [],
        "BccFull": [],
        "OriginalRecipient": headers["To"],
        "Subject": headers["Subject"],
        "MessageID": "a8c1040e-db1c-4e18-ac79-bc5f64c7ce2c",
        "Date": "Tue, 17 Nov 2026 10:05:00 -0500",
        "TextBody": WORDS,
        "HtmlBody": "",
        "Headers": [{"Name": "Return-Path", "Value": f"<{headers['From']}>"}, *named],
        "Attachments": [{"Name": "x.png", "Content": "AAAA", "ContentType": "image/png", "ContentLength": 3}],
    }
    return json.dumps(body).encode(), "application/json"


def postmark_raw(headers: dict[str, str]) -> tuple[bytes, str]:
    return json.dumps({"RawEmail": mime(headers), "MessageID": "x", "Headers": []}).encode(), "application/json"


def mailgun(headers: dict[str, str], **given: Any) -> tuple[bytes, str]:
    fields = {"recipient": headers["To"], "sender": headers["From"], "body-mime": mime(headers), **signature(LATER, "t" * 50), **given}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def mailgun_parts(headers: dict[str, str]) -> tuple[bytes, str]:
    fields = {"body-mime": mime(headers), **signature(LATER, "t" * 50)}
    parts = "".join(f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
    return f"{parts}--B--\r\n".encode(), "multipart/form-data; boundary=B"


def brevo(headers: dict[str, str]) -> tuple[bytes, str]:
    item = {
        "Uuid": ["2f1b0c2e-0000-4000-8000-000000000001"],
        "MessageId": headers["Message-ID"],
        "Headers": {**headers, "Received": ["by a", "by b"]},
        "RawTextBody": WORDS,
        "RawHtmlBody": None,
        "SpamScore": 0.1,
        "Attachments": [{"Name": "x.png", "ContentType": "image/png", "ContentLength": 3, "DownloadToken": "never-fetched"}],
    }
    return json.dumps({"items": [item]}).encode(), "application/json"


def mailjet(headers: dict[str, str]) -> tuple[bytes, str]:
    body = {
        "Sender": headers["From"],
        "Recipient": headers["To"],
        "Headers": {**headers, "Received": ["by a", "by b"]},
        "Parts": [{"Headers": {"Content-Type": "text/plain"}, "ContentRef": "Text-part"}],
        "Text-part": WORDS,
        "SpamAssassinScore": "0.1",
    }
    return json.dumps(body).encode(), "application/json"


POSTS = {
    "postmark": postmark,
    "postmark raw": postmark_raw,
    "mailgun": mailgun,
    "mailgun parts": mailgun_parts,
    "brevo": brevo,
    "mailjet": mailjet,
}
ALL = pytest.mark.parametrize("name", POSTS)


def hook_of(name: str, **columns: Any) -> OpenedHook:
    provider = name.split(maxsplit=1)[0]
    return open_hook(provider=provider, signing_key=SIGNING_KEY if provider == "mailgun" else "", actor=COMMAND, now=NOW, **columns)


def post(hook: OpenedHook, body: tuple[bytes, str], *, auth: str | None = None) -> int:
    parts = urlsplit(hook.inbound_url)
    secrets = f"{parts.username}:{unquote(parts.password or '')}" if auth is None else auth
    headers = {"authorization": "Basic " + base64.b64encode(secrets.encode()).decode()} if secrets else {}
    return Client(enforce_csrf_checks=True).post(parts.path, body[0], content_type=body[1], headers=headers).status_code


def kept() -> int:
    return Submission.objects.filter(channel="inbound_email").count()


@ALL
def test_a_persons_answer_is_kept_once_and_comes_to_their_inquiry(name: str) -> None:
    message, hook = make_sent(), hook_of(name)
    for _post in range(2):
        assert post(hook, POSTS[name](headers_of(message))) == 200
    sweep_submissions(now=LATER)
    assert (kept(), LeadEvent.objects.filter(lead=message.lead, kind="lead.replied").count()) == (1, 1)
    assert Submission.objects.get(channel="inbound_email").payload["own_words"] == WORDS
    assert Task.objects.filter(lead=message.lead, kind="reply", state="open").count() == 1
    assert MailHook.objects.get().last_mail_at == LATER


@ALL
def test_an_automatic_answer_is_nothing(name: str) -> None:
    message, hook = make_sent(), hook_of(name)
    assert post(hook, POSTS[name](headers_of(message, **{"Auto-Submitted": "auto-replied"}))) == 200
    assert (kept(), DeliveryEvent.objects.count()) == (0, 0)


@ALL
@pytest.mark.parametrize("auth", ["", "threshold:wrong", "threshold"])
def test_without_the_password_nothing_is_read_or_kept(name: str, auth: str) -> None:
    message, hook = make_sent(), hook_of(name)
    assert post(hook, POSTS[name](headers_of(message)), auth=auth) == 401
    assert (kept(), MailHook.objects.get().last_refused_at, MailHook.objects.get().last_mail_at) == (0, LATER, None)


@pytest.mark.parametrize("given", [{"signature": "0" * 64}, {"timestamp": "1"}, {"timestamp": "x"}, {"token": "other"}])
def test_mailguns_signature_counts_beside_the_password(given: dict[str, str]) -> None:
    message, hook = make_sent(), hook_of("mailgun")
    assert post(hook, mailgun(headers_of(message), **given)) == 401
    old = signature(LATER - timedelta(hours=25), "t" * 50)
    assert post(hook, mailgun(headers_of(message), **old)) == 401
    assert kept() == 0


def test_a_stranger_goes_to_the_clinic_that_was_chosen_and_to_nobodys_name() -> None:
    message, chosen = make_sent(), make_clinic()
    hook = hook_of("postmark", strangers_to=chosen)
    assert post(hook, postmark(headers_of(message) | {"From": "who@example.net", "In-Reply-To": "<none@example.net>"})) == 200
    assert Submission.objects.get(channel="inbound_email").clinic == chosen
    assert LeadEvent.objects.filter(lead=message.lead, kind="lead.replied").count() == 0


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"x"', b'{"Headers": 5}', b"\xff\x00", b'{"items": [1, {}, null]}', b"[" * 5000])
@pytest.mark.parametrize("provider", ["postmark", "brevo", "mailjet"])
def test_rubbish_with_the_right_secrets_is_acknowledged_and_kept_for_a_person(provider: str, body: bytes) -> None:
    make_clinic()
    hook = hook_of(provider)
    assert [post(hook, (body, "application/json")) for _post in range(2)] == [200, 200]
    assert kept() + DeliveryEvent.objects.filter(state="unreadable").count() >= 1


def test_a_mail_and_an_event_that_were_posted_to_each_others_address_are_taken_all_the_same() -> None:
    message, hook = make_sent(), hook_of("postmark")
    swapped = OpenedHook(hook.hook, url=hook.inbound_url, inbound_url=hook.url)
    event = json.dumps(provider_posts.postmark(message, "delivered")).encode(), "application/json"
    assert [post(swapped, postmark(headers_of(message))), post(hook, event)] == [200, 200]
    sweep_events(now=LATER)
    assert (kept(), delivery_of(message)) == (1, "delivered")


def test_a_thousand_odd_posts_to_either_address_meet_no_mistake_of_ours() -> None:
    make_clinic()
    hook = hook_of("postmark")
    swapped = OpenedHook(hook.hook, url=hook.inbound_url, inbound_url=hook.url)
    statuses = {post(where, (body, "application/json")) for where in (hook, swapped) for body in json_bodies(count=250)}
    assert statuses <= {200, 400}


def test_a_big_mail_is_taken_and_one_bigger_than_any_is_refused() -> None:
    message, hook = make_sent(), hook_of("postmark")
    body = json.loads(postmark(headers_of(message))[0])
    body["Attachments"][0]["Content"] = "A" * 1_000_000
    assert post(hook, (json.dumps(body).encode(), "application/json")) == 200
    assert kept() == 1
    assert post(hook, (b" " * (MOST_POSTED + 1), "application/json")) == 413


def test_without_a_door_or_a_clinic_nothing_is_taken() -> None:
    address = reverse("link:mail-in", args=["postmark", "a" * 24])
    assert address == inbound_path_of(provider="postmark", path_token="a" * 24)
    assert Client().post(address, b"{}", content_type="application/json").status_code == 404
    hook = hook_of("postmark")
    Clinic.objects.all().delete()
    raw = postmark_raw({"From": "a@example.org", "To": "b@example.org", "Subject": "x", "Message-ID": "<x@y>"})
    assert post(hook, raw) == 503
