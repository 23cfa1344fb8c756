"""The print room says that a batch was printed, then that it was posted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.letter import postage
from service import audit, ledger, outbox
from service.database import Sessions
from service.domain.actors import PRINT_ROLES, Actor
from service.domain.errors import Conflict, Invalid, NotFound
from service.domain.transport import Transport, TransportEvent
from service.models import Delivery, Message, PrintBatch, Team


def mark_posted(sessions: Sessions, actor: Actor, batch_id: UUID, now: datetime) -> int:
    """The bags have gone: each letter's deadline starts from its expected arrival. Returns how many letters went."""
    actor.require(PRINT_ROLES)
    with sessions.begin() as session:
        batch = _batch(session, batch_id)
        if batch.posted_at is not None:
            raise Conflict("batch_posted")
        if batch.printed_at is None:
            raise Invalid("batch_not_printed")
        batch.posted_at = now
        printed = (
            select(Delivery).where(Delivery.batch_id == batch_id, Delivery.state == Transport.PRINTED).with_for_update()
        )
        letters = session.scalars(printed).all()
        for delivery in letters:
            outbox.move(delivery, TransportEvent.POST, now)
            delivery.sent_at = now
            team = session.get_one(Team, session.get_one(Message, delivery.message_id).team_id)
            _, delivery.expected_on = postage.expected_delivery(now, delivery.postage, team.nation.value)
            ledger.start_deadline(session, delivery, now)
        audit.record(session, actor, "posted", "print_batch", batch_id, now)
        return len(letters)


def mark_printed(sessions: Sessions, actor: Actor, batch_id: UUID, now: datetime) -> None:
    """The sheets came out of the printer, whole."""
    actor.require(PRINT_ROLES)
    with sessions.begin() as session:
        batch = _batch(session, batch_id)
        if batch.printed_at is not None:
            raise Conflict("batch_printed")
        batch.printed_at = now
        audit.record(session, actor, "printed", "print_batch", batch_id, now)


def _batch(session: Session, batch_id: UUID) -> PrintBatch:
    batch = session.get(PrintBatch, batch_id, with_for_update=True)
    if batch is None:
        raise NotFound("batch_not_found")
    return batch
