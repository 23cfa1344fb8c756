"""Nobody can tell whether it was sent: a person who asked decides."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import audit, ledger, outbox
from service.database import Sessions
from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import Conflict, NotFound
from service.domain.transport import Transport, TransportEvent
from service.models import Attempt, Delivery
from service.queries.visibility import require_person


def _left_at(session: Session, delivery: Delivery) -> datetime | None:
    """When it was tried: to learn of it late grants no time to answer."""
    return session.scalar(select(func.max(Attempt.started_at)).where(Attempt.delivery_id == delivery.id))


def settle_unknown(sessions: Sessions, actor: Actor, delivery_id: UUID, *, arrived: bool, now: datetime) -> None:
    """``arrived``: the person has it. Otherwise it counts as not sent, and another way may be tried."""
    actor.require(CASE_ROLES)
    with sessions.begin() as session:
        delivery = session.get(Delivery, delivery_id, with_for_update=True)
        if delivery is None:
            raise NotFound("delivery_not_found")
        require_person(session, actor, delivery.person_id)
        if delivery.state is not Transport.UNKNOWN:
            raise Conflict("no_longer_unknown")
        if arrived:
            outbox.accepted(delivery, now)
            ledger.start_deadline(session, delivery, _left_at(session, delivery) or now)
        else:
            outbox.move(delivery, TransportEvent.REFUSE, now, reason="person_says_not_arrived")
        action = "settled_as_sent" if arrived else "settled_as_not_sent"
        audit.record(session, actor, action, "delivery", delivery.id, now, person_id=delivery.person_id)
