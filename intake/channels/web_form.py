"""The clinic's own public pages as a door: from typed answers to a payload, and signs that no person typed them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Any

from django.core import signing

from clinics.domain.hours import Hours
from core.hashing import keyed_hash
from core.tally import Tallied

# Nobody reads the page and types a number in less time; a form sent faster is accepted and looked at by a person.
QUICKEST_SECONDS = 2
# Sends from one network in one clock hour; a shelter or a library shares one address.
MOST_AN_HOUR = 20
_NOON, _EVENING = 12 * 60, 17 * 60
_ALL_TIMES = frozenset({"morning", "afternoon", "evening"})
_OPENED_SALT = "intake.web_form.opened"
_MESSAGE_ALWAYS = ("who", "reach", "name", "helps_us_talk", "safe", "own_words")
_OF_REACH = {
    "call": ("phone", "private", "voicemail", "if_someone_else", "good_time", "good_time_words"),
    "text": ("phone", "private", "good_time", "good_time_words"),
    "email": ("email", "private"),
    "none": (),
}


def staffed_times(hours: Hours) -> frozenset[str]:
    """The parts of the day in which the clinic is ever staffed; all of them when no hours are set."""
    found = set()
    for _weekday, opens, closes in hours.periods:
        found |= {"morning"} if opens < _NOON else set()
        found |= {"afternoon"} if opens < _EVENING and closes > _NOON else set()
        found |= {"evening"} if closes > _EVENING else set()
    return frozenset(found) or _ALL_TIMES


def callback_payload(answers: Mapping[str, Any], *, is_suspect: bool) -> dict[str, Any]:
    """The payload of "Ask us to call you"."""
    names = ("phone", "good_time", "good_time_words", "voicemail", "name")
    return _payload("callback", {"reach": "call", **{name: answers.get(name) or "" for name in names}}, wordings={}, is_suspect=is_suspect)


def message_payload(answers: Mapping[str, Any], *, has_texts: bool, is_suspect: bool) -> dict[str, Any]:
    """The payload of "Send a message", without what was typed for another way of being reached than the chosen one."""
    reach = answers.get("reach") or "none"
    names = (*_MESSAGE_ALWAYS, *_OF_REACH.get(reach, ()))
    said: dict[str, Any] = {name: answers.get(name) or "" for name in names}
    said |= {"reach": reach, "topics": list(answers.get("topics") or ())}
    return _payload("message", said | _agreed(answers, reach), wordings=_wordings(reach, has_texts=has_texts), is_suspect=is_suspect)


def _agreed(answers: Mapping[str, Any], reach: str) -> dict[str, bool]:
    return {
        "consent_text": reach in {"call", "text"} and answers.get("consent_text") is True,
        "consent_email": reach == "email" and answers.get("consent_email") is True,
    }


def _wordings(reach: str, *, has_texts: bool) -> dict[str, str]:
    """The code of each wording shown, by the purpose it asks for."""
    if reach == "email":
        return {"inquiry": "inquiry-email-1", "helpful": "helpful-email-1"}
    return {"texts": "inquiry-text-1"} if has_texts and reach in {"call", "text"} else {}


def _payload(form: str, said: dict[str, Any], *, wordings: dict[str, str], is_suspect: bool) -> dict[str, Any]:
    payload = {"version": "inquiry/1", "form": form, **said, "wordings": wordings}
    return payload | ({"suspect": True} if is_suspect else {})


def opened_mark(now: datetime) -> str:
    """A signed note of when a page was made, carried in its form."""
    return signing.dumps(int(now.timestamp()), salt=_OPENED_SALT)


def looks_automatic(*, decoy: str, opened: str, now: datetime) -> bool:
    """Whether the decoy was filled in, or the form came back faster than a person types or without our mark."""
    if decoy:
        return True
    try:
        at = signing.loads(opened, salt=_OPENED_SALT)
    except signing.BadSignature:
        return True
    # The mark is ours: one from the future was made before the clock was set back.
    return 0 <= now.timestamp() - at < QUICKEST_SECONDS


def network_tally(*, address: str, now: datetime) -> Tallied:
    """What counts the sends of a network in this clock hour; each is counted as it is kept."""
    return Tallied(f"public-sends:{_network_hash(address)}:{int(now.timestamp()) // 3600}", expires_at=now + timedelta(hours=1))


def is_busy_network(*, sends: int) -> bool:
    """Whether a network that has sent so often in this hour has the next one looked at by a person."""
    return sends >= MOST_AN_HOUR


def _network_hash(address: str) -> str:
    """One value per IPv4 address or IPv6 /64, which is what one household gets; the address itself is not kept."""
    try:
        ip = ip_address(address.strip())
    except ValueError:
        return "unknown"
    text = ip.exploded[:19] if isinstance(ip, IPv6Address) else ip.exploded
    return keyed_hash(clinic_id=None, kind="network", value=text)[:32]
