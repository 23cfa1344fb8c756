"""Reads of who is told of danger, team by team."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.actors import Actor, Role
from service.domain.contact_points import PointKind
from service.domain.cover import NOT_SAID, Calendar, Contact, Cover, ReadingTimes, Window, gapless
from service.domain.deadlines import Nation
from service.domain.errors import NotFound
from service.models import Team, TeamCover
from service.queries.letterheads import SETTING_ROLES, may_set


@dataclass(frozen=True, slots=True)
class CoverOfTeam:
    """A team with its cover. ``gapless``: somebody is on duty at every hour. ``digest_to`` gets the morning's list."""

    team_id: UUID
    team: str
    is_duty: bool
    cover: Cover
    reads: ReadingTimes
    digest_to: str = ""

    @property
    def gapless(self) -> bool:
        return gapless([each.window for each in self.cover.contacts])


def teams(session: Session, actor: Actor) -> tuple[CoverOfTeam, ...]:
    """Those that the actor may set, by name."""
    actor.require(SETTING_ROLES)
    everyone = every(session)
    return everyone if Role.ADMIN in actor.roles else tuple(each for each in everyone if each.team_id in actor.teams)


def of_team(session: Session, actor: Actor, team_id: UUID) -> CoverOfTeam:
    """Raises ``NotAllowed`` and ``NotFound``."""
    may_set(actor, team_id)
    found = next((each for each in every(session) if each.team_id == team_id), None)
    if found is None:
        raise NotFound("team_unknown")
    return found


def every(session: Session) -> tuple[CoverOfTeam, ...]:
    """All teams, by name: there are few."""
    query = select(Team, TeamCover).outerjoin(TeamCover, TeamCover.team_id == Team.id).order_by(Team.name)
    return tuple(_told(team, kept) for team, kept in session.execute(query))


def told_in_turn(session: Session, team_ids: Collection[UUID]) -> Mapping[UUID, tuple[Cover, ...]]:
    """Whose contacts are told of each team's alerts: its own first, then those of the duty teams."""
    if not team_ids:
        return {}
    everyone = every(session)
    last = tuple(each.cover for each in everyone if each.is_duty)
    return {each.team_id: (each.cover, *last) for each in everyone if each.team_id in team_ids}


def written(contact: Contact) -> dict[str, Any]:
    """As it is stored; ``_contact`` is its way back."""
    window = contact.window
    return {
        "name": contact.name,
        "kind": contact.kind.value,
        "value": contact.value,
        "days": sorted(window.days),
        "start": window.start.isoformat("minutes"),
        "end": window.end.isoformat("minutes"),
    }


def _contact(kept: Mapping[str, Any]) -> Contact:
    window = Window(frozenset(kept["days"]), time.fromisoformat(kept["start"]), time.fromisoformat(kept["end"]))
    return Contact(kept["name"], PointKind(kept["kind"]), kept["value"], window)


READS: Final = ", ".join(
    f"cover.{column}" for column in ("gapless", "reads_days", "reads_start", "reads_end", "emergency_phone", "in_texts")
)
"""What a statement asks of ``team_cover AS cover`` for ``reads_of``."""


def reads_of(row: Any) -> ReadingTimes | None:
    """What people are told of it; nothing where somebody is told of danger at every hour."""
    if row.gapless is None:
        return NOT_SAID
    if row.gapless:
        return None
    return _reading_times(tuple(row.reads_days), row.reads_start, row.reads_end, row.emergency_phone, row.in_texts)


@lru_cache(maxsize=256)
def _reading_times(days: tuple[int, ...], start: str, end: str, emergency_phone: str, in_texts: bool) -> ReadingTimes:  # noqa: FBT001 - columns of a row, in their order
    return ReadingTimes(frozenset(days), time.fromisoformat(start), time.fromisoformat(end), emergency_phone, in_texts)


def _told(team: Team, kept: TeamCover | None) -> CoverOfTeam:
    if kept is None:
        return CoverOfTeam(team.id, team.name, team.is_duty, Cover((), Calendar(Nation(team.nation))), NOT_SAID)
    return CoverOfTeam(
        team.id,
        team.name,
        team.is_duty,
        Cover(
            tuple(_contact(each) for each in kept.contacts),
            Calendar(Nation(team.nation), frozenset(kept.closing_days)),
        ),
        _reading_times(tuple(kept.reads_days), kept.reads_start, kept.reads_end, kept.emergency_phone, kept.in_texts),
        kept.digest_to,
    )
