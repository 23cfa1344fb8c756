"""A caseworker's home: who needs me today, and who is waiting. Asked of the facts at ``now``; no job has a hand in it.

One statement, whatever the numbers: the open ones with their place in the list, what is to be shown of those on the page,
and whom nobody asked. It reads partial indexes of what is open: closed messages cost nothing, ten million or none.
How it is planned, and what it costs, is in ``docs/work-list-plan.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from service.domain.actors import CASE_ROLES, Actor
from service.driver import Driver
from service.queries.work_list_rows import Line, Row, Step, row_of, row_to_ask
from service.queries.work_list_sql import PLAN_ONCE_SQL, WORK_LIST

__all__ = ["AT_ONCE", "FROM_THE_TOP", "Place", "Row", "Step", "WorkList", "parameters", "work_list"]

AT_ONCE = 25
"""People who need somebody that one page shows, the most urgent first."""
WAITING_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A row's place in its part of the list, and so where the next page begins. A row that was dealt with leaves a gap; no
    other moves over it unseen.

    ``urgency`` is the flag's place among all (``domain.flags.URGENCY``), -1 for what only waits. ``moment`` is empty for
    what waits without a deadline; ``key`` is the person's id, or that of a reply that is nobody's yet.
    """

    urgency: int
    moment: datetime | None
    key: UUID


FROM_THE_TOP = Place(-1, datetime.min.replace(tzinfo=UTC), UUID(int=0))


@dataclass(frozen=True, slots=True)
class WorkList:
    """``needs_me`` and ``waiting`` hold at most one row a person each, and of each the rows of one page.

    ``count`` is how many need somebody today and ``waiting_count`` how many wait, on all pages together; ``next`` and
    ``waiting_next`` are where the page after this one begins, if there is one. ``to_ask`` are a few of the team's people
    whom nobody asked yet how they want to be contacted: never urgent, so they are not counted.
    """

    needs_me: tuple[Row, ...]
    waiting: tuple[Row, ...]
    to_ask: tuple[Row, ...]
    count: int
    waiting_count: int = 0
    next: Place | None = None
    waiting_next: Place | None = None


_PLACE, _KEY, _MESSAGE = 2, 3, 9
"""Columns of ``WORK_LIST`` by their position."""


def work_list(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    after: Place = FROM_THE_TOP,
    waiting_after: Place = FROM_THE_TOP,
    most: int = AT_ONCE,
    most_waiting: int = WAITING_AT_ONCE,
) -> WorkList:
    """The actor's teams' people and what the actor owns. Restricted people only for their named readers."""
    actor.require(CASE_ROLES)
    asked = parameters(actor, now, after, waiting_after, most, most_waiting)
    lines = Driver(session.connection()).rows(WORK_LIST, asked, before=PLAN_ONCE_SQL)
    count, waiting_count, *_ = lines[0]
    needing = [line for line in lines if line[_PLACE] is not None]
    others = [line for line in lines if line[_PLACE] is None and line[_KEY] is not None]
    waiting = [line for line in others if line[_MESSAGE] is not None]
    to_ask = [line for line in others if line[_MESSAGE] is None]
    return WorkList(
        needs_me=tuple([row_of(line, now) for line in needing[:most]]),
        waiting=tuple([row_of(line, now) for line in waiting[:most_waiting]]),
        to_ask=tuple([row_to_ask(line) for line in reversed(to_ask)]),
        count=count,
        waiting_count=waiting_count,
        next=_place_of(needing[most - 1]) if len(needing) > most else None,
        waiting_next=_place_of(waiting[most_waiting - 1]) if len(waiting) > most_waiting else None,
    )


def parameters(
    actor: Actor,
    now: datetime,
    after: Place = FROM_THE_TOP,
    waiting_after: Place = FROM_THE_TOP,
    most: int = AT_ONCE,
    most_waiting: int = WAITING_AT_ONCE,
) -> dict[str, object]:
    """What ``WORK_LIST`` binds. One row more than is shown tells whether there is a next page."""
    return {
        "me": actor.id,
        "teams": list(actor.teams),
        "now": now,
        "most": most + 1,
        "waits_most": most_waiting + 1,
        "place": after.urgency,
        "moment": _stamp(after),
        "key": after.key,
        "waits_moment": _stamp(waiting_after),
        "waits_key": waiting_after.key,
    }


def _stamp(place: Place) -> str:
    return "infinity" if place.moment is None else place.moment.isoformat()


def _place_of(line: Line) -> Place:
    place, key, _folded, since, due = line[_PLACE : _PLACE + 5]
    return Place(-1, due, key) if place is None else Place(place, due or since, key)
