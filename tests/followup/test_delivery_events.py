"""Providers post what became of messages: only they may, each event counts once, and only for a message and recipient of ours."""

import json
import random
from datetime import timedelta
from itertools import permutations

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from followup.domain.hooking import path_of
from followup.domain.tracking import apply_event, drop_old_events, keep_event, sweep_events
from followup.models import DeliveryEvent, MailHook, Message, Suppression
from followup.models.delivery import Delivery, EventState
from followup.states import MessageState
from intake.domain.consenting import has_agreed
from intake.models import ContactPoint, LeadEvent, Task
from tests.factories import NOW
from tests.followup.builders import email_point, go_live, make_acknowledged, make_mailing_clinic
from tests.followup.provider_posts import PROVIDERS, SIGNING_KEY, mailgun, make_hook, post, postmark, signature

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture(autouse=True)
def _at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)


def make_sent(*, state: str = "sent", **words: object) -> Message:
    """A message that went out a moment ago."""
    go_live()
    message = make_acknowledged(make_mailing_clinic(), **words)
    sent_at = NOW if state == "sent" else None
    Message.objects.filter(id=message.id).update(state=state, sent_at=sent_at, tries=1)
    message.refresh_from_db()
    return message


def delivery_of(message: Message) -> str:
    return Message.objects.values_list("delivery", flat=True).get(id=message.id)


def effects() -> tuple[int, int, int]:
    """Suppressions, closed addresses and tasks to check an address."""
    return (
        Suppression.objects.count(),
        ContactPoint.objects.filter(is_usable=False).count(),
        Task.objects.filter(kind="verify_address").count(),
    )


@pytest.mark.parametrize("word", ["delivered", "hard_bounce", "deferred", "complained", "rejected"])
@pytest.mark.parametrize("provider", PROVIDERS)
def test_each_providers_event_is_kept_acknowledged_and_applied_once(client: Client, provider: str, word: str) -> None:
    message, hook = make_sent(), make_hook(provider)
    body = PROVIDERS[provider](message, word)
    assert post(client, hook, body) == 200
    assert DeliveryEvent.objects.get().state == EventState.RECEIVED
    assert sweep_events(now=LATER) == 1
    assert delivery_of(message) == word
    closes = word in {"hard_bounce", "complained"}
    assert effects() == ((1, 1, 1) if closes else (0, 0, 0))
    assert post(client, hook, body) == 200
    assert sweep_events(now=LATER) == 0
    assert DeliveryEvent.objects.count() == 1
    assert effects() == ((1, 1, 1) if closes else (0, 0, 0))
    assert DeliveryEvent.objects.get().recipient == ""


@pytest.mark.parametrize("word", ["opened", "clicked"])
@pytest.mark.parametrize("provider", PROVIDERS)
def test_nobody_watches_who_opens_a_message(client: Client, provider: str, word: str) -> None:
    message, hook = make_sent(), make_hook(provider)
    assert post(client, hook, PROVIDERS[provider](message, word)) == 200
    assert DeliveryEvent.objects.count() == 0
    assert MailHook.objects.get().tracking_seen_at == LATER


def test_an_automatic_answer_is_no_bounce(client: Client) -> None:
    message, hook = make_sent(), make_hook("postmark")
    assert post(client, hook, postmark(message, "autoresponded")) == 200
    assert (DeliveryEvent.objects.count(), delivery_of(message), effects()) == (0, "", (0, 0, 0))


def test_a_complaint_is_a_stop_that_the_ledger_keeps(client: Client) -> None:
    message, hook = make_sent(), make_hook("brevo")
    assert has_agreed(person_id=message.person_id, purpose="inquiry", channel="email")
    post(client, hook, PROVIDERS["brevo"](message, "complained"))
    sweep_events(now=LATER)
    assert not has_agreed(person_id=message.person_id, purpose="inquiry", channel="email")
    kinds = set(LeadEvent.objects.filter(lead=message.lead, at=LATER).values_list("kind", flat=True))
    assert kinds == {"messages.stopped", "address.failed", "task.opened"}


@pytest.mark.parametrize("provider", ["brevo", "mailjet"])
def test_leaving_at_the_provider_is_leaving(client: Client, provider: str) -> None:
    message, hook = make_sent(), make_hook(provider)
    post(client, hook, PROVIDERS[provider](message, "unsubscribed"))
    sweep_events(now=LATER)
    assert list(Suppression.objects.values_list("reason", "purpose")) == [("unsubscribed", "inquiry")]
    assert Task.objects.filter(kind="review", dedupe_key=f"left:{message.lead_id}").count() == 1
    assert email_point(message.lead).is_usable


@pytest.mark.parametrize("auth", ["", "threshold:wrong", "admin:", "threshold"])
@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_post_without_the_password_has_no_effect(client: Client, provider: str, auth: str) -> None:
    message, hook = make_sent(), make_hook(provider)
    assert post(client, hook, PROVIDERS[provider](message, "complained"), auth=auth) == 401
    assert DeliveryEvent.objects.count() == 0
    assert MailHook.objects.get().last_refused_at == LATER


@pytest.mark.parametrize("provider", [*PROVIDERS, "sendgrid"])
def test_without_a_door_there_is_no_address(client: Client, provider: str) -> None:
    address = reverse("link:mail-events", args=[provider, "a" * 24])
    assert address == path_of(provider=provider, path_token="a" * 24)
    assert client.post(address, b"{}", content_type="application/json").status_code == 404


def test_new_secrets_end_the_old_address(client: Client) -> None:
    message, old = make_sent(), make_hook("postmark")
    new = make_hook("postmark")
    assert post(client, old, postmark(message, "complained")) == 404
    assert post(client, new, postmark(message, "complained")) == 200


def test_a_signature_of_another_key_or_day_opens_nothing(client: Client) -> None:
    message, hook = make_sent(), make_hook("mailgun")
    body = mailgun(message, "complained")
    forged = [
        body | {"signature": signature(NOW, "t" * 50, key="other")},
        body | {"signature": body["signature"] | {"token": "t" * 50}},
        body | {"signature": signature(NOW - timedelta(days=2), "t" * 50)},
        body | {"signature": signature(NOW + timedelta(days=2), "t" * 50)},
        body | {"signature": "yes"},
        {"event-data": body["event-data"]},
        [body],
        7,
    ]
    assert [post(client, hook, one) for one in forged] == [401] * len(forged)
    assert DeliveryEvent.objects.count() == 0


def test_a_replayed_signature_with_another_body_changes_nothing(client: Client) -> None:
    message, other, hook = make_sent(), make_sent(email="other@example.org"), make_hook("mailgun")
    seen = mailgun(message, "delivered", token="t" * 50)
    assert post(client, hook, seen) == 200
    forged = mailgun(other, "complained", token="t" * 50)
    assert forged["signature"] == seen["signature"]
    assert post(client, hook, forged) == 200
    sweep_events(now=LATER)
    assert (delivery_of(message), delivery_of(other), effects()) == ("delivered", "", (0, 0, 0))


def test_an_event_for_another_recipient_or_an_unknown_message_has_no_effect(client: Client) -> None:
    message, other, hook = make_sent(), make_sent(email="other@example.org"), make_hook("postmark")
    stranger = postmark(message, "hard_bounce") | {"Email": other.to_address}
    unknown = postmark(message, "complained") | {"Metadata": {"message": "0" * 32}}
    nameless = postmark(message, "delivered") | {"Metadata": {}}
    for body in (stranger, unknown, nameless):
        assert post(client, hook, body) == 200
    for days in range(3):
        sweep_events(now=LATER + timedelta(days=days))
    assert list(DeliveryEvent.objects.values_list("state", flat=True)) == ["foreign"] * 3
    assert [event.recipient for event in DeliveryEvent.objects.all()] == [""] * 3
    assert effects() == (0, 0, 0)


def test_a_thousand_mutated_posts_close_no_address_and_break_nothing(client: Client) -> None:
    message, hook = make_sent(), make_hook("postmark")
    good, chance = json.dumps(postmark(message, "hard_bounce")), random.Random(4)
    target = message.to_address
    for _number in range(1000):
        text = bytearray(good.encode())
        for _change in range(chance.randint(1, 6)):
            text[chance.randrange(len(text))] = chance.randrange(256)
        if target.encode() in text and message.id.hex.encode() in text:
            # A change elsewhere leaves a true event; this one must be about somebody else.
            text = text.replace(target.encode(), b"someone@example.net")
        assert post(client, hook, bytes(text)) == 200
    for days in range(3):
        while sweep_events(now=LATER + timedelta(days=days)):
            pass
    assert effects() == (0, 0, 0)
    assert delivery_of(message) == ""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"[[[]]]",
        b"\xff\xfe",
        b'{"RecordType": null}',
        b"[" * 5000,
        b'{"RecordType": "Bounce", "ID": 1e999}',
        b"\x00",
        b'"\\ud800"',
    ],
)
@pytest.mark.parametrize("provider", ["postmark", "brevo", "mailjet"])
def test_what_makes_no_sense_is_acknowledged_and_set_aside(client: Client, provider: str, body: bytes) -> None:
    assert post(client, make_hook(provider), body) == 200
    assert DeliveryEvent.objects.filter(state=EventState.RECEIVED, names__isnull=False).count() == 0


def test_one_bad_event_of_a_batch_spoils_no_other(client: Client) -> None:
    first, second, hook = make_sent(), make_sent(email="other@example.org"), make_hook("mailjet")
    batch = [PROVIDERS["mailjet"](first, "delivered"), {"event": ["bounce"]}, 7, PROVIDERS["mailjet"](second, "hard_bounce")]
    assert post(client, hook, batch) == 200
    assert post(client, hook, batch) == 200
    sweep_events(now=LATER)
    assert (delivery_of(first), delivery_of(second)) == ("delivered", "hard_bounce")
    assert DeliveryEvent.objects.filter(state=EventState.UNREADABLE).count() == 2


def test_every_order_of_arrival_ends_the_same() -> None:
    words = ["accepted", "deferred", "delivered", "hard_bounce"]
    hook = "brevo"
    for order in permutations(words):
        message = make_sent(email=f"p{len(order)}{order[0]}{order[1]}{order[2]}@example.org")
        for word in order:
            _keep(message, word, provider=hook)
        sweep_events(now=LATER)
        assert delivery_of(message) == "hard_bounce"
        assert Task.objects.filter(kind="verify_address", lead=message.lead).count() == 1


def _keep(message: Message, kind: str, *, provider: str = "brevo", identity: str = "") -> None:
    from followup.domain.tracking import EventReading  # noqa: PLC0415  beside the one use

    identity = identity or f"{message.id}{kind}"
    reading = EventReading(provider, identity=identity, kind=kind, names=message.id, recipient=message.to_address, happened_at=NOW)
    keep_event(reading=reading, now=LATER)


def test_three_messages_that_did_not_arrive_close_the_address_and_two_do_not() -> None:
    first = make_sent()
    copies = [first, *[_another(first, number) for number in range(2)]]
    for number, message in enumerate(copies):
        for tries in range(4):
            _keep(message, "soft_bounce", identity=f"{number} {tries}")
        sweep_events(now=LATER + timedelta(days=number))
        assert effects() == ((1, 1, 1) if number == 2 else (0, 0, 0))


def test_soft_bounces_of_last_month_are_forgotten() -> None:
    first = make_sent()
    old = _another(first, 1)
    for message in (first, old):
        _keep(message, "soft_bounce")
    sweep_events(now=LATER)
    DeliveryEvent.objects.update(received_at=NOW - timedelta(days=31))
    _keep(_another(first, 2), "soft_bounce")
    sweep_events(now=LATER)
    assert effects() == (0, 0, 0)


def _another(message: Message, number: int) -> Message:
    """A second message to the same address."""
    copy = Message.objects.get(id=message.id)
    fields = {"subject": copy.subject, "body": copy.body, "to_address": copy.to_address, "unsubscribe_token": copy.unsubscribe_token}
    from core.ids import new_id  # noqa: PLC0415  beside the one use

    copy.pk = new_id()
    copy.dedupe_key, copy.message_id = f"copy:{number}", f"{copy.pk.hex}@example.org"
    for name, value in fields.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)
    return copy


def test_an_event_that_is_early_waits_for_its_message() -> None:
    message = make_sent()
    Message.objects.filter(id=message.id).update(
        state="sending", sent_at=None, claim_token="0" * 32, claimed_until=LATER + timedelta(minutes=1)
    )
    _keep(message, "delivered")
    assert sweep_events(now=LATER) == 0
    Message.objects.filter(id=message.id).update(state="sent", sent_at=LATER, claim_token=None, claimed_until=None)
    assert sweep_events(now=LATER) == 0
    assert sweep_events(now=LATER + timedelta(minutes=1)) == 1
    assert delivery_of(message) == "delivered"


@pytest.mark.parametrize("kind", ["delivered", "hard_bounce"])
def test_an_uncertain_message_is_settled_by_its_event(kind: str) -> None:
    message = make_sent(state="uncertain")
    _keep(message, kind)
    sweep_events(now=LATER)
    message.refresh_from_db()
    assert (message.state, message.why_not, message.sent_at, message.delivery) == (MessageState.SENT, "", NOW, kind)


def test_an_event_applies_once_however_often_it_is_tried() -> None:
    message = make_sent()
    _keep(message, "complained")
    event = DeliveryEvent.objects.get()
    assert [apply_event(event_id=event.id, now=LATER) for _try in range(3)] == [True, False, False]
    assert LeadEvent.objects.filter(kind="address.failed").count() == 1


def test_a_bounced_alert_closes_nobodys_address() -> None:
    message = make_sent()
    staff_alert = Message.objects.filter(id=message.id)
    from tests.factories import make_staff  # noqa: PLC0415  beside the one use

    staff_alert.update(person=None, lead=None, contact_point=None, staff=make_staff(message.clinic))
    _keep(message, "hard_bounce")
    sweep_events(now=LATER)
    assert (delivery_of(message), effects()) == (Delivery.HARD_BOUNCE, (0, 0, 0))


def test_what_was_never_about_us_is_deleted_after_a_month(client: Client) -> None:
    post(client, make_hook("postmark"), b"7")
    assert drop_old_events(now=LATER + timedelta(days=29)) == 0
    assert drop_old_events(now=LATER + timedelta(days=31)) == 1


def test_the_signing_key_stays_out_of_every_repr() -> None:
    hook = make_hook("mailgun")
    assert SIGNING_KEY not in repr(hook)
    assert hook.hook.path_token not in repr(hook)
