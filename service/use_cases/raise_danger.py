"""A worker reads danger where the rules read none: the reply becomes the first on the list, and the duty worker is told."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from service import audit
from service.database import Sessions
from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import Conflict
from service.domain.replies import Category, Reason
from service.queries.visibility import require_reply


def raise_danger(sessions: Sessions, actor: Actor, reply_id: UUID, now: datetime) -> None:
    """A second time changes nothing; nothing lowers it again. Raises ``Conflict`` where the reply was dealt with."""
    actor.require(CASE_ROLES)
    with sessions.begin() as session:
        reply = require_reply(session, actor, reply_id)
        session.refresh(reply, with_for_update=True)
        if not reply.open:
            raise Conflict("reply_already_judged")
        if reply.category == Category.RISK:
            return
        reply.category, reply.reason = Category.RISK.value, Reason.SAID_BY_A_WORKER.value
        audit.record(session, actor, "raised_danger", "reply", reply.id, now, person_id=reply.person_id, fields=["category"])
