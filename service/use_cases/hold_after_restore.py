"""A database that came out of a backup does not know what went out since: sending is held, and what was due is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, text, update

from service import audit, outbox
from service.database import Sessions, UtcDateTime
from service.domain.actors import SYSTEM
from service.domain.looking import RESTORED
from service.domain.transport import QUESTION_OPEN, Transport, TransportEvent, advance
from service.models import Broadcast
from service.outbox.halts import EVERYTHING

_UNKNOWN = advance(advance(Transport.QUEUED, TransportEvent.CLAIM), TransportEvent.LOSE)

# What was due when the backup was made may have left since: as far as anybody can tell it is a try whose answer was lost.
# A question that waited for another's answer may have had its turn, and would be given it again.
_LOSE = text(
    f"""
    WITH sending AS (
        SELECT id FROM delivery WHERE state = '{Transport.SENDING}' FOR UPDATE
    ), ended AS (
        UPDATE attempt SET finished_at = :now, outcome = 'unknown', error_code = '{RESTORED}'
          FROM sending WHERE attempt.delivery_id = sending.id AND attempt.finished_at IS NULL
    ), due AS (
        SELECT id, created_at FROM delivery
         WHERE channel = ANY(:carried) AND (state = '{Transport.QUEUED}' AND due_at <= :now
               OR state = '{Transport.HELD}' AND held_reason = '{QUESTION_OPEN}' AND awaiting) FOR UPDATE
    ), begun AS (
        INSERT INTO attempt (id, delivery_id, number, started_at, finished_at, outcome, error_code, looks)
        SELECT gen_random_uuid(), due.id,
               (SELECT coalesce(max(number), 0) + 1 FROM attempt WHERE attempt.delivery_id = due.id),
               due.created_at, :now, 'unknown', '{RESTORED}', 0
          FROM due
    )
    UPDATE delivery SET state = '{_UNKNOWN}', state_at = :now, lease_until = NULL, held_reason = NULL
     WHERE id IN (SELECT id FROM sending UNION ALL SELECT id FROM due)
    """  # noqa: S608 - only our own words stand in it
).bindparams(bindparam("now", type_=UtcDateTime()))

# Paper that lay in the tray then may be on somebody's mat now. Whoever is near the print room can look.
_HOLD = text(
    f"""
    UPDATE delivery
       SET state = '{advance(Transport.QUEUED, TransportEvent.HOLD)}', state_at = :now, held_reason = '{RESTORED}'
     WHERE channel = 'letter' AND state IN ('{Transport.QUEUED}', '{Transport.PRINTED}') AND awaiting
    """  # noqa: S608 - only our own words stand in it
).bindparams(bindparam("now", type_=UtcDateTime()))


@dataclass(frozen=True, slots=True)
class HeldAfterRestore:
    """``unknown`` are texts and emails that may have left; ``letters`` those that may have been printed."""

    unknown: int
    letters: int


def hold_after_restore(sessions: Sessions, now: datetime) -> HeldAfterRestore:
    """Before anything else runs on a restored database. Twice is once."""
    with sessions.begin() as session:
        outbox.halt(session, EVERYTHING, RESTORED, now, probe_after=None)
        unknown = session.connection().execute(_LOSE, {"now": now, "carried": list(outbox.CARRIED)}).rowcount
        letters = session.connection().execute(_HOLD, {"now": now}).rowcount
        # Whom it reached since is not known here: a person says whether it goes on.
        session.execute(
            update(Broadcast).where(Broadcast.finished_at.is_(None), Broadcast.stopped_at.is_(None)).values(stopped_at=now)
        )
        audit.record(session, SYSTEM, "restored", "system", None, now)
        return HeldAfterRestore(unknown, letters)
