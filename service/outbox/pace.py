"""Whose turn it is: a rate that all hosts share, and a share of it that is kept for bulk."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

BULK_SHARE = 0.2
"""Of what may be sent, this part goes to bulk even while more urgent things wait, so that a broadcast does end."""


@dataclass(frozen=True, slots=True)
class Turn:
    """``most`` may be claimed now, ``for_bulk`` of them first from the bulk lane. ``limited``: more may come in a moment."""

    most: int
    for_bulk: int
    limited: bool


_TAKE = text(
    """
    WITH had AS (
        SELECT channel, owed_to_bulk,
               least(:burst, tokens + greatest(0, extract(epoch FROM clock_timestamp() - at)) * :rate) AS tokens
          FROM pace WHERE channel = :channel FOR UPDATE
    ), turn AS (
        SELECT channel, tokens, least(:most, floor(tokens))::int AS number,
               owed_to_bulk + least(:most, floor(tokens)) * :share AS owed
          FROM had
    )
    UPDATE pace
       SET tokens = turn.tokens - turn.number, owed_to_bulk = turn.owed - floor(turn.owed), at = clock_timestamp()
      FROM turn WHERE pace.channel = turn.channel
    RETURNING turn.number, least(turn.number, floor(turn.owed))::int AS for_bulk
    """
)
_BEGIN = text(
    """
    INSERT INTO pace (channel, tokens, owed_to_bulk, at) VALUES (:channel, :burst, 0, clock_timestamp())
    ON CONFLICT (channel) DO NOTHING
    """
)
_GIVE_BACK = text("UPDATE pace SET tokens = tokens + :unused WHERE channel = :channel")


def take_turn(session: Session, channel: str, most: int, a_second: int) -> Turn:
    """Draw up to ``most`` from the bucket of ``a_second`` sends, one second's worth deep; 0 sets no limit.

    A short transaction of its own: the row is a gate that every host passes through.
    """
    if a_second <= 0:
        return Turn(most, max(1, int(most * BULK_SHARE)), limited=False)
    connection = session.connection()
    given = {"channel": channel, "most": most, "rate": a_second, "burst": a_second, "share": BULK_SHARE}
    row = connection.execute(_TAKE, given).first()
    if row is None:
        connection.execute(_BEGIN, given)
        row = connection.execute(_TAKE, given).one()
    return Turn(row.number, row.for_bulk, limited=row.number < most)


def give_back(session: Session, channel: str, unused: int, a_second: int) -> None:
    """What was drawn and found nothing to send."""
    if a_second > 0 and unused > 0:
        session.connection().execute(_GIVE_BACK, {"channel": channel, "unused": unused})
