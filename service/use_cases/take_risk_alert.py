"""A worker says: I am dealing with this. Then nobody else is told."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select

from service import audit
from service.database import Sessions
from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import Conflict, NotFound
from service.models import Reply, RiskAlert
from service.queries.visibility import require_reply


def take_risk_alert(sessions: Sessions, actor: Actor, alert_id: UUID, now: datetime) -> UUID:
    """Takes it, with the other waiting alerts of the same person or sender; returns the reply, which is theirs from now on.

    Taking twice is taking once. Raises ``NotFound``, also where the reply may not be read by this actor (an alert that is
    quiet because of somebody who can't see the words would be worse than none), and ``Conflict`` where a colleague was
    quicker.
    """
    actor.require(CASE_ROLES)
    with sessions.begin() as session:
        alert = session.get(RiskAlert, alert_id)
        if alert is None:
            raise NotFound("alert_not_found")
        reply = require_reply(session, actor, alert.reply_id)
        same = Reply.person_id == reply.person_id if reply.person_id else _same_sender(reply)
        replies = session.scalars(
            select(Reply)
            .join(RiskAlert, RiskAlert.reply_id == Reply.id)
            .where((Reply.id == reply.id) | same)
            .order_by(Reply.id)
            .with_for_update(of=Reply)
        ).all()
        alerts = session.scalars(
            select(RiskAlert)
            .where(RiskAlert.reply_id.in_([each.id for each in replies]))
            .order_by(RiskAlert.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).all()
        if alert.taken_by is not None and alert.taken_by != actor.id:
            raise Conflict("alert_taken")
        for each in alerts:
            if each.taken_at is None and each.ended_at is None:
                each.taken_by, each.taken_at = actor.id, now
                taken = next(one for one in replies if one.id == each.reply_id)
                if taken.open:
                    taken.owner_id = actor.id
                audit.record(session, actor, "risk_alert_taken", "reply", taken.id, now, person_id=taken.person_id)
        return reply.id


def _same_sender(reply: Reply) -> ColumnElement[bool]:
    return Reply.person_id.is_(None) & (Reply.sender == reply.sender) & (Reply.sender != "")
