"""After a restore a person says that sending goes on: what the provider holds was sent, what it does not know goes now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, text

from service import audit, outbox, queue
from service.database import Sessions, UtcDateTime
from service.domain import looking
from service.domain.actors import Actor, Role
from service.domain.errors import Conflict
from service.domain.transport import Transport, TransportEvent, advance
from service.outbox.halts import EVERYTHING

_AGAIN = advance(advance(Transport.UNKNOWN, TransportEvent.REFUSE), TransportEvent.RETRY)
_RESTORED_TRIES = f"""
    SELECT DISTINCT ON (attempt.delivery_id) attempt.delivery_id, attempt.look_found
      FROM attempt JOIN delivery ON delivery.id = attempt.delivery_id
     WHERE delivery.state = '{Transport.UNKNOWN}' AND delivery.channel = ANY(:asked)
       AND attempt.error_code = '{looking.RESTORED}' AND attempt.outcome = 'unknown'
     ORDER BY attempt.delivery_id, attempt.number DESC
"""  # noqa: S608 - only our own words stand in it
_WAITING = text(
    f"SELECT count(*) FROM ({_RESTORED_TRIES}) AS tries WHERE look_found IS DISTINCT FROM '{looking.NONE}'"  # noqa: S608
)
_PUT_BACK = text(
    f"""
    WITH tries AS ({_RESTORED_TRIES})
    UPDATE delivery SET state = '{_AGAIN}', state_at = :now, due_at = greatest(due_at, :now)
      FROM tries WHERE delivery.id = tries.delivery_id AND tries.look_found = '{looking.NONE}' AND delivery.awaiting
    """  # noqa: S608
).bindparams(bindparam("now", type_=UtcDateTime()))
_LEFT = text(
    f"""
    SELECT count(DISTINCT delivery.id) FROM delivery JOIN attempt ON attempt.delivery_id = delivery.id
     WHERE delivery.state = '{Transport.UNKNOWN}'
       AND attempt.error_code = '{looking.RESTORED}' AND attempt.outcome = 'unknown'
    """  # noqa: S608
)


@dataclass(frozen=True, slots=True)
class Resumed:
    """``put_back`` go out now; ``unknown`` can't be asked about and stay for their workers to settle, one by one."""

    put_back: int
    unknown: int


def resume_sending(
    sessions: Sessions, actor: Actor, asked: frozenset[str], now: datetime, *, leave_unknown: bool = False
) -> Resumed:
    """``asked`` are the channels whose provider can be asked.

    Raises ``Conflict`` while a try that may have left before the restore was not looked for, or its look brought no answer:
    somebody would get it twice. With ``leave_unknown`` those stay unknown instead, for their workers: a provider that will
    never answer must not keep everything back.
    """
    actor.require({Role.ADMIN, Role.MANAGER})
    with sessions.begin() as session:
        connection = session.connection()
        if not leave_unknown and connection.execute(_WAITING, {"asked": list(asked)}).scalar_one():
            raise Conflict("looks_under_way")
        put_back = connection.execute(_PUT_BACK, {"asked": list(asked), "now": now}).rowcount
        unknown = connection.execute(_LEFT).scalar_one()
        outbox.resume(session, EVERYTHING)
        queue.enqueue_delivery(session)
        audit.record(session, actor, "sending_resumed", "system", None, now)
        return Resumed(put_back, unknown)
