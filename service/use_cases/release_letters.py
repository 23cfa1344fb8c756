"""Lay the letters that may leave into one batch: a file for the print room, or letters for a carrier to print and post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import BatchLetter, Channel, Clearance, Content, Outgoing, PrintQueue
from channels.errors import Uncarriable
from channels.letter import postage
from channels.letter.postage import Postage
from service import audit, outbox, queue, rendering
from service.database import Sessions, new_id
from service.domain.actors import PRINT_ROLES, Actor
from service.domain.safe_contact import may_leave
from service.domain.transport import Transport, TransportEvent
from service.models import Attempt, Delivery, Message, PrintBatch, Rendition, Team
from service.queries import facts

LARGEST_BATCH = 1000
NO_FILE = b""
"""What stands in place of the print file of a batch that a carrier prints."""


@dataclass(frozen=True, slots=True)
class _Letter:
    delivery: Delivery
    content: Content
    pages: int
    clearance: Clearance


def release_letters(
    sessions: Sessions,
    actor: Actor,
    print_queue: PrintQueue,
    now: datetime,
    *,
    carrier: Channel | None = None,
    most: int = LARGEST_BATCH,
) -> UUID | None:
    """Returns the batch's id, or ``None`` where no letter may leave. Those that may not are held, each with its reason.

    Without a carrier nothing is posted by this: a released letter can still be stopped. With one, its letters are due at
    once. Letters that no carrier prints (coloured paper, a plain envelope, another postage) wait until those that it does
    are released, and are then a batch for the print room.
    """
    actor.require(PRINT_ROLES)
    with sessions.begin() as session:
        letters = _cleared(session, now, most, released_too=carrier is None)
        carried = [letter for letter in letters if carrier is not None and _fits(carrier, letter)]
        if not letters:
            return None
        batch_id = new_id()
        if carried:
            _hand_to_carrier(session, actor, batch_id, carried, now)
        else:
            _lay_out(session, actor, batch_id, letters, print_queue, now)
        audit.record(session, actor, "released", "print_batch", batch_id, now)
        return batch_id


def _cleared(session: Session, now: datetime, most: int, *, released_too: bool) -> list[_Letter]:
    waiting = select(Delivery).where(Delivery.state == Transport.QUEUED, Delivery.channel == "letter")
    if not released_too:
        waiting = waiting.where(Delivery.batch_id.is_(None))
    queued = session.scalars(
        waiting.order_by(Delivery.lane, Delivery.created_at, Delivery.id).limit(most).with_for_update(skip_locked=True)
    ).all()
    known = facts.people(session, {delivery.person_id for delivery in queued})
    cleared: list[_Letter] = []
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
        cleared.append(_Letter(delivery, content, kept.pages, leave))
    return cleared


def _fits(carrier: Channel, letter: _Letter) -> bool:
    delivery = letter.delivery
    if delivery.paper != "white" or delivery.plain_envelope or delivery.postage != Postage.SECOND:
        return False
    try:
        carrier.check(letter.content)
    except Uncarriable:
        return False
    return True


def _hand_to_carrier(session: Session, actor: Actor, batch_id: UUID, letters: list[_Letter], now: datetime) -> None:
    """They stay queued: the worker asks for their leave once more, and makes the try that goes with the call."""
    sheets = sum((letter.pages + 1) // 2 for letter in letters)
    _add_batch(session, actor, batch_id, now, letters=len(letters), sheets=sheets, pdf=NO_FILE, manifest=NO_FILE)
    for position, letter in enumerate(letters, start=1):
        delivery = letter.delivery
        delivery.batch_id, delivery.batch_position, delivery.due_at = batch_id, position, now
        team = session.get_one(Team, session.get_one(Message, delivery.message_id).team_id)
        _, delivery.expected_on = postage.expected_delivery(now, delivery.postage, team.nation.value)
    queue.enqueue_delivery(session)


def _lay_out(
    session: Session, actor: Actor, batch_id: UUID, letters: list[_Letter], print_queue: PrintQueue, now: datetime
) -> None:
    attempts = outbox.begin_attempts(session, [letter.delivery.id for letter in letters], now)
    made = print_queue.prepare_batch(
        batch_id,
        [
            BatchLetter(
                Outgoing(attempt_id, letter.delivery.code, letter.clearance.destination, letter.content),
                letter.clearance,
                letter.delivery.paper,
                letter.delivery.plain_envelope,
                letter.delivery.postage,
            )
            for letter, attempt_id in zip(letters, attempts, strict=True)
        ],
        now,
    )
    _add_batch(session, actor, batch_id, now, letters=len(letters), sheets=made.sheets, pdf=made.pdf, manifest=made.manifest)
    for position, (letter, attempt_id) in enumerate(zip(letters, attempts, strict=True), start=1):
        delivery = letter.delivery
        delivery.tries += 1
        delivery.batch_id, delivery.batch_position = batch_id, position
        attempt = session.get_one(Attempt, attempt_id)
        attempt.finished_at, attempt.outcome = now, "released"
        outbox.move(delivery, TransportEvent.PRINT, now)


def _add_batch(
    session: Session,
    actor: Actor,
    batch_id: UUID,
    now: datetime,
    *,
    letters: int,
    sheets: int,
    pdf: bytes,
    manifest: bytes,
) -> None:
    session.add(
        PrintBatch(
            id=batch_id,
            released_at=now,
            released_by=actor.id,
            letters=letters,
            sheets=sheets,
            pdf=pdf,
            manifest=manifest,
        )
    )
    session.flush()
