"""Reads for the morning's lists: what a team's list counts, whose is still to be sent, and whose did not arrive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from service.domain.digests import Digest, DigestState, end_of_day
from service.domain.flags import FlagKind
from service.models import TeamDigest
from service.queries.work_list_sql import COUNTS, PLAN_ONCE

_NOBODY = UUID(int=0)
"""Everyone in the team reads that mailbox: restricted records, which are for named readers, are not counted at all."""
_KINDS = tuple(FlagKind)
_DONE = (DigestState.ACCEPTED, DigestState.NOTHING)
_LATE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Tried:
    """How a day's list stands, and when it was last begun."""

    state: DigestState
    at: datetime


def digest_of(session: Session, team_id: UUID, now: datetime) -> Digest:
    """What the team's work list holds now, row by row as it counts them, but for restricted records."""
    connection = session.connection()
    connection.execute(PLAN_ONCE)
    given = {"me": _NOBODY, "teams": [team_id], "now": now, "until": end_of_day(now)}
    counts = {row.place: row.times for row in connection.execute(COUNTS, given)}
    due_today = counts.pop(None, 0)
    return Digest({_KINDS[place]: times for place, times in counts.items()}, due_today)


def tried(session: Session, day: date) -> Mapping[UUID, Tried]:
    """What became of that day's lists so far; a team without one has no entry."""
    query = select(TeamDigest.team_id, TeamDigest.state, TeamDigest.at).where(TeamDigest.day == day)
    return {row.team_id: Tried(row.state, row.at) for row in session.execute(query)}


def not_arrived(session: Session, now: datetime) -> frozenset[UUID]:
    """The teams whose newest list did not arrive, for all that is known."""
    newest = (
        select(TeamDigest.team_id, TeamDigest.state, TeamDigest.at)
        .ext(distinct_on(TeamDigest.team_id))
        .order_by(TeamDigest.team_id, TeamDigest.day.desc())
        .subquery()
    )
    # One that was begun a moment ago is on its way.
    lost = newest.c.state.not_in(_DONE) & (newest.c.at < now - _LATE)
    return frozenset(session.scalars(select(newest.c.team_id).where(lost)))
