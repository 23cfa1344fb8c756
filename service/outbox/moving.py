"""Claim, complete, hold, expire: the only code that moves transport rows to and from a worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, literal_column, select, text, update
from sqlalchemy.orm import Session, aliased

from channels.errors import Ambiguous, ChannelError, Temporary
from service.database import UtcDateTime, new_id
from service.domain import transport
from service.domain.transport import Transport, TransportEvent
from service.models import Attempt, ContactPoint, Delivery

CARRIED = ("sms", "email")
"""Channels that a worker sends on; letters leave in batches, by a print clerk's hand."""
MOST_TRIES = 5
QUESTION_OPEN = "question_open"
_FIRST_PAUSE = timedelta(seconds=30)
_OUT = (Transport.QUEUED, Transport.SENDING, Transport.SENT, Transport.DELIVERED, Transport.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Leased:
    """A delivery with its try, both committed before anything is called."""

    delivery: Delivery
    attempt: Attempt


def claim(session: Session, now: datetime, *, limit: int, lease_seconds: int) -> list[Delivery]:
    """Take up to ``limit`` due deliveries, urgent first. The lease runs on the database's clock: hosts may disagree."""
    due = (
        select(Delivery.id)
        .where(Delivery.state == Transport.QUEUED, Delivery.due_at <= now, Delivery.channel.in_(CARRIED))
        .order_by(Delivery.lane, Delivery.due_at, Delivery.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = session.scalars(due).all()
    if not ids:
        return []
    lease = func.clock_timestamp() + literal_column(f"interval '{int(lease_seconds)} seconds'")
    claimed = session.scalars(
        update(Delivery)
        .where(Delivery.id.in_(ids))
        .values(state=Transport.SENDING, state_at=now, lease_until=lease, tries=Delivery.tries + 1)
        .returning(Delivery)
        .execution_options(populate_existing=True)
    )
    place = {delivery_id: number for number, delivery_id in enumerate(ids)}
    return sorted(claimed, key=lambda delivery: place[delivery.id])


def begin_attempt(session: Session, delivery: Delivery, now: datetime) -> Attempt:
    """The row that must be committed before the call is made."""
    attempt = Attempt(id=new_id(), delivery_id=delivery.id, number=delivery.tries, started_at=now)
    session.add(attempt)
    return attempt


def move(delivery: Delivery, event: TransportEvent, now: datetime, *, reason: str | None = None) -> None:
    """Advance the transport axis; ``reason`` is kept with a hold or a refusal. Raises ``ImpossibleTransport``."""
    delivery.state = transport.advance(delivery.state, event)
    delivery.state_at = now
    delivery.lease_until = None
    delivery.held_reason = reason if event is TransportEvent.HOLD else None
    if event is TransportEvent.REFUSE:
        delivery.error_code = reason


def put_back(delivery: Delivery, due_at: datetime, now: datetime) -> None:
    """Nothing left: it is due again at ``due_at``."""
    move(delivery, TransportEvent.PUT_BACK, now)
    delivery.due_at = due_at


def accepted(delivery: Delivery, now: datetime) -> None:
    """A callback may have been quicker than the answer to our own call; then the state stays where that brought it."""
    if delivery.state in {Transport.SENDING, Transport.UNKNOWN}:
        move(delivery, TransportEvent.ACCEPT, now)


def refused(delivery: Delivery, error: ChannelError, now: datetime) -> str:
    """Bring a failed call to rest by what is certain about it; returns the attempt's outcome."""
    if delivery.state is not Transport.SENDING:
        return "settled_by_receipt"
    if isinstance(error, Ambiguous):
        move(delivery, TransportEvent.LOSE, now)
        return "unknown"
    if isinstance(error, Temporary) and not delivery.awaiting:
        # It was settled or closed while the call was under way: nobody wants it sent any more.
        move(delivery, TransportEvent.CANCEL, now)
        return "cancelled"
    if isinstance(error, Temporary) and delivery.tries < MOST_TRIES:
        put_back(delivery, now + _FIRST_PAUSE * 2 ** (delivery.tries - 1), now)
        return "put_back"
    move(delivery, TransportEvent.REFUSE, now, reason=error.code)
    return "failed"


def expire(session: Session, now: datetime) -> list[UUID]:
    """What was being sent when its worker died is ``unknown``: nobody can tell whether the call was made."""
    stale = select(Delivery).where(Delivery.state == Transport.SENDING, Delivery.lease_until < func.clock_timestamp())
    lost = session.scalars(stale.with_for_update(skip_locked=True)).all()
    for delivery in lost:
        move(delivery, TransportEvent.LOSE, now)
        session.execute(
            update(Attempt)
            .where(Attempt.delivery_id == delivery.id, Attempt.finished_at.is_(None))
            .values(finished_at=now, outcome="unknown", error_code="lease_expired")
        )
    return [delivery.id for delivery in lost]


# Built once: it is asked at every accept, and building it would cost more than asking it.
_QUESTION_OPEN = text(
    f"""
    SELECT 1 FROM contact_point
      JOIN delivery ON delivery.point_id = contact_point.id
      JOIN message ON message.id = delivery.message_id
     WHERE md5(contact_point.value) = md5(:value) AND contact_point.value = :value
       AND delivery.awaiting AND delivery.asks
       AND delivery.state IN ({", ".join(f"'{state.value}'" for state in _OUT)})
       AND (message.confirm_by IS NULL OR message.confirm_by > :now)
       AND (CAST(:besides AS uuid) IS NULL OR delivery.message_id <> :besides)
     LIMIT 1
    """  # noqa: S608 - only our own enum's words stand in it
).bindparams(bindparam("besides", type_=Uuid(as_uuid=True)), bindparam("now", type_=UtcDateTime()))


def question_open_at(session: Session, value: str, now: datetime, *, besides: UUID | None = None) -> bool:
    """Whether a question is out to this number or email whose time to answer has not run out.

    ``besides`` is the message that asks: its own earlier ways don't stand in its way.
    """
    asked = {"value": value, "now": now, "besides": besides}
    return session.connection().execute(_QUESTION_OPEN, asked).first() is not None


def release_held_questions(session: Session, now: datetime, *, value: str | None = None) -> int:
    """Let the oldest held question to each free number go, after an answer, a deadline or a closing; returns how many."""
    point = aliased(ContactPoint)
    query = (
        select(Delivery, point.value)
        .join(point, point.id == Delivery.point_id)
        .where(Delivery.state == Transport.HELD, Delivery.held_reason == QUESTION_OPEN, Delivery.awaiting)
        .order_by(Delivery.created_at, Delivery.id)
        .with_for_update(of=Delivery, skip_locked=True)
    )
    if value is not None:
        query = query.where(point.value == value)
    held: Sequence[tuple[Delivery, str]] = session.execute(query).all()
    freed: set[str] = set()
    for delivery, destination in held:
        if destination in freed or question_open_at(session, destination, now, besides=delivery.message_id):
            continue
        freed.add(destination)
        move(delivery, TransportEvent.RELEASE, now)
        delivery.due_at = now
    return len(freed)


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
