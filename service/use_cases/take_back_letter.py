"""A letter that must not go, or that came back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from service import audit, ledger, outbox
from service.database import Sessions
from service.domain.actors import PRINT_ROLES, SYSTEM, Actor
from service.domain.errors import Conflict, NotFound
from service.domain.transport import Transport, TransportEvent
from service.models import ContactPoint, Delivery


def mark_returned(sessions: Sessions, actor: Actor, delivery_id: UUID, now: datetime) -> None:
    """A letter came back: the address is dead, and its message needs another way."""
    actor.require(PRINT_ROLES)
    with sessions.begin() as session:
        delivery = session.get(Delivery, delivery_id, with_for_update=True)
        if delivery is None or delivery.channel != "letter":
            raise NotFound("delivery_not_found")
        if delivery.state is not Transport.POSTED:
            raise Conflict("letter_not_posted")
        outbox.move(delivery, TransportEvent.RETURN, now)
        delivery.error_code = "returned"
        point = session.get(ContactPoint, delivery.point_id) if delivery.point_id else None
        if point is not None:
            ledger.append_point_event(session, SYSTEM, point, "dead", now, evidence={"delivery": str(delivery.id)})
        audit.record(session, actor, "returned", "delivery", delivery.id, now, person_id=delivery.person_id)


def stop_letter(sessions: Sessions, actor: Actor, delivery_id: UUID, now: datetime) -> None:
    """Pull a letter out of the batch before it is posted, or before its carrier has it."""
    actor.require(PRINT_ROLES)
    with sessions.begin() as session:
        delivery = session.get(Delivery, delivery_id, with_for_update=True)
        if delivery is None or delivery.channel != "letter":
            raise NotFound("delivery_not_found")
        if delivery.state is Transport.PRINTED:
            outbox.move(delivery, TransportEvent.SPOIL, now)
        elif delivery.state is not Transport.QUEUED or delivery.batch_id is None:
            raise Conflict("letter_not_printed")
        # It keeps its place in the batch, so that the print room can tell which sheets to take out.
        outbox.move(delivery, TransportEvent.HOLD, now, reason="stopped_by_clerk")
        audit.record(session, actor, "stopped", "delivery", delivery.id, now, person_id=delivery.person_id)
