"""Whether a host may be sent people: the tables that its code knows, and a clock that is not behind them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from service.domain.clocks import ClockBehind, require_not_behind
from service.migrations import newest
from service.queries.newest_row import newest_row


class NotReady(StrEnum):
    TABLES = "tables"
    """Not those of this code: `bothways migrate` was not run yet, or a newer host has run it."""
    CLOCK = "clock"


def tables_of(session: Session) -> str | None:
    """The migration that the database stands at; ``None`` before the first."""
    try:
        version: str | None = session.scalar(text("SELECT version_num FROM alembic_version"))
    except ProgrammingError:
        session.rollback()
        return None
    return version


def readiness(session: Session, now: datetime, *, check_clock: bool) -> NotReady | None:
    """What stands in the way, or ``None``. Raises what the database raises where it does not answer."""
    if tables_of(session) != newest():
        return NotReady.TABLES
    if check_clock:
        try:
            require_not_behind(now, newest_row(session))
        except ClockBehind:
            return NotReady.CLOCK
    return None
