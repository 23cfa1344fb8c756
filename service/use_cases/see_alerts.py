"""A manager looked at what knocked and could not be believed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from service import audit
from service.database import Sessions
from service.domain.actors import Actor, Role
from service.models import Alert


def see_alerts(sessions: Sessions, actor: Actor, until: datetime, now: datetime) -> None:
    """Mark as seen what came up to ``until``, the newest that the page showed: what came since is still unseen."""
    actor.require({Role.MANAGER})
    with sessions.begin() as session:
        session.execute(
            update(Alert).where(Alert.seen_at.is_(None), Alert.at <= until).values(seen_at=now, seen_by=actor.id)
        )
        audit.record(session, actor, "saw_alerts", "alert", None, now)
