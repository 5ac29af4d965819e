"""The Redis transport of Celery, which drops what is no message.

Kombu lets an error in reading one end the worker. Whoever can write to Redis, or another program that uses the same one by
mistake, could so end every worker as often as it likes. A message is only hurry: dropping it loses nothing.
"""

import contextlib
import logging
from typing import Any

from kombu.transport import redis

logger = logging.getLogger(__name__)

# What reading raises: broken JSON or text, a message without its parts, parts of another kind, nesting without an end.
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


class Channel(redis.Channel):
    """Reads on after what can't be read."""

    def _brpop_read(self, **options: Any) -> Any:
        try:
            return super()._brpop_read(**options)  # type: ignore[misc]
        except _BROKEN as error:
            _tell(error)
            return True


class Transport(redis.Transport):
    """Takes back what a job's receiver could not take: unsettled, it would fill the hands of the worker."""

    Channel = Channel

    def _deliver(self, message: Any, queue: str | None) -> None:
        try:
            refuse_odd_headers(message)
            super()._deliver(message, queue)
        except _BROKEN as error:
            _tell(error)
            self._put_away(message)

    def _put_away(self, message: Any) -> None:
        for channel in self.channels or ():
            with contextlib.suppress(*_BROKEN):
                channel.basic_reject(message["properties"]["delivery_tag"], requeue=False)


def refuse_odd_headers(message: Any) -> None:
    """Raise TypeError for headers that Celery believes: limits of time that are no numbers end its pool."""
    headers = message.get("headers") or {}
    numbers = [*(headers.get("timelimit") or ()), headers.get("retries")]
    if not all(number is None or isinstance(number, int | float) for number in numbers):
        raise TypeError


def _tell(error: BaseException) -> None:
    """The class alone: what lies there may hold anybody's words."""
    logger.error("The broker held something that is no message (%s); it is dropped.", type(error).__name__)
