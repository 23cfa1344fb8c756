"""A delivery of which nobody can tell whether it was sent, for the worker who asks the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import NotFound
from service.domain.preferences import Medium
from service.domain.transport import Transport
from service.models import Delivery
from service.queries.replies import name_of
from service.queries.visibility import require_message


@dataclass(frozen=True, slots=True)
class UnknownDelivery:
    """``unknown`` is false once somebody, or a late report, settled it."""

    id: UUID
    message_id: UUID
    person_id: UUID
    name: str
    medium: Medium
    body: str
    state_at: datetime
    unknown: bool


def unknown_delivery(session: Session, actor: Actor, delivery_id: UUID) -> UnknownDelivery:
    """Raises ``NotFound`` for none and for one of somebody whom this actor may not know of."""
    actor.require(CASE_ROLES)
    delivery = session.get(Delivery, delivery_id)
    if delivery is None:
        raise NotFound("delivery_not_found")
    message = require_message(session, actor, delivery.message_id)
    return UnknownDelivery(
        id=delivery.id,
        message_id=message.id,
        person_id=message.person_id,
        name=name_of(session, message.person_id),
        medium=delivery.medium,
        body=message.body,
        state_at=delivery.state_at,
        unknown=delivery.state is Transport.UNKNOWN,
    )
