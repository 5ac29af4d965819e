"""Acts that begin at the same moment on connections of their own, for tests of races. They need PostgreSQL: SQLite serialises writers."""

import threading
from collections.abc import Callable

from django.db import connection


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run all in threads that start together; what each returned or raised, in the order of `acts`."""
    barrier, results = threading.Barrier(len(acts)), dict[int, object]()

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=60)
            results[number] = act()
        except Exception as error:  # noqa: BLE001  the test says which it expects
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=numbered) for numbered in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return [results[number] for number in range(len(acts))]


def errors_in(results: list[object]) -> list[object]:
    """What was raised."""
    return [found for found in results if isinstance(found, Exception)]
