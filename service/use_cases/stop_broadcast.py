"""Stop a broadcast: what waits stays waiting, what was accepted goes out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from service import audit
from service.database import Sessions
from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import NotFound
from service.models import Broadcast


def stop_broadcast(sessions: Sessions, actor: Actor, broadcast_id: UUID, now: datetime) -> None:
    """Whoever carries it on, on whatever host, stops before their next rows. Once finished, nothing is left to stop."""
    actor.require(CASE_ROLES)
    with sessions.begin() as session:
        broadcast = session.get(Broadcast, broadcast_id, with_for_update=True)
        if broadcast is None:
            raise NotFound("broadcast_not_found")
        if broadcast.finished_at is None and broadcast.stopped_at is None:
            broadcast.stopped_at = now
            audit.record(session, actor, "broadcast_stopped", "broadcast", broadcast_id, now)
