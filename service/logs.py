"""JSON lines on standard error: codes and ids, never a person's name, number, address or words.

That holds for what others write, too. An exception's text quotes what was typed, PostgreSQL's quotes rows, and libraries
quote URLs: of an error only its kind and its places in the code are kept, of a library's words only who said them and where.
"""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any, Final

import structlog
from structlog.typing import EventDict, WrappedLogger

_KEPT_WORDS: Final = frozenset({"service", "channels", "alembic", "_granian"})
"""Loggers whose messages were read, and hold nothing about anybody."""
_PLACES: Final = 8


def set_up_logs() -> None:
    """For every process, once at its start; again does no harm. Libraries are heard from warning upwards."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_texts,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        # Looked up at each line, so that whoever redirects standard error meanwhile gets the line.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    root = logging.getLogger()
    root.handlers = [handler for handler in root.handlers if not isinstance(handler, Libraries)] + [Libraries()]
    root.setLevel(logging.WARNING)
    # Granian sets up handlers of its own, which print exceptions with their texts.
    server = logging.getLogger("_granian")
    server.handlers, server.propagate = [], True


def places(trace: TracebackType | None) -> list[str]:
    """Where it happened, innermost last."""
    return [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(trace)[-_PLACES:]]


class Libraries(logging.Handler):
    """Passes on what speaks through the standard library's logging, cut to what can hold nothing about anybody."""

    def emit(self, record: logging.LogRecord) -> None:
        known = record.name.partition(".")[0] in _KEPT_WORDS
        structlog.get_logger().log(
            max(record.levelno, logging.WARNING),
            record.getMessage() if known else "library_warning",
            logger=record.name,
            place=f"{record.module}:{record.lineno}",
            exc_info=record.exc_info,
        )


def _without_texts(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    given = event.pop("exc_info", None)
    if isinstance(given, BaseException):
        given = (type(given), given, given.__traceback__)
    elif given and not isinstance(given, tuple):
        given = sys.exc_info()
    if given and given[0] is not None:
        kept: dict[str, Any] = {"error": given[0].__name__, "places": places(given[2])}
        event.update(kept)
    return event
