"""Once a minute: what a lost job, a dead worker or an expired wait left behind. Safe to run on every host at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from service import audit, outbox, queue
from service.database import Sessions
from service.domain.transport import Transport
from service.models import Delivery

_MOST_PARTS = 25
"""The round has other things to do, and the next one comes soon."""


def sweep(sessions: Sessions, now: datetime) -> dict[str, int]:
    """Expire leases into ``unknown``, release held questions, seal the audit; returns how many of each, for the log."""
    with sessions.begin() as session:
        expired = len(outbox.expire(session, now))
    with sessions.begin() as session:
        released = outbox.release_held_questions(session, now)
    with sessions.begin() as session:
        due = session.scalar(
            select(
                exists().where(
                    Delivery.state == Transport.QUEUED, Delivery.due_at <= now, Delivery.channel.in_(outbox.CARRIED)
                )
            )
        )
        if due:
            queue.enqueue_delivery(session)
    return {"expired": expired, "released": released, "due": int(bool(due)), "sealed": _seal(sessions)}


def _seal(sessions: Sessions) -> int:
    """What was written since, a part at a time, so that a broadcast is not held in memory whole."""
    sealed = 0
    for _ in range(_MOST_PARTS):
        with sessions.begin() as session:
            part = audit.seal(session)
        sealed += part
        if part < audit.MOST_SEALED:
            break
    return sealed
