"""A worker opens a reply: from then on it is not unread."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from service import audit
from service.database import Sessions
from service.domain.actors import CASE_ROLES, Actor
from service.models import ReplyOpening
from service.queries.visibility import require_reply


def open_reply(sessions: Sessions, actor: Actor, reply_id: UUID, now: datetime) -> None:
    """Writes who read the person's words, and when."""
    actor.require(CASE_ROLES)
    with sessions.begin() as session:
        reply = require_reply(session, actor, reply_id)
        session.add(ReplyOpening(reply_id=reply.id, staff_id=actor.id, at=now))
        audit.record(session, actor, "read_reply", "reply", reply.id, now, person_id=reply.person_id)
