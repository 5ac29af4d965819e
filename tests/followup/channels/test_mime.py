"""Letters written out by hand, read back by the standard library: what was meant arrives, on lines every server takes."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default as modern

import pytest

from followup.channels.mime import build
from followup.domain.html_mail import html_of
from followup.domain.letters import Letter

AT = datetime(2026, 11, 17, 14, 0, 5, tzinfo=UTC)
LETTER = Letter("Oak Street", "mail@oak.example", "maria@example.org", "Hello", "Text\n", "<id@oak.example>", {})
BODIES = [
    "Hello.\n",
    "no end",
    "",
    "\n\n  two spaces and a tab\t\n",
    ".\n..\n.dot\n",
    "Señora Núñez:\n¿Está bien? = 3 €\n",
    "trailing  \nñ trailing \t\n",
    "😀" * 200,
    "x" * 2000 + "\nshort\n",
    "á" * 998 + "\n.\n.á\n",
    "one\r\ntwo\rthree\n",
    "From here\n>From there\n--=_id\n",
    "a\u2028b\x0bc\n",
]


def read(letter: Letter) -> EmailMessage:
    data = build(letter, at=AT)
    assert data.isascii()
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) <= 998
    return message_from_bytes(data, policy=modern)  # type: ignore[return-value]


def lines_of(text: str) -> str:
    """As it must arrive: one kind of line end, and one at the end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.endswith("\n") else f"{text}\n"


@pytest.mark.parametrize("body", BODIES)
def test_a_text_arrives_as_it_was_written(body: str) -> None:
    found = read(replace(LETTER, body=body))
    assert found.defects == []
    assert found.get_content_type() == "text/plain"
    assert found.get_payload(decode=True).decode().replace("\r\n", "\n") == lines_of(body)  # type: ignore[union-attr]


@pytest.mark.parametrize("body", BODIES)
def test_text_and_page_arrive_side_by_side(body: str) -> None:
    page = html_of(body=body, language="es")
    found = read(replace(LETTER, body=body, html=page))
    words, shown = found.iter_parts()
    assert (found.get_content_type(), found.defects) == ("multipart/alternative", [])
    assert [part.get_content_type() for part in (words, shown)] == ["text/plain", "text/html"]
    assert [part.get_content_charset() for part in (words, shown)] == ["utf-8", "utf-8"]
    texts = [part.get_payload(decode=True).decode().replace("\r\n", "\n") for part in (words, shown)]  # type: ignore[union-attr]
    assert texts == [lines_of(body), lines_of(page)]


SUBJECTS = [
    "Hello",
    "Su mensaje a Casa Río",
    "A long subject " * 12,
    "ñ" * 70,
    "=?utf-8?q?not_coded?=",
    "Plain, with “quotes”",
    "x" * 200,
    "two  spaces inside",
]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_arrives_as_it_was_written(subject: str) -> None:
    found = read(replace(LETTER, subject=subject))
    assert str(found["Subject"]).strip() == subject.strip()


@pytest.mark.parametrize("name", ["Oak Street", 'Casa "Río", Nº 3', "Oak, Street", "O'Brien (x)", "Ñandú " * 9])
def test_a_sender_keeps_its_name_and_is_one_address(name: str) -> None:
    raw = message_from_bytes(build(replace(LETTER, from_name=name), at=AT))["From"]
    # Decoded before it is parsed: the newer parser of Python 3.11 puts a space between encoded words of a name.
    words, _bracket, address = str(make_header(decode_header(raw))).rpartition(" <")
    shown = words.strip('"') if name.isascii() else words
    assert shown.split() == name.split()
    assert address == "mail@oak.example>"


@pytest.mark.parametrize("address", ["maria@example.org", "m.x+y@sub.example.org", '"odd one"@example.org', "o'brien@example.org"])
def test_an_address_arrives_whole(address: str) -> None:
    (found,) = read(replace(LETTER, to_address=address))["To"].addresses
    assert found.addr_spec == address


def test_the_headers_are_written_once_and_the_date_is_ours() -> None:
    letter = replace(LETTER, headers={"List-Unsubscribe": f"<https://care.example.org/{'x' * 120}>", "Auto-Submitted": "auto-generated"})
    found = message_from_bytes(build(letter, at=AT))
    assert found.items() == [
        ("List-Unsubscribe", f"<https://care.example.org/{'x' * 120}>"),
        ("Auto-Submitted", "auto-generated"),
        ("From", "Oak Street <mail@oak.example>"),
        ("To", "maria@example.org"),
        ("Subject", "Hello"),
        ("Date", "Tue, 17 Nov 2026 14:00:05 +0000"),
        ("Message-ID", "<id@oak.example>"),
        ("MIME-Version", "1.0"),
        ("Content-Type", 'text/plain; charset="utf-8"'),
        ("Content-Transfer-Encoding", "7bit"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "Hello\r\nBcc: all@example.org"},
        {"subject": "Hello\nBcc: all@example.org"},
        {"from_name": "Oak\r\nBcc: all@example.org"},
        {"to_address": "a@example.org\nBcc: all@example.org"},
        {"to_address": "a@example.org b@example.org"},
        {"to_address": "a@example.org>, <b@example.org"},
        {"to_address": "ñ@example.org\n"},
        {"to_address": ".a@@example.org"},
        {"to_address": ""},
        {"headers": {"List-Unsubscribe": "<x>\r\nBcc: all@example.org"}},
        {"headers": {"List-Unsubscribe": "<ñ>"}},
        {"message_id": "<a@b>\r\nX: 1"},
        {"body": "\ud800"},
    ],
)
def test_what_would_bring_a_header_or_a_second_recipient_is_not_built(change: dict) -> None:
    with pytest.raises(ValueError, match=r".*"):
        build(replace(LETTER, **change), at=AT)
