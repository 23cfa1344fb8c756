"""Lay the letters that may leave into one batch for the printer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import BatchLetter, Clearance, Outgoing, PrintQueue
from service import audit, outbox, rendering
from service.database import Sessions, new_id
from service.domain.actors import PRINT_ROLES, Actor
from service.domain.safe_contact import may_leave
from service.domain.transport import Transport, TransportEvent
from service.models import Attempt, Delivery, Message, PrintBatch, Rendition
from service.queries import facts

LARGEST_BATCH = 1000


def release_letters(
    sessions: Sessions, actor: Actor, print_queue: PrintQueue, now: datetime, *, most: int = LARGEST_BATCH
) -> UUID | None:
    """Returns the batch's id, or ``None`` where no letter may leave. Those that may not are held, each with its reason.

    Nothing is posted by this: a released letter can still be stopped.
    """
    actor.require(PRINT_ROLES)
    with sessions.begin() as session:
        batch_id = new_id()
        ready = _ready(session, now, most)
        if not ready:
            return None
        made = print_queue.prepare_batch(batch_id, [letter for _, letter in ready], now)
        session.add(
            PrintBatch(
                id=batch_id,
                released_at=now,
                released_by=actor.id,
                letters=len(ready),
                sheets=made.sheets,
                pdf=made.pdf,
                manifest=made.manifest,
            )
        )
        session.flush()
        for position, (delivery, letter) in enumerate(ready, start=1):
            delivery.batch_id, delivery.batch_position = batch_id, position
            attempt = session.get_one(Attempt, letter.outgoing.attempt_id)
            attempt.finished_at, attempt.outcome = now, "released"
            outbox.move(delivery, TransportEvent.PRINT, now)
        audit.record(session, actor, "released", "print_batch", batch_id, now)
        return batch_id


def _ready(session: Session, now: datetime, most: int) -> list[tuple[Delivery, BatchLetter]]:
    queued = session.scalars(
        select(Delivery)
        .where(Delivery.state == Transport.QUEUED, Delivery.channel == "letter")
        .order_by(Delivery.lane, Delivery.created_at, Delivery.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    known = facts.people(session, {delivery.person_id for delivery in queued})
    ready: list[tuple[Delivery, BatchLetter]] = []
    for delivery in queued:
        message = session.get_one(Message, delivery.message_id)
        kept = session.get_one(Rendition, delivery.rendition_digest)
        content = rendering.restored(kept.kind, kept.content, kept.pages)
        point = next(point for point in known[delivery.person_id].points if point.point_id == delivery.point_id)
        if message.event_at is not None and message.event_at <= now:
            outbox.move(delivery, TransportEvent.HOLD, now, reason="event_past")
            continue
        leave = may_leave(point, message.purpose, content, now)
        if not isinstance(leave, Clearance):
            outbox.move(delivery, TransportEvent.HOLD, now, reason=leave.reason.value)
            continue
        delivery.tries += 1
        (attempt_id,) = outbox.begin_attempts(session, [delivery.id], now)
        outgoing = Outgoing(attempt_id, delivery.code, point.value, content)
        letter = BatchLetter(outgoing, leave, delivery.paper, delivery.plain_envelope, delivery.postage)
        ready.append((delivery, letter))
    return ready
