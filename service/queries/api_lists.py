"""Lists of messages for programs: newest first, a page at a time, and what changed since they asked last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, insert, or_, select, union
from sqlalchemy.orm import Session

from service import audit
from service.database import new_id
from service.domain.actors import CASE_ROLES, Actor
from service.domain.transport import Transport
from service.domain.understanding import Understanding
from service.models import Attempt, AuditEntry, Delivery, FlagAction, Message, PrintBatch, ReceiptRow, Reply
from service.queries.api_messages import MessageState, states

_LATE: Final = timedelta(minutes=1)
"""A row may be committed later than the moment that it bears: asked again, it is told again rather than never."""
_WHILE_SENDING: Final = timedelta(hours=1)
"""A try ends within minutes of its beginning; its id is as old as the beginning."""
_NEEDS_PERSON: Final = (Transport.FAILED, Transport.UNKNOWN, Transport.HELD, Transport.TO_DO, Transport.RETURNED)


@dataclass(frozen=True, slots=True)
class Filters:
    """What to list: all of them hold."""

    open: bool | None = None
    flagged: bool = False
    changed_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """``following`` is what to ask after, ``None`` where there is no more."""

    messages: tuple[MessageState, ...]
    following: UUID | None


def list_messages(session: Session, actor: Actor, filters: Filters, after: UUID | None, limit: int, now: datetime) -> Page:
    """Messages that the actor may know of, newest first. Each reading is written down, so the caller commits.

    A page can hold fewer than ``limit`` and be followed by another; it is only empty where there is no more.
    """
    actor.require(CASE_ROLES)
    found: tuple[MessageState, ...] = ()
    more = True
    while more and not found:
        ids = session.scalars(_candidates(filters, after, now).limit(limit + 1)).all()
        more, ids = len(ids) > limit, ids[:limit]
        after = ids[-1] if ids else after
        found = tuple(message for message in states(session, actor, ids, now) if _passes(message, filters))
    people = dict.fromkeys(message.person_id for message in found)
    rows = [audit.entry(actor, "read_messages", "person", person, now, person_id=person) for person in people]
    if rows:
        session.execute(insert(AuditEntry), rows)
    # Never an id that the actor may not know of.
    return Page(found, found[-1].id if more else None)


def _passes(message: MessageState, filters: Filters) -> bool:
    return (filters.open is None or message.open is filters.open) and (bool(message.flags) or not filters.flagged)


Ids = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]


def _candidates(filters: Filters, after: UUID | None, now: datetime) -> Select[UUID]:
    """Ids of what may pass, newest first.

    The small set is sorted by itself and never joined to the messages: the planner would walk through all of them instead,
    hoping to meet a page of it soon.
    """
    if filters.changed_since is not None:
        found = _changed(filters.changed_since - _LATE, now).subquery()
    elif filters.flagged:
        found = _flagged(now).subquery()
    else:
        every = select(Message.id)
        found = (every if filters.open is None else every.where(Message.open if filters.open else ~Message.open)).subquery()
    (message_id,) = found.c
    query = select(message_id).where(message_id.is_not(None)).order_by(message_id.desc())
    return query if after is None else query.where(message_id < after)


def _flagged(now: datetime) -> Ids:
    """Everything that may carry a flag, by the partial indexes of what is open."""
    return union(
        select(Message.id).where(Message.open, Message.confirm_by <= now),
        select(Message.id).where(Message.open, Message.understanding == Understanding.MISUNDERSTOOD),
        select(Delivery.message_id).where(Delivery.awaiting, Delivery.state.in_(_NEEDS_PERSON)),
        select(Delivery.message_id).where(Delivery.awaiting, Delivery.contradiction),
        select(Reply.message_id).where(Reply.open, Reply.message_id.is_not(None)),
    )


def _changed(since: datetime, now: datetime) -> Ids:
    """Every message about which something was written down since then, or whose deadline has passed since then.

    Whatever is only ever appended is looked for by its id, which is in the order of time: no index beside the primary
    keys is needed. Then its own moment decides.
    """
    floor = _first_id(now - since + _WHILE_SENDING)
    tried = select(Attempt.delivery_id).where(Attempt.id >= floor)
    reported = (
        select(Attempt.delivery_id)
        .join(ReceiptRow, ReceiptRow.attempt_id == Attempt.id)
        .where(ReceiptRow.id >= floor, ReceiptRow.at >= since)
    )
    looked_for = select(Attempt.delivery_id).where(Attempt.looked_at >= since)
    printed = select(PrintBatch.id).where(
        or_(PrintBatch.released_at >= since, PrintBatch.printed_at >= since, PrintBatch.posted_at >= since)
    )
    written = and_(AuditEntry.id >= floor, AuditEntry.at >= since, ~AuditEntry.action.startswith("read_", autoescape=True))

    def moved(which: ColumnElement[bool]) -> Ids:
        return select(Delivery.message_id).where(which, Delivery.state_at >= since)

    def about(kind: str) -> Select[UUID | None]:
        return select(AuditEntry.subject_id).where(written, AuditEntry.subject_type == kind)

    return union(
        about("message"),
        select(Message.id).where(Message.open, Message.confirm_by > since, Message.confirm_by <= now),
        moved(Delivery.id.in_(tried)),
        # A report may contradict what was known and move nothing: that is news, too.
        select(Delivery.message_id).where(Delivery.id.in_(reported)),
        select(Delivery.message_id).where(Delivery.awaiting, Delivery.contradiction, Delivery.id.in_(looked_for)),
        moved(Delivery.batch_id.in_(printed)),
        moved(Delivery.state.in_([Transport.QUEUED, Transport.SENDING])),
        moved(and_(Delivery.awaiting, Delivery.state.in_(_NEEDS_PERSON))),
        select(Delivery.message_id).where(Delivery.id.in_(about("delivery"))),
        select(Reply.message_id).where(Reply.message_id.is_not(None), Reply.id.in_(about("reply"))),
        select(FlagAction.subject_id).where(FlagAction.id >= floor, FlagAction.at >= since),
    )


def _first_id(ago: timedelta) -> UUID:
    """The lowest UUIDv7 (RFC 9562 §5.7) of that long ago, by the clock that makes the ids."""
    stamp = (new_id().int >> 80) - int(ago.total_seconds() * 1000)
    return UUID(int=max(stamp, 0) << 80)
