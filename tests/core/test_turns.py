import threading
from datetime import UTC, datetime, timedelta

import pytest

from core.ids import new_id
from core.turns import Lately, Seldom, Turns

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def test_one_thread_works_at_a_time_and_the_word_of_the_others_is_one_more_run():
    turns, begun, go_on, runs = Turns(), threading.Event(), threading.Event(), []

    def work() -> None:
        runs.append(threading.current_thread().name)
        begun.set()
        assert go_on.wait(10)

    first = threading.Thread(target=turns.take, args=(work,), name="first")
    first.start()
    assert begun.wait(10)
    assert [turns.take(work) for _other in range(3)] == [False, False, False]
    go_on.set()
    first.join(10)
    assert runs == ["first", "first"]


def test_work_that_fails_leaves_the_way_free():
    turns = Turns()

    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        turns.take(fail)
    assert turns.take(lambda: None) is True


def test_work_that_is_done_is_not_done_again():
    turns, runs = Turns(), []
    assert turns.take(lambda: runs.append(1)) is True
    assert runs == [1]


def test_what_is_done_seldom_is_done_again_after_its_time_or_when_the_clock_is_put_back():
    seldom, done = Seldom(seconds=10), []
    for seconds in (0, 1, 9, 10, 19, 20, 5, 6):
        seldom.do(lambda at=seconds: done.append(at), now=NOON + timedelta(seconds=seconds))
    assert done == [0, 10, 20, 5]


def test_what_failed_was_not_done():
    seldom, done = Seldom(seconds=10), []
    with pytest.raises(ZeroDivisionError):
        seldom.do(lambda: 1 / 0, now=NOON)
    assert seldom.do(lambda: done.append("once"), now=NOON) is True
    assert seldom.do(lambda: done.append("twice"), now=NOON) is False
    Seldom.forget()
    assert seldom.do(lambda: done.append("in a new process"), now=NOON) is True
    assert done == ["once", "in a new process"]


def test_what_was_done_lately_is_forgotten_whole_after_its_time():
    lately, one, other = Lately(seconds=30), new_id(), new_id()
    lately.at(NOON).add(one)
    lately.at(NOON + timedelta(seconds=29)).add(other)
    assert lately.at(NOON + timedelta(seconds=29)) == {one, other}
    assert lately.at(NOON + timedelta(seconds=30)) == set()
