"""From typed answers to a payload, and the signs that no person typed them."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from clinics.domain.hours import Hours
from intake.channels.web_form import (
    MOST_AN_HOUR,
    callback_payload,
    is_busy_network,
    looks_automatic,
    message_payload,
    network_tally,
    opened_mark,
    staffed_times,
)
from tests.factories import NOW

ANSWERS = {
    "who": "caring",
    "phone": "202 555 0147",
    "email": "ana@example.org",
    "private": "yes",
    "voicemail": "clinic_name",
    "if_someone_else": "It’s Dana",
    "good_time": "morning",
    "name": "Ana",
    "safe": "yes",
    "topics": ["cost"],
    "own_words": "Hello",
    "consent_text": True,
    "consent_email": True,
    "locked": True,
}


def hours(*periods: tuple[int, int]) -> Hours:
    spans = tuple((day, opens * 60, closes * 60) for day, (opens, closes) in enumerate(periods))
    return Hours(zone=ZoneInfo("America/New_York"), periods=spans, holidays=frozenset({date(2026, 12, 25)}))


@pytest.mark.parametrize(
    ("periods", "times"),
    [
        ([(8, 17)], {"morning", "afternoon"}),
        ([(8, 12)], {"morning"}),
        ([(12, 17)], {"afternoon"}),
        ([(17, 24)], {"evening"}),
        ([(9, 12), (16, 20)], {"morning", "afternoon", "evening"}),
        ([], {"morning", "afternoon", "evening"}),
    ],
)
def test_parts_of_the_day_follow_the_hours(periods, times):
    assert staffed_times(hours(*periods)) == times


def test_a_callback_says_only_what_was_asked():
    payload = callback_payload({"phone": "1", "name": None, "surprise": "x"}, is_suspect=False)
    assert payload == {
        "version": "inquiry/1",
        "form": "callback",
        "reach": "call",
        "phone": "1",
        "good_time": "",
        "good_time_words": "",
        "voicemail": "",
        "name": "",
        "wordings": {},
    }


@pytest.mark.parametrize(
    ("reach", "sent", "left_out"),
    [
        ("call", {"phone", "voicemail", "if_someone_else", "private", "good_time"}, {"email"}),
        ("text", {"phone", "private", "good_time"}, {"email", "voicemail", "if_someone_else"}),
        ("email", {"email", "private"}, {"phone", "voicemail", "good_time"}),
        ("none", set(), {"phone", "email", "private", "voicemail", "good_time"}),
    ],
)
def test_a_message_leaves_out_what_belongs_to_another_way(reach, sent, left_out):
    payload = message_payload({**ANSWERS, "reach": reach}, has_texts=True, is_suspect=False)
    assert sent <= payload.keys()
    assert not left_out & payload.keys()
    assert "locked" not in payload
    assert payload["consent_text"] is (reach in {"call", "text"})
    assert payload["consent_email"] is (reach == "email")


def test_the_wordings_shown_go_with_the_message():
    shown = {reach: message_payload({"reach": reach}, has_texts=True, is_suspect=False)["wordings"] for reach in ("call", "email", "none")}
    assert shown == {
        "call": {"texts": "inquiry-text-1"},
        "email": {"inquiry": "inquiry-email-1", "helpful": "helpful-email-1"},
        "none": {},
    }


def test_a_person_takes_two_seconds():
    mark = opened_mark(NOW)
    assert looks_automatic(decoy="", opened=mark, now=NOW + timedelta(seconds=1))
    assert not looks_automatic(decoy="", opened=mark, now=NOW + timedelta(seconds=2))
    assert not looks_automatic(decoy="", opened=mark, now=NOW + timedelta(days=2))
    # The clock was set back meanwhile.
    assert not looks_automatic(decoy="", opened=mark, now=NOW - timedelta(hours=1))


@pytest.mark.parametrize(
    ("decoy", "opened"), [("x", opened_mark), ("", lambda _now: ""), ("", lambda _now: "1:x:y"), ("", lambda _now: "\x00")]
)
def test_machines_give_themselves_away(decoy, opened):
    assert looks_automatic(decoy=decoy, opened=opened(NOW), now=NOW + timedelta(minutes=1))


def tally_of(address: str, *, now=NOW) -> str:
    return network_tally(address=address, now=now).name


def test_a_network_is_busy_after_twenty_sends_an_hour():
    assert [is_busy_network(sends=sends) for sends in (0, MOST_AN_HOUR - 1, MOST_AN_HOUR)] == [False, False, True]
    assert tally_of("192.0.2.1") == tally_of("192.0.2.1", now=NOW + timedelta(minutes=1))
    assert tally_of("192.0.2.1") != tally_of("192.0.2.2")
    assert tally_of("192.0.2.1") != tally_of("192.0.2.1", now=NOW + timedelta(hours=1))


def test_a_household_is_one_network():
    assert tally_of("2001:db8:1:2::1") == tally_of("2001:db8:1:2:ffff::9")
    assert tally_of("2001:db8:1:2::1") != tally_of("2001:db8:1:3::1")


@pytest.mark.parametrize("address", ["", "unix:", "not an address"])
def test_an_address_that_cannot_be_read_counts_as_one_network(address):
    assert tally_of(address) == tally_of("unreadable")
