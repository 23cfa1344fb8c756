"""One open question to a number at a time, whoever of its people it is for (DESIGN §3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from service.database import UtcDateTime
from service.domain import transport
from service.domain.transport import QUESTION_OPEN, Transport, TransportEvent

_LEFT = (Transport.SENDING, Transport.SENT, Transport.DELIVERED, Transport.UNKNOWN)
_IDS = ARRAY(Uuid(as_uuid=True))


def _words(states: Sequence[Transport]) -> str:
    return ", ".join(f"'{state.value}'" for state in states)


def _asked_there(states: Sequence[Transport]) -> str:
    """Deliveries that still ask at ``asked.value``, in one of these states."""
    return f"""
        FROM contact_point
        JOIN delivery ON delivery.point_id = contact_point.id
        JOIN message ON message.id = delivery.message_id
       WHERE md5(contact_point.value) = md5(asked.value) AND contact_point.value = asked.value
         AND delivery.awaiting AND delivery.asks AND delivery.state IN ({_words(states)})
         AND (message.confirm_by IS NULL OR message.confirm_by > :now)
    """


_NOW = bindparam("now", type_=UtcDateTime())
_VALUES = bindparam("values", type_=ARRAY(Text()))


def _open(states: Sequence[Transport]) -> str:
    return f"""
    SELECT asked.value FROM unnest(:values) AS asked(value)
     WHERE EXISTS (SELECT 1 {_asked_there(states)} AND delivery.message_id <> ALL(:besides))
    """  # noqa: S608 - only our own enum's words stand in it


# Built once: one of them is asked at every accept and every claim.
_OUT = text(_open((Transport.QUEUED, *_LEFT))).bindparams(_NOW, _VALUES, bindparam("besides", type_=_IDS))
_OUT_THERE = text(_open(_LEFT)).bindparams(_NOW, _VALUES, bindparam("besides", type_=_IDS))
_ONE_AT_A_TIME = text(
    """
    SELECT pg_advisory_xact_lock(keys.key)
      FROM (SELECT DISTINCT hashtextextended(value, 7) AS key FROM unnest(:values) AS asked(value) ORDER BY 1) AS keys
    """
).bindparams(_VALUES)


def open_among(
    session: Session,
    values: Collection[str],
    now: datetime,
    *,
    besides: Collection[UUID] = (),
    leaving: bool = False,
) -> set[str]:
    """Those numbers and emails at which a question is open whose time to answer has not run out.

    ``besides`` are the messages that ask: their own ways don't stand in their way. ``leaving`` looks only at what left,
    and keeps other hosts from letting a question go to the same number until this transaction ends.
    """
    if not values:
        return set()
    asked = {"values": sorted(set(values)), "now": now, "besides": list(besides)}
    connection = session.connection()
    if leaving:
        connection.execute(_ONE_AT_A_TIME, {"values": asked["values"]})
    return set(connection.execute(_OUT_THERE if leaving else _OUT, asked).scalars())


def question_open_at(session: Session, value: str, now: datetime, *, besides: UUID | None = None) -> bool:
    """``open_among`` for one."""
    return bool(open_among(session, [value], now, besides=() if besides is None else (besides,)))


_RELEASE = text(
    f"""
    WITH held AS (
        SELECT waiting.id, waiting.message_id, asked.value
          FROM delivery AS waiting JOIN contact_point AS asked ON asked.id = waiting.point_id
         WHERE waiting.awaiting AND waiting.state = '{Transport.HELD}' AND waiting.held_reason = '{QUESTION_OPEN}'
           AND (CAST(:value AS text) IS NULL OR (md5(asked.value) = md5(:value) AND asked.value = :value))
           AND NOT EXISTS (SELECT 1 {_asked_there((Transport.QUEUED, *_LEFT))} AND delivery.message_id <> waiting.message_id)
         ORDER BY waiting.created_at, waiting.id
           FOR UPDATE OF waiting SKIP LOCKED
    ), free AS (
        SELECT DISTINCT ON (value) id FROM held ORDER BY value, id
    )
    UPDATE delivery
       SET state = '{transport.advance(Transport.HELD, TransportEvent.RELEASE)}', state_at = :now, due_at = :now,
           held_reason = NULL, lease_until = NULL
      FROM free WHERE delivery.id = free.id
    RETURNING delivery.id
    """  # noqa: S608 - only our own enum's words stand in it
).bindparams(_NOW, bindparam("value", type_=Text()))


def release_held_questions(session: Session, now: datetime, *, value: str | None = None) -> int:
    """Let the oldest held question to each free number go, after an answer, a deadline or a closing; returns how many."""
    session.flush()
    released = session.connection().execute(_RELEASE, {"now": now, "value": value}).all()
    if released:
        session.expire_all()
    return len(released)
