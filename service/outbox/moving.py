"""One row at a time: what a person, a report or an expired lease does to a delivery."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select, text
from sqlalchemy.orm import Session

from service.database import UtcDateTime
from service.domain import transport
from service.domain.transport import Transport, TransportEvent
from service.models import Delivery


def move(delivery: Delivery, event: TransportEvent, now: datetime, *, reason: str | None = None) -> None:
    """Advance the transport axis; ``reason`` is kept with a hold or a refusal. Raises ``ImpossibleTransport``."""
    delivery.state = transport.advance(delivery.state, event)
    delivery.state_at = now
    delivery.lease_until = None
    delivery.held_reason = reason if event is TransportEvent.HOLD else None
    if event is TransportEvent.REFUSE:
        delivery.error_code = reason


def lock_ways(session: Session, message_id: UUID) -> Sequence[Delivery]:
    """Every way of a message, oldest first, as it stands now and kept from worker and report until this transaction ends.

    To be called before the message itself is locked: results and reports take the two in this order.
    """
    query = select(Delivery).where(Delivery.message_id == message_id).order_by(Delivery.created_at, Delivery.id)
    return session.scalars(query.with_for_update(), execution_options={"populate_existing": True}).all()


def accepted(delivery: Delivery, now: datetime) -> None:
    """A callback may have been quicker than the answer to our own call; then the state stays where that brought it."""
    if delivery.state in {Transport.SENDING, Transport.UNKNOWN}:
        move(delivery, TransportEvent.ACCEPT, now)


_EXPIRE = (
    text(
        f"""
    WITH stale AS (
        SELECT id FROM delivery
         WHERE state = '{Transport.SENDING}' AND lease_until < clock_timestamp() FOR UPDATE SKIP LOCKED
    ), lost AS (
        UPDATE delivery SET state = '{transport.advance(Transport.SENDING, TransportEvent.LOSE)}', state_at = :now,
               lease_until = NULL
          FROM stale WHERE delivery.id = stale.id RETURNING delivery.id
    ), ended AS (
        UPDATE attempt SET finished_at = :now, outcome = 'unknown', error_code = 'lease_expired'
          FROM lost WHERE attempt.delivery_id = lost.id AND attempt.finished_at IS NULL
    )
    SELECT id FROM lost
    """  # noqa: S608 - only our own enum's words stand in it
    )
    .bindparams(bindparam("now", type_=UtcDateTime()))
    .columns(id=Uuid(as_uuid=True))
)


def expire(session: Session, now: datetime) -> list[UUID]:
    """What was being sent when its worker died is ``unknown``: nobody can tell whether the call was made."""
    return list(session.connection().execute(_EXPIRE, {"now": now}).scalars())


def hold_letters(session: Session, person_id: UUID, now: datetime) -> None:
    """A new address: what was written to another one waits for a worker (DOMAIN §6, the Charnwood reprimand)."""
    letters = select(Delivery).where(
        Delivery.person_id == person_id,
        Delivery.channel == "letter",
        Delivery.state.in_([Transport.QUEUED, Transport.PRINTED]),
    )
    for delivery in session.scalars(letters.with_for_update()):
        if delivery.state is Transport.PRINTED:
            move(delivery, TransportEvent.SPOIL, now)
        move(delivery, TransportEvent.HOLD, now, reason="address_changed")
