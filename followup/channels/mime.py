"""MIME: a letter as bytes for the wire, written out directly, because building it is most of what sending costs.

What the standard library does well is left to it: encoding names and subjects (RFC 2047) and judging odd addresses. The
common case (an ASCII subject, a plain address) is written as it stands. tests/followup/channels/test_mime.py reads every
kind of letter back with the standard library's parser.
"""

import re
from binascii import b2a_qp
from collections.abc import Mapping
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from functools import lru_cache

from followup.domain.letters import Letter

# Non-ASCII text is made safe for servers without 8BITMIME.
_POLICY = SMTP_POLICY.clone(cte_type="7bit")
# RFC 5322, 2.1.1: no line is longer than the first, and headers better stay within the second.
_LONGEST_LINE, _GOOD_LINE = 998, 76
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
# RFC 5321, 4.1.2: a dot-string at a domain. Every other shape is left to the standard library to judge.
_PLAIN_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_PLAIN_ID = re.compile(rf"<{_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*>")
_LINE_END = re.compile(rb"\r\n|\r|\n")


def build(letter: Letter, *, at: datetime) -> bytes:
    """The text of a letter, all ASCII, lines ending in CR LF.

    Raises ValueError when a header would hold a line break, or an address is none or more than one.
    """
    head = [
        *own_headers(letter.headers),
        _from(letter.from_name, letter.from_address),
        _to(letter.to_address),
        _subject(letter.subject),
        f"Date: {format_datetime(at)}",
        _message_id(letter.message_id),
        "MIME-Version: 1.0",
    ]
    return "\r\n".join(head).encode("ascii") + b"\r\n" + _content(letter)


def own_headers(headers: Mapping[str, str]) -> list[str]:
    """Headers as they are; raises ValueError for anything but printable ASCII.

    The standard library would break a long address into encoded words, which no mail program takes for an address.
    """
    lines = [f"{name}: {value}" for name, value in headers.items()]
    if not all(line.isascii() and line.isprintable() for line in lines):
        raise ValueError("A header holds something that is not printable ASCII.")
    return lines


@lru_cache(maxsize=128)
def _from(name: str, address: str) -> str:
    """A clinic's own name and address, the same in all its mail."""
    if name.isascii() or not name.isprintable():
        return _header("From", _address(address, name))
    # The standard library's newer headers put a space where a long name is folded.
    return f"From: {_words(name, 'From')} <{_address(address).addr_spec}>"


def _to(address: str) -> str:
    if len(address) < _LONGEST_LINE // 2 and _PLAIN_ADDRESS.fullmatch(address):
        return f"To: {address}"
    return _header("To", _address(address))


def _address(address: str, name: str = "") -> Address:
    try:
        return Address(name, addr_spec=address)
    except (IndexError, MessageError):
        raise ValueError("This is no address.") from None


def _subject(subject: str) -> str:
    if not subject.isprintable():
        return _header("Subject", subject)
    if subject.isascii() and len(subject) < _GOOD_LINE - len("Subject: ") and "=?" not in subject and subject.strip() == subject != "":
        return f"Subject: {subject}"
    return f"Subject: {_words(subject, 'Subject')}"


def _words(text: str, name: str) -> str:
    """Encoded words, folded (RFC 2047)."""
    return Header(text, "utf-8", header_name=name).encode(linesep="\r\n")


def _message_id(message_id: str) -> str:
    return f"Message-ID: {message_id}" if _PLAIN_ID.fullmatch(message_id) else _header("Message-ID", message_id)


def _header(name: str, value: Address | str) -> str:
    """One header as the standard library writes it; raises ValueError for a line break in it."""
    message = EmailMessage(policy=_POLICY)
    message[name] = value
    return bytes(message).decode("ascii").rstrip("\r\n")


def _content(letter: Letter) -> bytes:
    words = _part(letter.body, "plain")
    if not letter.html:
        return words
    # Our own random id, written after the texts were: no line of theirs can be this boundary.
    mark = "=_" + re.sub(r"[^A-Za-z0-9]", "", letter.message_id)[:60]
    line = f"--{mark}".encode("ascii")
    head = f'Content-Type: multipart/alternative;\r\n boundary="{mark}"\r\n\r\n'.encode("ascii")
    return b"".join((head, line, b"\r\n", words, b"\r\n", line, b"\r\n", _part(letter.html, "html"), b"\r\n", line, b"--\r\n"))


def _part(text: str, subtype: str) -> bytes:
    data = _LINE_END.sub(b"\r\n", text.encode("utf-8"))
    if not data.endswith(b"\r\n"):
        data += b"\r\n"
    encoding = "7bit" if _is_plain(text) else "quoted-printable"
    if encoding != "7bit":
        data = b2a_qp(data, istext=True)
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return head.encode("ascii") + data


def _is_plain(text: str) -> bool:
    """Whether every server takes the text as it is (RFC 5322, 2.1.1)."""
    return text.isascii() and (len(text) <= _LONGEST_LINE or all(len(line) <= _LONGEST_LINE for line in text.splitlines()))
