"""Reads about members of staff and their teams."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.domain.actors import SECOND_FACTOR_ROLES, Actor, Role
from service.models import Membership, Staff, Team
from service.queries.risk_alerts import untaken_count
from service.queries.translations import open_count


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who stands behind a session. ``epoch`` must equal the session's own, else the session was ended.

    ``translations``: how many open translations wait for them or their teams; ``urgent_replies``: how many that nobody took.
    """

    actor: Actor
    staff_id: UUID
    name: str
    epoch: int
    translations: int = 0
    urgent_replies: int = 0


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One account, as the list of staff shows it. ``teams`` are names."""

    id: UUID
    name: str
    username: str
    roles: frozenset[Role]
    teams: tuple[str, ...]
    active: bool
    second_factor: bool

    @property
    def lacks_second_factor(self) -> bool:
        """The role needs one, and it is set up at the next sign-in."""
        return self.active and not self.second_factor and bool(self.roles & SECOND_FACTOR_ROLES)


@dataclass(frozen=True, slots=True)
class TeamName:
    id: UUID
    name: str


def signed_in(session: Session, staff_id: UUID) -> SignedIn | None:
    """The active account with its roles and teams, in one query; ``None`` where there is none."""
    teams = select(func.array_agg(Membership.team_id)).where(Membership.staff_id == Staff.id).scalar_subquery()
    row = session.execute(
        select(
            Staff.id,
            Staff.name,
            Staff.roles,
            Staff.session_epoch,
            teams.label("teams"),
            open_count(staff_id).label("translations"),
            untaken_count(staff_id).label("urgent_replies"),
        ).where(Staff.id == staff_id, Staff.active)
    ).one_or_none()
    if row is None:
        return None
    actor = Actor(id=row.id, roles=_roles(row.roles), teams=frozenset(row.teams or ()))
    return SignedIn(
        actor=actor,
        staff_id=row.id,
        name=row.name,
        epoch=row.session_epoch,
        translations=row.translations,
        urgent_replies=row.urgent_replies,
    )


def actor_named(session: Session, username: str) -> Actor | None:
    """The active account of this name, for a command that somebody gives; ``None`` where there is none."""
    staff_id = session.scalar(select(Staff.id).where(Staff.username == username.strip().casefold()))
    found = signed_in(session, staff_id) if staff_id is not None else None
    return found.actor if found is not None else None


def everyone(session: Session, actor: Actor) -> tuple[StaffLine, ...]:
    """Every account by name, for the admin alone."""
    actor.require({Role.ADMIN})
    names = (
        select(func.array_agg(Team.name))
        .join(Membership, Membership.team_id == Team.id)
        .where(Membership.staff_id == Staff.id)
        .scalar_subquery()
    )
    rows = session.execute(select(Staff, names.label("teams")).order_by(Staff.active.desc(), Staff.name, Staff.id))
    return tuple(
        StaffLine(
            id=staff.id,
            name=staff.name,
            username=staff.username,
            roles=_roles(staff.roles),
            teams=tuple(sorted(team_names or ())),
            active=staff.active,
            second_factor=staff.totp_secret is not None,
        )
        for staff, team_names in rows
    )


def teams(session: Session) -> tuple[TeamName, ...]:
    """Every team by name."""
    return tuple(TeamName(row.id, row.name) for row in session.execute(select(Team.id, Team.name).order_by(Team.name)))


def _roles(stored: list[str]) -> frozenset[Role]:
    return frozenset(Role(role) for role in stored)
