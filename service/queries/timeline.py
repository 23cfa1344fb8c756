"""Everything sent to one person, received from them, and judged, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service.domain.actors import Actor
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.transport import Transport
from service.domain.understanding import Proof, Understanding
from service.models import Closing, Delivery, Judgement, Message, Reply, Staff
from service.queries.visibility import require_person

PAGE = 50


class EntryKind(StrEnum):
    SENT = "sent"
    RECEIVED = "received"
    JUDGED = "judged"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Carriage:
    """One way in which a message goes or went: the transport axis."""

    medium: Medium
    state: Transport
    state_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. ``words`` are ours where sent, the person's where received or judged, a worker's reason where closed.

    ``carriages`` and ``understanding`` are the two axes of the message as they stand now; ``by`` is a name, empty for the
    rule and for the person. ``verdict`` is a ``judgements.Verdict`` or an understanding event's word.
    """

    kind: EntryKind
    at: datetime
    words: str
    message_id: UUID | None = None
    reply_id: UUID | None = None
    by: str = ""
    purpose: Purpose | None = None
    carriages: tuple[Carriage, ...] = ()
    understanding: Understanding | None = None
    proof: Proof | None = None
    open: bool = False
    route: str = ""
    identity_doubt: bool = False
    verdict: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Newest first. ``older_than`` asks for the next page; ``None`` at the end."""

    entries: tuple[Entry, ...]
    older_than: datetime | None


def timeline(session: Session, actor: Actor, person_id: UUID, *, before: datetime | None = None) -> Timeline:
    """At most ``PAGE`` events older than ``before``."""
    require_person(session, actor, person_id)
    found = [
        *_sent(session, person_id, before),
        *_received(session, person_id, before),
        *_judged(session, person_id, before),
        *_closed(session, person_id, before),
    ]
    found.sort(key=lambda entry: entry.at, reverse=True)
    # What happened at one moment stays on one page: the next begins before it.
    shown = [entry for place, entry in enumerate(found) if place < PAGE or entry.at == found[PAGE - 1].at]
    return Timeline(tuple(shown), older_than=shown[-1].at if len(found) > len(shown) else None)


def _sent(session: Session, person_id: UUID, before: datetime | None) -> Iterator[Entry]:
    query = (
        select(Message, Staff.name)
        .outerjoin(Staff, Staff.id == Message.author_id)
        .where(Message.person_id == person_id)
        .order_by(Message.created_at.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(Message.created_at < before)
    rows = session.execute(query).all()
    carriages = _carriages(session, [message.id for message, _ in rows])
    for message, author in rows:
        yield Entry(
            kind=EntryKind.SENT,
            at=message.created_at,
            words=message.body,
            message_id=message.id,
            by=author or "",
            purpose=message.purpose,
            carriages=tuple(carriages.get(message.id, ())),
            understanding=message.understanding,
            proof=message.proof_met,
            open=message.open,
        )


def _carriages(session: Session, message_ids: Sequence[UUID]) -> dict[UUID, list[Carriage]]:
    found: dict[UUID, list[Carriage]] = {}
    query = select(Delivery).where(Delivery.message_id.in_(message_ids)).order_by(Delivery.created_at, Delivery.id)
    for delivery in session.scalars(query):
        found.setdefault(delivery.message_id, []).append(Carriage(delivery.medium, delivery.state, delivery.state_at))
    return found


def _received(session: Session, person_id: UUID, before: datetime | None) -> Iterator[Entry]:
    query = (
        select(Reply, Staff.name)
        .outerjoin(Staff, Staff.id == Reply.recorded_by)
        .where(Reply.person_id == person_id)
        .order_by(Reply.received_at.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(Reply.received_at < before)
    for reply, recorder in session.execute(query):
        yield Entry(
            kind=EntryKind.RECEIVED,
            at=reply.received_at,
            words=reply.body,
            message_id=reply.message_id,
            reply_id=reply.id,
            by=recorder or "",
            open=reply.open,
            route=reply.route,
            identity_doubt=reply.identity_doubt,
        )


def _judged(session: Session, person_id: UUID, before: datetime | None) -> Iterator[Entry]:
    query = (
        select(Judgement, Staff.name)
        .outerjoin(Staff, Staff.id == Judgement.by)
        .where(
            or_(
                Judgement.message_id.in_(select(Message.id).where(Message.person_id == person_id)),
                Judgement.reply_id.in_(select(Reply.id).where(Reply.person_id == person_id)),
            )
        )
        .order_by(Judgement.at.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(Judgement.at < before)
    for judgement, judge in session.execute(query):
        yield Entry(
            kind=EntryKind.JUDGED,
            at=judgement.at,
            words=judgement.words,
            message_id=judgement.message_id,
            reply_id=judgement.reply_id,
            by=judge or "",
            proof=judgement.proof,
            verdict=judgement.verdict,
            note=judgement.note,
        )


def _closed(session: Session, person_id: UUID, before: datetime | None) -> Iterator[Entry]:
    query = (
        select(Closing, Staff.name)
        .join(Message, Message.id == Closing.message_id)
        .outerjoin(Staff, Staff.id == Closing.by)
        .where(Message.person_id == person_id)
        .order_by(Closing.at.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(Closing.at < before)
    for closing, closer in session.execute(query):
        yield Entry(
            kind=EntryKind.CLOSED,
            at=closing.at,
            words=closing.note,
            message_id=closing.message_id,
            by=closer or "",
            verdict=closing.reason,
        )
