"""Sending stands still: nothing fails and everything waits, until the provider knows us again or a person says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from service import alerts
from service.database import UtcDateTime
from service.models import Halt

EVERYTHING = "*"
PROBE_AFTER = timedelta(minutes=1)
"""How long one send that was refused for who we are keeps the others back before one more is tried."""

_HALT = text(
    """
    INSERT INTO halt (channel, reason, since, probe_at)
    VALUES (:channel, :reason, :now, clock_timestamp() + CAST(:probe_after AS interval))
    ON CONFLICT (channel) DO NOTHING RETURNING channel
    """
).bindparams(now=UtcDateTime())
_STANDING = text(
    "SELECT channel, probe_at IS NOT NULL AND probe_at <= clock_timestamp() AS due FROM halt WHERE channel IN (:one, '*')"
)
_PROBE = text(
    """
    UPDATE halt SET probe_at = clock_timestamp() + CAST(:probe_after AS interval)
     WHERE channel = :channel AND probe_at <= clock_timestamp()
    RETURNING channel
    """
)
_RESUME = text("DELETE FROM halt WHERE channel = :channel RETURNING channel")


def halt(session: Session, channel: str, reason: str, now: datetime, *, probe_after: timedelta | None = PROBE_AFTER) -> bool:
    """Stop a channel, or all (``*``); ``True`` where it ran until now, and then one alert tells of it.

    With ``probe_after`` one send is tried again each time it has passed; without, only ``resume`` ends it.
    """
    given = {"channel": channel, "reason": reason, "now": now, "probe_after": probe_after}
    began = session.connection().execute(_HALT, given).first() is not None
    if began:
        alerts.note(session, "sending_held", channel, reason, now)
    return began


def may_send(session: Session, channel: str, most: int) -> int:
    """How many of ``most`` may be claimed now: all, one as a probe, or none."""
    standing = {row.channel: row.due for row in session.connection().execute(_STANDING, {"one": channel})}
    if not standing:
        return most
    if EVERYTHING in standing or not standing[channel]:
        return 0
    # Of several hosts that see the moment come, one gets to try.
    given = {"channel": channel, "probe_after": PROBE_AFTER}
    return 1 if session.connection().execute(_PROBE, given).first() is not None else 0


def resume(session: Session, channel: str) -> bool:
    """The channel sends again; ``False`` where it did all along."""
    return session.connection().execute(_RESUME, {"channel": channel}).first() is not None


def halts(session: Session) -> Sequence[Halt]:
    return session.scalars(select(Halt).order_by(Halt.channel)).all()
