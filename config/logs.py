"""Log lines without personal words: no path (it may hold a token), no text of an exception (it may repeat what was typed)."""

import logging
import traceback
from types import TracebackType

# Set on a request by a view whose answer needs no line.
EXPECTED = "is_answer_expected"
_ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Prints where an exception came from and what kind it is, and leaves its message out.

    A message may repeat the value that caused it ("invalid literal for int(): 'my mother ...'"); the frames are ours.
    """

    def formatException(self, ei: _ExceptionInfo) -> str:  # noqa: N802  logging's name
        """The frames and the class names of the exception and its causes."""
        error, lines = ei[1], []
        while error is not None:
            lines += [*traceback.format_tb(error.__traceback__), f"{type(error).__module__}.{type(error).__qualname__}"]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
            lines += ["  caused by:"] if error else []
        return "\n".join(line.rstrip("\n") for line in lines)


class WithoutPath(logging.Filter):
    """Replaces Django's "Not Found: /path" by the name of the URL: paths of drafts and links are secrets."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always keep the line."""
        request = getattr(record, "request", None)
        if request is not None:
            match = getattr(request, "resolver_match", None)
            status = getattr(record, "status_code", "")
            record.msg = "%s %s at %s"
            record.args = (status, getattr(request, "method", ""), match.view_name if match else "an unknown address")
        return True


class RefusedInOneLine(logging.Filter):
    """Makes one warning of a request that was refused (4xx): it is its sender's doing, and no frame of ours explains it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always keep the line."""
        if 400 <= getattr(record, "status_code", 0) < 500:  # noqa: PLR2004  what HTTP calls the client's errors
            record.exc_info = record.exc_text = None
            record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
        return True


class WithoutExpected(logging.Filter):
    """Leaves out Django's line about an answer that its view marked as expected, whatever its status."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether somebody should read the line."""
        return not getattr(getattr(record, "request", None), EXPECTED, False)
