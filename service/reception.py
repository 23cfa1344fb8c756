"""A reply with all that it changes, written in one statement: what it moves is committed with the words that moved it.

The unit of work would take a dozen round trips; this is, after acceptance, the hottest write there is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from service import audit
from service.database import new_id
from service.domain import transport
from service.domain.actors import SYSTEM, Actor
from service.domain.judgements import ContactRoute
from service.domain.replies import Interpretation
from service.domain.transport import QUESTION_OPEN, Transport, TransportEvent
from service.domain.weighing import Axis, Weighed
from service.driver import Driver, driver_sql


@dataclass(frozen=True, slots=True)
class Received:
    """``reply_id`` is that of the first time, where the same thing came twice."""

    reply_id: UUID
    again: bool
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """The message that a reply answers, and what the reply does to it. ``version``: only while its row is that one."""

    message_id: UUID
    person_id: UUID
    before: Axis
    weighed: Weighed
    version: str | None = None


_DONE = {
    state: transport.advance(state, TransportEvent.DO if state is Transport.TO_DO else TransportEvent.CANCEL)
    for state in (Transport.QUEUED, Transport.HELD, Transport.TO_DO)
}
_CASES = " ".join(f"WHEN '{state}' THEN '{after}'" for state, after in _DONE.items())
_WAITING = ", ".join(f"'{state}'" for state in _DONE)
_MOVED = """
    UPDATE message
       SET understanding = :understanding, proof_met = :proof_met, judged_only = :judged_only, open = :open,
           confirm_by = CASE WHEN :reopens THEN coalesce(confirm_by, :now) ELSE confirm_by END
     WHERE id = :message_id AND (CAST(:version AS text) IS NULL OR xmin = CAST(:version AS xid))
    RETURNING id
"""
_KEPT = """
    INSERT INTO reply SELECT given.* FROM json_populate_record(CAST(NULL AS reply), CAST(:rows AS json) -> 'reply') AS given
"""
_TRACED = """
    INSERT INTO audit_entry
    SELECT given.* FROM json_populate_recordset(CAST(NULL AS audit_entry), CAST(:rows AS json) -> 'trace') AS given, kept
"""
_JUDGED = """
    INSERT INTO judgement
    SELECT given.* FROM json_populate_record(CAST(NULL AS judgement), CAST(:rows AS json) -> 'judgement') AS given, kept
"""
_SETTLED = f"""
    UPDATE delivery
       SET awaiting = false, state = CASE state {_CASES} ELSE state END,
           state_at = CASE WHEN state IN ({_WAITING}) THEN :now ELSE state_at END,
           lease_until = CASE WHEN state IN ({_WAITING}) THEN NULL ELSE lease_until END,
           held_reason = CASE WHEN state IN ({_WAITING}) THEN NULL ELSE held_reason END
     WHERE message_id = :message_id AND awaiting AND EXISTS (SELECT 1 FROM kept)
    RETURNING point_id
"""  # noqa: S608 - only our own words stand in it
_REOPENED = f"""
    UPDATE delivery SET awaiting = true
     WHERE message_id = :message_id AND state NOT IN ('{Transport.CANCELLED}', '{Transport.FAILED}')
       AND EXISTS (SELECT 1 FROM kept)
"""  # noqa: S608 - only our own words stand in it
_FREED = f"""
    SELECT array_agg(DISTINCT settled.point_id)
      FROM settled
      JOIN contact_point AS here ON here.id = settled.point_id
      JOIN contact_point AS there ON md5(there.value) = md5(here.value) AND there.value = here.value
      JOIN delivery AS held ON held.point_id = there.id AND held.awaiting AND held.message_id <> :message_id
       AND held.state = '{Transport.HELD}' AND held.held_reason = '{QUESTION_OPEN}'
"""  # noqa: S608 - only our own words stand in it
_JSON = json.JSONEncoder(default=str, separators=(",", ":"))


def reply_row(
    route: ContactRoute, provider: str, provider_id: str, body: str, read: Interpretation, now: datetime
) -> dict[str, Any]:
    """A reply as the rules read it, of nobody yet: whose it is and what it answers is added by the caller."""
    return {
        "id": new_id(),
        "route": route,
        "provider": provider,
        "provider_id": provider_id,
        "sender": "",
        "body": body,
        "ticks": [],
        "candidates": [],
        "category": read.category,
        "reason": read.reason,
        "confirms": read.confirms,
        "identity_doubt": False,
        "open": True,
        "received_at": now,
    }


@cache
def _statement(*, changes: bool, judges: bool, settles: bool, reopens: bool) -> str:
    where = "WHERE EXISTS (SELECT 1 FROM moved)" if changes else ""
    parts = {
        "moved": _MOVED if changes else "",
        "kept": f"{_KEPT} {where} ON CONFLICT DO NOTHING RETURNING id",
        "traced": _TRACED,
        "judged": _JUDGED if judges else "",
        "settled": _SETTLED if settles else "",
        "reopened": _REOPENED if reopens else "",
    }
    written = ", ".join(f"{name} AS ({part})" for name, part in parts.items() if part)
    return driver_sql(f"WITH {written} SELECT kept.id, ({_FREED if settles else 'NULL'}) AS freed FROM kept")  # noqa: S608


def receive(
    connection: Connection, actor: Actor, reply: Mapping[str, Any], answered: Answered | None, now: datetime
) -> tuple[UUID, ...] | None:
    """Write the reply, a row by its columns' names, and what it changes.

    ``None`` where its id was taken before, or the message is no longer the one that was read: then nothing may be committed.
    Otherwise the points at which nothing is asked any more while a question to them is held for its turn.
    """
    trace = [audit.entry(actor, "received", "reply", reply["id"], now, person_id=reply["person_id"])]
    rows: dict[str, Any] = {"reply": reply, "trace": trace}
    given: dict[str, Any] = {"now": now}
    if answered is None:
        statement = _statement(changes=False, judges=False, settles=False, reopens=False)
    else:
        step, event = answered.weighed.step, answered.weighed.event
        given |= _axis(answered)
        if event is not None:
            verdict = "understood" if answered.weighed.confirmed else event.value
            rows["judgement"] = _judgement(reply, answered, verdict, now)
            action = f"understanding_{verdict}"
            trace.append(audit.entry(SYSTEM, action, "message", answered.message_id, now, person_id=answered.person_id))
        statement = _statement(
            changes=event is not None or step.axis != answered.before,
            judges=event is not None,
            settles=step.settles,
            reopens=step.reopens,
        )
    written = Driver(connection).first(statement, given | {"rows": _JSON.encode(rows)})
    return None if written is None else tuple(written.freed or ())


def _axis(answered: Answered) -> dict[str, Any]:
    axis = answered.weighed.step.axis
    return {
        "message_id": answered.message_id,
        "version": answered.version,
        "understanding": axis.understanding.value,
        "proof_met": axis.proof_met.value if axis.proof_met else None,
        "judged_only": axis.judged_only,
        "open": axis.open,
        "reopens": answered.weighed.step.reopens,
    }


def _judgement(reply: Mapping[str, Any], answered: Answered, verdict: str, now: datetime) -> dict[str, Any]:
    """The rule's: ``by`` is nobody. Its words are the person's own, or the boxes that they ticked."""
    return {
        "id": new_id(),
        "message_id": answered.message_id,
        "reply_id": reply["id"],
        "verdict": verdict,
        "proof": answered.weighed.proof,
        "words": reply["body"] or ", ".join(reply["ticks"]),
        "note": reply["reason"],
        "at": now,
    }
