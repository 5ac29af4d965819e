"""Reading a kept payload: typed access to its words, with everything a person left out read as "not said"."""

from dataclasses import dataclass
from typing import Any

from core.contact import normalise_email, normalise_phone
from intake.states import Relationship, Voicemail

MOST_WORDS = 4000


@dataclass(frozen=True)
class Inquiry:
    """What an arrival says, in our words. Phone and e-mail are normalised where they can be read."""

    form: str
    relationship: str
    reach: str
    name: str
    phone_typed: str
    phone: str
    email_typed: str
    email: str
    voicemail: str
    is_private: bool
    if_someone_else: str
    good_time: str
    good_time_words: str
    helps_us_talk: str
    safe: str
    topics: tuple[str, ...]
    own_words: str
    agrees_texts: bool
    agrees_emails: bool
    wordings: dict[str, str]
    is_suspect: bool

    @property
    def free_text(self) -> str:
        """Every word the person wrote themselves, for the crisis check."""
        parts = [self.own_words, self.good_time_words, self.helps_us_talk, self.if_someone_else, self.name]
        return "\n".join(part for part in parts if part)


def read_inquiry(payload: dict[str, Any], *, region: str) -> Inquiry:
    """The inquiry in a payload; unknown values are read as "not said", since not answered means no."""
    phone, email = _text(payload, "phone", 60), _text(payload, "email", 254)
    voicemail = _text(payload, "voicemail", 20)
    topics = payload.get("topics")
    wordings = payload.get("wordings")
    return Inquiry(
        form=_text(payload, "form", 20),
        relationship=_relationship(_text(payload, "who", 20)),
        reach=_reach(payload, phone),
        name=_text(payload, "name", 200),
        phone_typed=phone,
        phone=normalise_phone(phone, region=region) or phone,
        email_typed=email,
        email=normalise_email(email) or email,
        voicemail=voicemail if voicemail in Voicemail.values else Voicemail.NONE,
        is_private=_text(payload, "private", 10) != "no",
        if_someone_else=_text(payload, "if_someone_else", 500),
        good_time=_text(payload, "good_time", 20),
        good_time_words=_text(payload, "good_time_words", 500),
        helps_us_talk=_text(payload, "helps_us_talk", 500),
        safe=_text(payload, "safe", 10),
        topics=tuple(str(topic)[:20] for topic in topics[:20]) if isinstance(topics, list) else (),
        own_words=_text(payload, "own_words", MOST_WORDS),
        agrees_texts=payload.get("consent_text") is True,
        agrees_emails=payload.get("consent_email") is True,
        wordings={str(k)[:20]: str(v)[:40] for k, v in wordings.items()} if isinstance(wordings, dict) else {},
        is_suspect=payload.get("suspect") is True,
    )


def _text(payload: dict[str, Any], key: str, most: int) -> str:
    value = payload.get(key)
    return value.strip()[:most] if isinstance(value, str) else ""


def _reach(payload: dict[str, Any], phone: str) -> str:
    reach = _text(payload, "reach", 10)
    if reach in {"call", "text", "email", "none"}:
        return reach
    return "call" if phone else "none"


def _relationship(who: str) -> str:
    return who if who in Relationship.values else Relationship.UNSAID
