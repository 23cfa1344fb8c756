"""What a failing database means to whoever waits for it: it is away, its disk is full, or it only reads."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_DISK_FULL: Final = "53100"
_READ_ONLY: Final = "25006"


class Outage(StrEnum):
    """Each passes without a change of ours, and none leaves half a write behind: the transaction is gone whole."""

    AWAY = "database_away"
    """Not reached, shutting down, out of connections, or gone in the middle: a COMMIT under way may have been done."""
    DISK_FULL = "disk_full"
    READ_ONLY = "database_read_only"
    """A standby, or a primary that was just replaced by one."""


def outage_of(error: BaseException) -> Outage | None:
    """Which outage this error tells of; ``None`` for one that is a fault of ours or of the values."""
    found: Outage | None = None
    for each in _behind(error):
        state = getattr(each, "sqlstate", None)
        if state == _DISK_FULL:
            return Outage.DISK_FULL
        if state == _READ_ONLY:
            return Outage.READ_ONLY
        if isinstance(each, PoolTimeout | psycopg.OperationalError | psycopg.InterfaceError):
            found = Outage.AWAY
    return found


def _behind(error: BaseException) -> Iterator[BaseException]:
    """The error, and the driver's own that SQLAlchemy or Procrastinate wrapped."""
    each: BaseException | None = error
    while each is not None:
        yield each
        each = each.orig if isinstance(each, DBAPIError) and each.orig is not None else each.__cause__
