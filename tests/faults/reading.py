"""What the service says of itself, read from its database and its own work list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.domain.flags import FlagKind
from service.domain.understanding import Understanding
from service.queries.work_list import FROM_THE_TOP, Place, work_list
from tests.faults.council import Council
from tests.faults.world.journal import Told

_MESSAGES = text(
    """
    SELECT message.id AS message_id, message.person_id, message.team_id, message.open, message.understanding,
           message.confirm_by, delivery.id AS delivery_id, delivery.channel, delivery.state, delivery.code,
           delivery.error_code, delivery.held_reason, delivery.contradiction
      FROM message LEFT JOIN delivery ON delivery.message_id = message.id
    """
)
_RECEIPTS = text("SELECT provider_id, status, provider_code FROM receipt WHERE provider = 'twilio'")
_ANSWERS = text("SELECT provider_id FROM reply WHERE provider = 'twilio'")
_ALERTS = text("SELECT kind, door, detail, times FROM alert ORDER BY kind, door, detail")
_A_PAGE = 200
_SOON = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Line:
    """A message with one way that it went, or was to go."""

    message_id: UUID
    person_id: UUID
    team_id: UUID
    open: bool
    understanding: str
    confirm_by: datetime | None
    delivery_id: UUID | None
    channel: str
    state: str
    code: str
    error_code: str | None
    held_reason: str | None
    contradiction: bool

    @property
    def confirmed(self) -> bool:
        return self.understanding == Understanding.UNDERSTOOD.value


def lines(session: Session) -> list[Line]:
    return [Line(**row) for row in session.execute(_MESSAGES).mappings()]


def kept(session: Session) -> list[Told]:
    """Every receipt and every answer that the service keeps, as often as it does."""
    receipts = [Told(*row) for row in session.execute(_RECEIPTS)]
    return receipts + [Told(row.provider_id) for row in session.execute(_ANSWERS)]


def alerts(session: Session) -> list[tuple[str, str, str, int]]:
    return [(row.kind, row.door, row.detail, row.times) for row in session.execute(_ALERTS)]


def attempts(session: Session) -> set[str]:
    return {str(found) for found in session.scalars(text("SELECT id FROM attempt"))}


def flags(session: Session, council: Council, now: datetime, teams: Iterable[UUID]) -> dict[UUID, frozenset[FlagKind]]:
    """Each person who needs somebody at ``now``, as the teams' own work lists show it, with every flag of the row."""
    found: dict[UUID, frozenset[FlagKind]] = {}
    for team in teams:
        place: Place | None = FROM_THE_TOP
        while place is not None:
            page = work_list(session, council.reader(team), now, after=place, most=_A_PAGE)
            for row in page.needs_me:
                if row.person_id is not None and row.kind is not None:
                    found[row.person_id] = frozenset({row.kind, *row.folded})
            place = page.next
    return found


@dataclass(frozen=True, slots=True)
class Deadlines:
    """``due`` messages were not confirmed; ``flagged`` of them stood on the list a second after their time was up.

    ``early`` were flagged as silent a second before it.
    """

    due: int
    flagged: int
    early: int
    without: int


def deadlines(session: Session, council: Council, rows: Iterable[Line]) -> Deadlines:
    """Ask the list at each deadline, one second before and one after; ``without`` have no deadline at all."""
    groups: dict[tuple[datetime, UUID], set[UUID]] = defaultdict(set)
    without = 0
    for row in rows:
        if not row.open or row.confirmed:
            continue
        if row.confirm_by is None:
            without += 1
        else:
            groups[row.confirm_by, row.team_id].add(row.person_id)
    due = flagged = early = 0
    for (moment, team), people in groups.items():
        after = flags(session, council, moment + _SOON, [team])
        before = flags(session, council, moment - _SOON, [team])
        due += len(people)
        flagged += len(people & after.keys())
        early += sum(FlagKind.NOT_RECEIVED in before.get(person, ()) for person in people)
    return Deadlines(due, flagged, early, without)
