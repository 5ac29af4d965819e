import threading

import pytest

from core.turns import Turns


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
