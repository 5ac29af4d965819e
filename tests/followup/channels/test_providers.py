"""What leaves for each provider, and what its answers mean, against an API on loopback that misbehaves."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from followup.channels.mail_backend import BackendSender
from followup.domain.letters import Letter, Outcome
from tests.followup.fake_provider import TAKEN, FakeProvider

MESSAGE = "0195f3c2d1e77a3b8c4d5e6f70819203"
LETTER = Letter(
    from_name="Oak Street",
    from_address="mail@oak.example",
    to_address="maria@example.org",
    subject="Hello",
    body="Hello, Ms. Ruiz.\n",
    message_id=f"<{MESSAGE}@oak.example>",
    headers={"List-Unsubscribe": "<https://oak.example/x>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
)


@pytest.fixture(params=sorted(TAKEN))
def provider(request: pytest.FixtureRequest, settings: Any) -> Iterator[FakeProvider]:
    with FakeProvider(request.param) as fake:
        settings.ANYMAIL = fake.settings
        settings.EMAIL_BACKEND = f"anymail.backends.{request.param}.EmailBackend"
        yield fake


def outcome() -> str:
    with BackendSender() as sender:
        answer = sender.send(sender.prepare(LETTER))
    return f"{answer.outcome} {answer.code}".strip()


def flat(body: Any) -> str:
    return json.dumps(body).replace("\\", "")


def test_a_letter_carries_our_id_one_recipient_and_no_tracking(provider: FakeProvider) -> None:
    assert outcome() == Outcome.ACCEPTED
    (body,) = provider.bodies
    sent = flat(body)
    assert sent.count("maria@example.org") == 1
    assert MESSAGE in sent
    assert "List-Unsubscribe=One-Click" in sent
    refers = {"mailgun": "", "postmark": '"References", "Value": ', "brevo": '"References": ', "mailjet": '"References": '}[provider.name]
    assert not refers or f'{refers}"<{MESSAGE}@oak.example>"' in sent
    off = {
        "postmark": ('"TrackOpens": false', '"TrackLinks": "None"'),
        "mailgun": ('"o:tracking-opens": "no"', '"o:tracking-clicks": "no"'),
        "mailjet": ('"TrackOpens": "disabled"', '"TrackClicks": "disabled"'),
        "brevo": (f'"idempotencyKey": "{MESSAGE[:8]}-{MESSAGE[8:12]}-',),
    }
    assert [word for word in off[provider.name] if word not in sent] == []


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("429", "try_later 429"),
        ("503", "try_later 503"),
        ("401", "unreachable 401"),
        ("500", "uncertain 500"),
        ("502", "uncertain 502"),
        ("504", "uncertain 504"),
        ("400", "refused 400"),
        ("html", "uncertain 200"),
        ("silent", "uncertain"),
        ("drop", "uncertain"),
    ],
)
def test_every_answer_means_what_the_table_says(provider: FakeProvider, word: str, wanted: str) -> None:
    provider.plan.extend([word, word])
    assert outcome() == wanted
    asked_again = provider.name == "brevo" and wanted.startswith("uncertain")
    assert len(provider.bodies) == (2 if asked_again else 1)


def test_brevo_is_asked_again_under_the_same_key_and_only_a_yes_counts(settings: Any) -> None:
    with FakeProvider("brevo") as fake:
        settings.ANYMAIL, settings.EMAIL_BACKEND = fake.settings, "anymail.backends.brevo.EmailBackend"
        fake.plan.extend(["silent", "200", "silent", "400"])
        assert [outcome(), outcome()] == [Outcome.ACCEPTED, Outcome.UNCERTAIN]
        assert len({body["headers"]["idempotencyKey"] for body in fake.bodies}) == 1


def test_a_letter_that_was_answered_is_never_offered_again_because_the_answer_could_not_be_read(settings: Any) -> None:
    with FakeProvider("postmark") as fake:
        settings.ANYMAIL, settings.EMAIL_BACKEND = fake.settings, "anymail.backends.postmark.EmailBackend"
        fake.plan.append("odd")
        assert outcome() == Outcome.UNCERTAIN


def test_nobody_there_is_unreachable(settings: Any) -> None:
    with FakeProvider("postmark") as fake:
        settings.ANYMAIL, settings.EMAIL_BACKEND = fake.settings, "anymail.backends.postmark.EmailBackend"
    assert outcome() == f"{Outcome.UNREACHABLE} NewConnectio"


@pytest.mark.parametrize(
    ("asked", "wait"), [("120", 120.0), ("", None), ("Tue, 17 Nov 2026 15:00:00 GMT", None), ("-1", None), ("9" * 12, None)]
)
def test_the_wait_a_provider_asks_for_is_read(settings: Any, asked: str, wait: float | None) -> None:
    with FakeProvider("mailgun") as fake:
        settings.ANYMAIL, settings.EMAIL_BACKEND = fake.settings, "anymail.backends.mailgun.EmailBackend"
        fake.plan.append("429")
        fake.retry_after = asked
        with BackendSender() as sender:
            assert sender.send(sender.prepare(LETTER)).wait == wait


# What Mailjet answers when it takes none (dev.mailjet.com, Send API v3.1, read in 2026).
NOT_THEIR_SENDER = {
    "Messages": [
        {
            "Status": "error",
            "Errors": [
                {
                    "ErrorIdentifier": "f987008f-251a-4dff-8ffc-40f1583ad7bc",
                    "ErrorCode": "send-0008",
                    "StatusCode": 403,
                    "ErrorMessage": "The sender is not authorized for your account.",
                    "ErrorRelatedTo": ["From"],
                }
            ],
        }
    ]
}


@pytest.mark.parametrize(
    ("status", "wanted"), [("400", "refused 400"), ("403", "unreachable 403"), ("429", "try_later 429"), ("200", "refused")]
)
def test_a_letter_that_mailjet_says_it_did_not_take_is_not_sent(settings: Any, status: str, wanted: str) -> None:
    with FakeProvider("mailjet") as fake:
        settings.ANYMAIL, settings.EMAIL_BACKEND = fake.settings, "anymail.backends.mailjet.EmailBackend"
        fake.plan.append(status)
        fake.said = NOT_THEIR_SENDER
        assert outcome() == wanted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "Found inactive addresses: maria@example.org.\n Inactive recipients are ones that have generated a hard bounce.",
            "recipient_refused",
        ),
        ("In words that nobody foresaw.", "refused"),
    ],
)
def test_an_address_that_postmark_keeps_closed_is_not_sent_to(settings: Any, said: str, wanted: str) -> None:
    with FakeProvider("postmark") as fake:
        settings.ANYMAIL, settings.EMAIL_BACKEND = fake.settings, "anymail.backends.postmark.EmailBackend"
        fake.plan.append("422")
        fake.said = {"ErrorCode": 406, "Message": f"You tried to send to a recipient that has been marked as inactive.\n {said}"}
        assert outcome() == f"{wanted} 422"
