"""The same message by another way that the person agreed to; what is not out yet is called back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from channels.base import Channel
from service import audit, ledger, outbox
from service.database import Sessions
from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import Conflict, Invalid
from service.domain.preferences import Medium
from service.domain.transport import Transport, TransportEvent
from service.ledger import Finished
from service.models import Delivery, Person
from service.planning import draft_of, preview, require_sendable
from service.queries.visibility import require_message

_CALL_BACK = {Transport.QUEUED, Transport.HELD, Transport.TO_DO}


def send_another_way(
    sessions: Sessions,
    actor: Actor,
    message_id: UUID,
    medium: Medium,
    now: datetime,
    *,
    channels: Mapping[str, Channel] | None = None,
) -> UUID:
    """A new delivery of an open message. Refused while a try is unknown: a second one could arrive twice."""
    actor.require(CASE_ROLES)
    with sessions.begin() as session:
        message = require_message(session, actor, message_id)
        session.refresh(message, with_for_update=True)
        if not message.open:
            raise Conflict("message_already_closed")
        earlier = session.scalars(select(Delivery).where(Delivery.message_id == message.id)).all()
        if any(delivery.state is Transport.UNKNOWN for delivery in earlier):
            raise Invalid("unknown_first", field="medium")
        if any(delivery.state is Transport.SENDING for delivery in earlier):
            raise Conflict("being_sent")
        draft = draft_of(message)
        person = session.get_one(Person, message.person_id)
        seen = preview(session, person, draft, now, None, medium, channels or {})
        if seen.plan.medium is not medium:
            raise Invalid("way_not_open", field="medium")
        require_sendable(seen, draft, None)
        for delivery in earlier:
            if delivery.state in _CALL_BACK:
                outbox.move(delivery, TransportEvent.CANCEL, now)
                delivery.awaiting = False
            elif delivery.state in {Transport.FAILED, Transport.RETURNED}:
                delivery.awaiting = False
        session.flush()
        message.confirm_by = None
        delivery = ledger.append_delivery(
            session, message, Finished(seen.plan, seen.code, seen.content), now, asks=seen.quiz
        )
        audit.record(session, actor, "sent_another_way", "delivery", delivery.id, now, person_id=message.person_id)
        return delivery.id
