"""Accept the next rows of a broadcast, each person their own way: messages and rows in one commit, so none goes twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Text, Uuid, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from channels.base import Channel
from service import audit, composing
from service.composing import Wanted
from service.database import Sessions
from service.domain.actors import CASE_ROLES, Actor
from service.domain.broadcasts import draft_from, reason_of, request_key
from service.domain.errors import DomainError, NotFound
from service.models import Broadcast

ROWS_AT_ONCE = 400
"""Less than half a second's work: a group large enough for the commit to weigh little, and a stop to be felt at once."""
_NEXT = text(
    """
    SELECT position, person_id FROM broadcast_row
     WHERE broadcast_id = :broadcast_id AND outcome = 'waiting'
     ORDER BY position LIMIT :most FOR UPDATE SKIP LOCKED
    """
).bindparams(bindparam("broadcast_id", type_=Uuid(as_uuid=True)))
_SETTLE = text(
    """
    UPDATE broadcast_row SET outcome = settled.outcome, reason = settled.reason, message_id = settled.message_id
      FROM unnest(:positions, :outcomes, :reasons, :messages) AS settled (position, outcome, reason, message_id)
     WHERE broadcast_row.broadcast_id = :broadcast_id AND broadcast_row.position = settled.position
    """
).bindparams(
    bindparam("broadcast_id", type_=Uuid(as_uuid=True)),
    bindparam("positions", type_=ARRAY(Integer())),
    bindparam("outcomes", type_=ARRAY(Text())),
    bindparam("reasons", type_=ARRAY(Text())),
    bindparam("messages", type_=ARRAY(Uuid(as_uuid=True))),
)
_WAITS = text("SELECT 1 FROM broadcast_row WHERE broadcast_id = :broadcast_id AND outcome = 'waiting' LIMIT 1").bindparams(
    bindparam("broadcast_id", type_=Uuid(as_uuid=True))
)


@dataclass(frozen=True, slots=True)
class Step:
    """What one call did. ``more``: rows still wait, and nobody stopped it."""

    accepted: int
    refused: int
    more: bool


def carry_on_broadcast(
    sessions: Sessions,
    actor: Actor,
    broadcast_id: UUID,
    now: datetime,
    *,
    channels: Mapping[str, Channel],
    most: int = ROWS_AT_ONCE,
) -> Step:
    """Accept or refuse up to ``most`` waiting rows, in one commit; any number of processes may do so at once.

    Killed at any moment, it leaves each row either waiting without a message or settled with it. Raises ``NotFound``.
    """
    actor.require(CASE_ROLES)
    try:
        with sessions.begin() as session:
            wanted = _next(session, actor, broadcast_id, most)
            if not wanted:
                return _end(session, actor, broadcast_id, now)
            results = composing.accept(session, list(wanted.values()), now, channels)
            return _settle(session, broadcast_id, [*wanted], results)
    except (IntegrityError, DataError):
        return _one_by_one(sessions, actor, broadcast_id, now, channels, most)


def _next(session: Session, actor: Actor, broadcast_id: UUID, most: int) -> dict[int, Wanted]:
    """The next rows by position, locked: none where it was stopped."""
    broadcast = session.get(Broadcast, broadcast_id)
    if broadcast is None:
        raise NotFound("broadcast_not_found")
    if broadcast.stopped_at is not None:
        return {}
    draft = draft_from(broadcast.draft)
    return {
        row.position: Wanted(
            actor, row.person_id, draft, request_key(broadcast_id, row.position), broadcast_id=broadcast_id, bulk=True
        )
        for row in session.connection().execute(_NEXT, {"broadcast_id": broadcast_id, "most": most})
    }


def _settle(session: Session, broadcast_id: UUID, positions: Sequence[int], results: Sequence[UUID | DomainError]) -> Step:
    refused = [reason_of(result) if isinstance(result, DomainError) else None for result in results]
    settled: dict[str, Any] = {
        "broadcast_id": broadcast_id,
        "positions": positions,
        "outcomes": ["accepted" if reason is None else "refused" for reason in refused],
        "reasons": refused,
        "messages": [None if isinstance(result, DomainError) else result for result in results],
    }
    session.connection().execute(_SETTLE, settled)
    number = sum(reason is not None for reason in refused)
    return Step(len(results) - number, number, more=True)


def _one_by_one(
    sessions: Sessions, actor: Actor, broadcast_id: UUID, now: datetime, channels: Mapping[str, Channel], most: int
) -> Step:
    """One of them can't be written. The row's own key keeps each from being accepted twice, whoever else takes it up."""
    with sessions() as session:
        wanted = _next(session, actor, broadcast_id, most)
    accepted = refused = 0
    for position, each in wanted.items():
        result = composing.accept_alone(sessions, each, now, channels)
        with sessions.begin() as session:
            step = _settle(session, broadcast_id, [position], [result])
        accepted, refused = accepted + step.accepted, refused + step.refused
    return Step(accepted, refused, more=True)


def _end(session: Session, actor: Actor, broadcast_id: UUID, now: datetime) -> Step:
    """Nothing to take: it was stopped, others hold the last rows, or it is finished."""
    stopped, finished = session.execute(
        select(Broadcast.stopped_at, Broadcast.finished_at).where(Broadcast.id == broadcast_id)
    ).one()
    waits = session.connection().execute(_WAITS, {"broadcast_id": broadcast_id}).first() is not None
    if not waits and finished is None:
        session.execute(
            update(Broadcast)
            .where(Broadcast.id == broadcast_id)
            .values(finished_at=func.coalesce(Broadcast.finished_at, now))
        )
        audit.record(session, actor, "broadcast_finished", "broadcast", broadcast_id, now)
    return Step(0, 0, more=waits and stopped is None)
