"""Taking what is due: with a lease, each row to one worker, and with all that the call needs in the same statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from channels.base import Content
from service import renditions
from service.database import UtcDateTime, new_id
from service.domain.purposes import Purpose
from service.domain.transport import Lane, Transport, TransportEvent, advance

CARRIED = ("sms", "email")
"""Channels that a worker always sends on. Letters leave by a print clerk's hand, who may release them to a carrier."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours until its lease ends, with exactly what is to arrive."""

    delivery_id: UUID
    message_id: UUID
    person_id: UUID
    point_id: UUID | None
    channel: str
    code: str
    asks: bool
    lane: Lane
    tries: int
    """This one included."""
    purpose: Purpose
    event_at: datetime | None
    content: Content


# Another message to the same number that should arrive first, on whichever host: it is under way, or due and older, or was
# put back after a first try. Nothing overtakes within a lane; a more urgent lane does. With the OFFSET it stays a look into
# the index for each row: as a join it is planned by statistics, and those of a queue that filled a moment ago are wrong.
_IN_TURN = """
    NOT EXISTS (
        SELECT 1 FROM delivery AS before
         WHERE before.point_id = due.point_id AND before.id <> due.id AND before.channel = due.channel
           AND before.state IN ('queued', 'sending')
           AND (before.state = 'sending'
                OR ((before.due_at <= :now OR before.tries > 0)
                    AND (before.lane < due.lane OR (before.lane = due.lane AND before.id < due.id))))
         OFFSET 0)
"""


def _due(lane: Lane, most: str, besides: str = "") -> str:
    return f"""
        SELECT due.id, due.lane FROM delivery AS due
         WHERE due.state = '{Transport.QUEUED}' AND due.channel = :channel AND due.lane = {lane.value} AND due.due_at <= :now
           AND (due.channel <> 'letter' OR due.batch_id IS NOT NULL) {besides} AND {_IN_TURN}
         ORDER BY due.due_at, due.id LIMIT {most} FOR UPDATE OF due SKIP LOCKED
    """  # noqa: S608 - only our own words stand in it


_CLAIM = text(
    f"""
    WITH share AS MATERIALIZED ({_due(Lane.BULK, ":for_bulk")}),
    urgent AS MATERIALIZED ({_due(Lane.URGENT, "(SELECT :most - count(*) FROM share)")}),
    ordinary AS MATERIALIZED (
        {_due(Lane.ORDINARY, "(SELECT :most - count(*) FROM (TABLE share UNION ALL TABLE urgent) AS sooner)")}
    ),
    bulk AS MATERIALIZED (
        {
        _due(
            Lane.BULK,
            "(SELECT :most - count(*) FROM (TABLE share UNION ALL TABLE urgent UNION ALL TABLE ordinary) AS sooner)",
            "AND due.id NOT IN (SELECT id FROM share)",
        )
    }
    ),
    chosen AS (
        SELECT * FROM urgent UNION ALL SELECT * FROM ordinary UNION ALL SELECT * FROM share UNION ALL SELECT * FROM bulk
    ),
    taken AS (
        UPDATE delivery SET state = '{advance(Transport.QUEUED, TransportEvent.CLAIM)}', state_at = :now,
               lease_until = clock_timestamp() + make_interval(secs => :lease), tries = tries + 1
          FROM chosen WHERE delivery.id = chosen.id
        RETURNING delivery.*
    )
    SELECT taken.id, taken.message_id, taken.person_id, taken.point_id, taken.channel, taken.code, taken.asks, taken.lane,
           taken.tries, message.purpose, message.event_at, rendition.kind, rendition.content, rendition.pages
      FROM taken
      JOIN message ON message.id = taken.message_id
      JOIN rendition ON rendition.digest = taken.rendition_digest
     ORDER BY taken.lane, taken.due_at, taken.id
    """  # noqa: S608 - only our own words stand in it
).bindparams(bindparam("now", type_=UtcDateTime()))


def claim(
    session: Session, channel: str, now: datetime, *, most: int, lease_seconds: int, for_bulk: int = 0
) -> list[Claimed]:
    """Take up to ``most`` due deliveries, urgent first and ``for_bulk`` of them from the bulk lane where any wait there.

    The lease runs on the database's clock: hosts may disagree.
    """
    given = {"channel": channel, "now": now, "most": most, "for_bulk": min(most, for_bulk), "lease": lease_seconds}
    return [_claimed(row) for row in session.connection().execute(_CLAIM, given)]


def _claimed(row: Any) -> Claimed:
    return Claimed(
        delivery_id=row.id,
        message_id=row.message_id,
        person_id=row.person_id,
        point_id=row.point_id,
        channel=row.channel,
        code=row.code,
        asks=row.asks,
        lane=Lane(row.lane),
        tries=row.tries,
        purpose=Purpose(row.purpose),
        event_at=row.event_at,
        content=renditions.restored(row.kind, row.content, row.pages),
    )


_BEGIN = text(
    """
    INSERT INTO attempt (id, delivery_id, number, started_at, looks)
    SELECT given.id, given.delivery_id,
           (SELECT coalesce(max(number), 0) + 1 FROM attempt WHERE attempt.delivery_id = given.delivery_id), :now, 0
      FROM unnest(:ids, :deliveries) AS given(id, delivery_id)
    """
).bindparams(
    bindparam("now", type_=UtcDateTime()),
    bindparam("ids", type_=ARRAY(Uuid(as_uuid=True))),
    bindparam("deliveries", type_=ARRAY(Uuid(as_uuid=True))),
)


def begin_attempts(session: Session, delivery_ids: Sequence[UUID], now: datetime) -> list[UUID]:
    """The rows that must be committed before the calls are made; their ids, in the same order."""
    if not delivery_ids:
        return []
    ids = [new_id() for _ in delivery_ids]
    given = {"ids": ids, "deliveries": list(delivery_ids), "now": now}
    session.connection().execute(_BEGIN, given)
    return ids


_STOP = text(
    """
    UPDATE delivery SET state = :state, state_at = :now, lease_until = NULL, held_reason = :held_reason,
           due_at = coalesce(:due_at, due_at), tries = tries - 1
     WHERE id = :id
    """
).bindparams(bindparam("now", type_=UtcDateTime()), bindparam("due_at", type_=UtcDateTime()))


def stop(
    session: Session,
    claimed: Claimed,
    event: TransportEvent,
    now: datetime,
    *,
    reason: str | None = None,
    due_at: datetime | None = None,
) -> None:
    """Not to be called after all: it is held for ``reason`` or put back until ``due_at``, and no try was made."""
    given = {
        "id": claimed.delivery_id,
        "state": advance(Transport.SENDING, event).value,
        "now": now,
        "held_reason": reason if event is TransportEvent.HOLD else None,
        "due_at": due_at,
    }
    session.connection().execute(_STOP, given)
