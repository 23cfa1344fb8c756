"""A worker stops the links of one message: they open nothing any more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from service import audit
from service.database import Sessions
from service.domain.actors import CASE_ROLES, Actor
from service.models import Delivery, ReplyLink
from service.queries.visibility import require_message


def stop_link(sessions: Sessions, actor: Actor, message_id: UUID, now: datetime) -> None:
    """What is stopped already stays as it was. What leaves later has a link of its own."""
    actor.require(CASE_ROLES)
    with sessions.begin() as session:
        message = require_message(session, actor, message_id)
        ways = select(Delivery.id).where(Delivery.message_id == message.id)
        session.execute(
            update(ReplyLink)
            .where(ReplyLink.delivery_id.in_(ways), ReplyLink.revoked_at.is_(None))
            .values(revoked_at=now, revoked_by=actor.id)
        )
        audit.record(session, actor, "stopped_link", "message", message.id, now, person_id=message.person_id)
