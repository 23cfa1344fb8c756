"""A delivery of which nobody can tell whether it was sent: what we know, what the provider knows, and whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import NotFound
from service.domain.preferences import Medium
from service.domain.transport import Transport
from service.models import Attempt, Delivery, ReceiptRow
from service.queries.replies import name_of
from service.queries.visibility import require_message


@dataclass(frozen=True, slots=True)
class Report:
    """What the provider said of the try, late or when it was asked: its own word."""

    at: datetime
    status: str


@dataclass(frozen=True, slots=True)
class LostTry:
    """Our side: when the call began and what stands in the way of knowing. The provider's: our looks and its reports.

    ``looks`` counts answers; ``look_found`` is what the last look brought, ``no_answer`` included.
    """

    started_at: datetime
    error_code: str | None
    looks: int
    looked_at: datetime | None
    look_found: str | None
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class UnknownDelivery:
    """``unknown`` is false once somebody, or a late report, settled it. ``lost`` is its newest try without a result."""

    id: UUID
    message_id: UUID
    person_id: UUID
    name: str
    medium: Medium
    channel: str
    body: str
    unknown: bool
    lost: LostTry | None


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
        channel=delivery.channel,
        body=message.body,
        unknown=delivery.state is Transport.UNKNOWN,
        lost=_lost(session, delivery_id),
    )


def _lost(session: Session, delivery_id: UUID) -> LostTry | None:
    attempt = session.scalar(
        select(Attempt)
        .where(Attempt.delivery_id == delivery_id, Attempt.outcome == "unknown")
        .order_by(Attempt.number.desc())
        .limit(1)
    )
    if attempt is None:
        return None
    rows = session.execute(
        select(ReceiptRow.at, ReceiptRow.status).where(ReceiptRow.attempt_id == attempt.id).order_by(ReceiptRow.at)
    )
    return LostTry(
        started_at=attempt.started_at,
        error_code=attempt.error_code,
        looks=attempt.looks,
        looked_at=attempt.looked_at,
        look_found=attempt.look_found,
        reports=tuple(Report(at, status) for at, status in rows),
    )
