"""The print room says that a batch was printed, then that it was posted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import Clearance
from channels.letter import postage
from service import audit, ledger, outbox, renditions
from service.database import Sessions
from service.domain.actors import PRINT_ROLES, Actor
from service.domain.errors import Conflict, Invalid, NotFound
from service.domain.safe_contact import may_leave
from service.domain.transport import Transport, TransportEvent
from service.models import Delivery, Message, PrintBatch, Rendition, Team
from service.queries import facts


@dataclass(frozen=True, slots=True)
class Posted:
    """How many letters go, and the positions of those that must be taken out of the bag first."""

    went: int
    taken_out: tuple[int, ...]


def mark_posted(sessions: Sessions, actor: Actor, batch_id: UUID, now: datetime) -> Posted:
    """The bags go: each letter's deadline starts from its expected arrival.

    Every letter is asked about once more: one whose address became unsafe, or that nobody waits for, doesn't go.
    """
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
        taken_out = tuple(_taken_out(session, letters, now))
        letters = [delivery for delivery in letters if delivery.state is Transport.PRINTED]
        for delivery in letters:
            outbox.move(delivery, TransportEvent.POST, now)
            team = session.get_one(Team, session.get_one(Message, delivery.message_id).team_id)
            _, delivery.expected_on = postage.expected_delivery(now, delivery.postage, team.nation.value)
            ledger.start_deadline(session, delivery, now)
        audit.record(session, actor, "posted", "print_batch", batch_id, now)
        return Posted(len(letters), taken_out)


def mark_printed(sessions: Sessions, actor: Actor, batch_id: UUID, now: datetime) -> None:
    """The sheets came out of the printer, whole."""
    actor.require(PRINT_ROLES)
    with sessions.begin() as session:
        batch = _batch(session, batch_id)
        if batch.printed_at is not None:
            raise Conflict("batch_printed")
        batch.printed_at = now
        audit.record(session, actor, "printed", "print_batch", batch_id, now)


def _taken_out(session: Session, letters: Sequence[Delivery], now: datetime) -> Iterator[int]:
    known = facts.people(session, {delivery.person_id for delivery in letters})
    for delivery in letters:
        message = session.get_one(Message, delivery.message_id)
        kept = session.get_one(Rendition, delivery.rendition_digest)
        content = renditions.restored(kept.kind, kept.content, kept.pages)
        point = next(point for point in known[delivery.person_id].points if point.point_id == delivery.point_id)
        leave = may_leave(point, message.purpose, content, now)
        if message.open and isinstance(leave, Clearance):
            continue
        outbox.move(delivery, TransportEvent.SPOIL, now)
        if isinstance(leave, Clearance):
            outbox.move(delivery, TransportEvent.CANCEL, now)
        else:
            outbox.move(delivery, TransportEvent.HOLD, now, reason=leave.reason.value)
        yield delivery.batch_position or 0


def _batch(session: Session, batch_id: UUID) -> PrintBatch:
    batch = session.get(PrintBatch, batch_id, with_for_update=True)
    if batch is None:
        raise NotFound("batch_not_found")
    if not batch.pdf:
        raise Conflict("batch_with_carrier")
    return batch
