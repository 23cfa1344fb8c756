"""Once a minute: what a lost job, a dead worker or an expired wait left behind. Safe to run on every host at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from service import audit, outbox, queue
from service.database import Sessions
from service.domain.transport import Transport
from service.models import Delivery


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
    with sessions.begin() as session:
        sealed = audit.seal(session)
    return {"expired": expired, "released": released, "due": int(bool(due)), "sealed": sealed}
