"""What `bench capture` computes from what it saw."""

import pytest

from bench.capture import FULL, SHORT, _counts, _goals
from bench.yard.asking import Form, Messages
from bench.yard.outsiders import area
from bench.yard.peers import PACKAGES, SERVERS


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [([1, 2, 3], [1, 2, 3], 0.5), ([2, 3], [0, 1], 1.0), ([0, 1], [2, 3], 0.0), ([1, 1], [1, 2], 0.25), ([5], [1, 9], 0.5)],
)
def test_the_area_says_how_often_one_is_above_the_other(one, other, expected):
    assert area(one, other) == expected


def test_a_message_is_sent_once_and_its_press_noted():
    messages = Messages(Form("oak", "mark"), [("token", "ana@people.example")])
    first, second, third = (line for line, _ in zip(messages.sends(), range(3), strict=False))

    assert first.startswith(b"POST /oak/en/write/token/5/ ")
    assert second.startswith(b"POST /oak/en/call/")
    assert second != third
    assert list(messages.pressed) == ["ana@people.example"]


def test_one_lost_lead_anywhere_misses_the_goal():
    assert all(goal.is_met(0) for goal in _goals({}) if goal.figure in _counts({}))
    for part in ("lost_alone", "lost_beside_kills", "pressed_lost"):
        assert _counts({part: 1})["lost"] == 1
    assert _counts({"pairs_joined": 1, "leads_too_many_beside_kills": 2})["doubled"] == 3


def test_a_peer_that_is_not_there_is_no_goal_missed():
    figures = {goal.figure for goal in _goals({"keep_x": 1.0})}
    assert "keep_x" in figures
    assert "x_helpdesk" not in figures


def test_the_full_run_is_larger_and_the_peers_have_names_of_their_own():
    assert all(getattr(FULL, name) > getattr(SHORT, name) for name in vars(SHORT))
    assert not PACKAGES.keys() & SERVERS.keys()
