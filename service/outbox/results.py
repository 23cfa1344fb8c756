"""What the calls came to, recorded a batch at a time."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from channels.base import SendResult
from channels.errors import Ambiguous, ChannelError, Temporary
from service.domain import deadlines, retries, transport
from service.domain.deadlines import Nation
from service.domain.purposes import Purpose
from service.domain.transport import Lane, Transport, TransportEvent

MOST_TRIES = 8
"""With pauses that double from half a minute: about an hour, in which a provider may come back."""
MOST_URGENT_TRIES = 4
"""About four minutes: then somebody must ring."""
ACCOUNT_REFUSED = "account_refused"
NOT_BEGUN = "not_begun"
"""No call was made: the lease was too far gone when its turn came."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One try and what its call came to, at the moment when the answer was there."""

    attempt_id: UUID
    delivery_id: UUID
    result: SendResult | ChannelError
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """Where an outcome brings a delivery. ``event`` is ``None`` where a report was quicker and its state stands."""

    outcome: str
    event: TransportEvent | None = None
    error_code: str | None = None
    due_at: datetime | None = None
    counts: bool = True


def step_after(
    state: Transport,
    tries: int,
    lane: Lane,
    result: SendResult | ChannelError,
    at: datetime,
    *,
    awaiting: bool,
    jitter: float,
) -> Step:
    """Bring a call to rest by what is certain about it (DOMAIN §7). ``jitter`` is from 0 up to 1."""
    if isinstance(result, SendResult):
        # The callback may have been quicker than the answer to our own call; then the state stays where it brought it.
        open_still = state in {Transport.SENDING, Transport.UNKNOWN}
        return Step("accepted", TransportEvent.ACCEPT if open_still else None)
    if state is not Transport.SENDING:
        return Step("settled_by_receipt" if state is not Transport.UNKNOWN else "unknown")
    if isinstance(result, Ambiguous):
        return Step("unknown", TransportEvent.LOSE)
    if isinstance(result, Temporary):
        if not awaiting:
            # It was settled or closed while the call was under way: nobody wants it sent any more.
            return Step("cancelled", TransportEvent.CANCEL)
        if result.code == ACCOUNT_REFUSED:
            # Who we are is refused, not this message: it waits behind the halt, as if never tried.
            return Step("held_back", TransportEvent.PUT_BACK, due_at=at, counts=False)
        if result.code == NOT_BEGUN:
            return Step("put_back", TransportEvent.PUT_BACK, counts=False)
        if tries < (MOST_URGENT_TRIES if lane is Lane.URGENT else MOST_TRIES):
            return Step("put_back", TransportEvent.PUT_BACK, due_at=at + retries.pause(tries, jitter))
    return Step("failed", TransportEvent.REFUSE, error_code=result.code)


_LOCK = text(
    """
    SELECT delivery.id, delivery.state, delivery.tries, delivery.lane, delivery.awaiting, delivery.sent_at, delivery.medium,
           delivery.expected_on, delivery.message_id, message.purpose, message.event_at, team.nation
      FROM delivery
      JOIN message ON message.id = delivery.message_id
      JOIN team ON team.id = message.team_id
     WHERE delivery.id = ANY(:ids)
     ORDER BY delivery.id
       FOR UPDATE OF delivery
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid(as_uuid=True))))

_RECORD = text(
    """
    WITH given AS MATERIALIZED (
        SELECT * FROM json_to_recordset(CAST(:rows AS json)) AS given (
            attempt uuid, delivery uuid, message uuid, at timestamptz, outcome text, provider text, provider_id text,
            error_code text, provider_code text, state text, refusal text, due_at timestamptz, sent_at timestamptz,
            confirm_by timestamptz, uncount int)
    ), tried AS (
        UPDATE attempt
           SET finished_at = given.at, outcome = given.outcome, error_code = given.error_code,
               provider_code = given.provider_code, provider = coalesce(given.provider, attempt.provider),
               provider_id = coalesce(given.provider_id, attempt.provider_id)
          FROM given WHERE attempt.id = given.attempt
    ), due AS (
        UPDATE message SET confirm_by = given.confirm_by
          FROM given WHERE message.id = given.message AND given.confirm_by IS NOT NULL
    )
    UPDATE delivery
       SET state = coalesce(given.state, delivery.state),
           state_at = CASE WHEN given.state IS NULL THEN delivery.state_at ELSE given.at END,
           lease_until = CASE WHEN given.state IS NULL THEN delivery.lease_until END,
           held_reason = CASE WHEN given.state IS NULL THEN delivery.held_reason END,
           error_code = CASE WHEN given.state = 'sent' THEN NULL ELSE coalesce(given.refusal, delivery.error_code) END,
           due_at = coalesce(given.due_at, delivery.due_at),
           sent_at = coalesce(delivery.sent_at, given.sent_at),
           tries = delivery.tries - given.uncount
      FROM given WHERE delivery.id = given.delivery
    """
)


def record(session: Session, outcomes: Sequence[Outcome]) -> dict[UUID, Step]:
    """Bring every try and its delivery to rest, in two statements; the steps by attempt.

    Deadlines run from here: the first moment at which a way left replaces the planned one.
    """
    connection = session.connection()
    rows = connection.execute(_LOCK, {"ids": [each.delivery_id for each in outcomes]}).all()
    known = {row.id: row for row in rows}
    steps: dict[UUID, Step] = {}
    written = []
    for each in outcomes:
        row = known[each.delivery_id]
        step = step_after(
            Transport(row.state),
            row.tries,
            Lane(row.lane),
            each.result,
            each.at,
            awaiting=row.awaiting,
            jitter=random.random(),  # noqa: S311 - it spreads retries and guards nothing
        )
        steps[each.attempt_id] = step
        written.append(_row(each, step, row))
    connection.execute(_RECORD, {"rows": json.dumps(written, default=str, separators=(",", ":"))})
    return steps


def _row(each: Outcome, step: Step, known: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "attempt": each.attempt_id,
        "delivery": each.delivery_id,
        "message": known.message_id,
        "at": each.at,
        "outcome": step.outcome,
        "refusal": step.error_code,
        "due_at": step.due_at,
        "uncount": int(not step.counts),
    }
    if step.event is not None:
        row["state"] = transport.advance(Transport(known.state), step.event)
    if isinstance(each.result, SendResult):
        row |= {"provider": each.result.provider, "provider_id": each.result.provider_id}
        if known.sent_at is None:
            row["sent_at"] = each.at
            row["confirm_by"] = deadlines.from_sending(
                Purpose(known.purpose), known.medium, each.at, known.expected_on, Nation(known.nation), known.event_at
            )
    else:
        row |= {"error_code": each.result.code, "provider_code": each.result.provider_code}
    return row
