"""Reads of alerts about urgent replies: what waits for somebody to take it. Nothing of what the person wrote is in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session

from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import DomainError, NotFound
from service.domain.risk_alerts import Outcome
from service.models import Membership, Reply, RestrictedReader, RiskAlert, RiskAlertTry, Staff, Team
from service.queries.visibility import require_reply

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody was told, or it was tried: a role of the team's cover, and what came of it."""

    name: str
    at: datetime
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class AlertView:
    """``may_read``: whether this worker may open the reply; who may not can't take the alert either."""

    id: UUID
    reply_id: UUID
    team: str
    received_at: datetime
    waiting: bool
    taken_by: str
    taken_at: datetime | None
    calls: tuple[Call, ...]
    may_read: bool
    readers: tuple[str, ...]
    """The named workers of a restricted record, for those who are not among them."""


def untaken() -> ColumnElement[bool]:
    """The condition of the partial index."""
    return and_(RiskAlert.taken_at.is_(None), RiskAlert.ended_at.is_(None))


def untaken_count(staff_id: UUID) -> ScalarSelect[int]:
    """How many wait that are this worker's teams' to take: for the banner, in the session's own query."""
    return (
        select(func.count())
        .select_from(RiskAlert)
        .join(Reply, Reply.id == RiskAlert.reply_id)
        .where(untaken(), Reply.open, _concerns(staff_id))
        .scalar_subquery()
    )


def waiting(session: Session, actor: Actor) -> tuple[AlertView, ...]:
    """The oldest first."""
    actor.require(CASE_ROLES)
    mine = _concerns(actor.id) if actor.id is not None else false()
    query = _query().where(untaken(), Reply.open, mine).order_by(RiskAlert.raised_at, RiskAlert.id).limit(MOST_SHOWN)
    return _views(session, actor, session.execute(query).all())


def one(session: Session, actor: Actor, alert_id: UUID) -> AlertView:
    """Whichever team's it is: who covers for others holds its address. Raises ``NotFound``."""
    actor.require(CASE_ROLES)
    found = _views(session, actor, session.execute(_query().where(RiskAlert.id == alert_id)).all())
    if not found:
        raise NotFound("alert_not_found")
    return found[0]


def told(session: Session, alert_ids: Collection[UUID]) -> Mapping[UUID, tuple[RiskAlertTry, ...]]:
    """The calls of each alert, in order."""
    tries = session.scalars(
        select(RiskAlertTry).where(RiskAlertTry.alert_id.in_(alert_ids)).order_by(RiskAlertTry.step, RiskAlertTry.id)
    ).all()
    return {alert_id: tuple(each for each in tries if each.alert_id == alert_id) for alert_id in alert_ids}


def may_read(session: Session, actor: Actor, reply_id: UUID) -> bool:
    try:
        require_reply(session, actor, reply_id)
    except DomainError:
        return False
    return True


def _concerns(staff_id: UUID) -> ColumnElement[bool]:
    """Their teams' alerts; the duty team's members see all, for it is told after every other team."""
    teams = select(Membership.team_id).where(Membership.staff_id == staff_id)
    duty = exists().where(Membership.staff_id == staff_id, Membership.team_id == Team.id, Team.is_duty)
    return or_(RiskAlert.team_id.in_(teams), duty.correlate(None))


def _query() -> Select[*tuple[Any, ...]]:
    return (
        select(
            RiskAlert,
            Reply.received_at,
            Reply.open,
            Reply.person_id,
            Team.name.label("team"),
            Staff.name.label("taker"),
        )
        .join(Reply, Reply.id == RiskAlert.reply_id)
        .join(Team, Team.id == RiskAlert.team_id)
        .outerjoin(Staff, Staff.id == RiskAlert.taken_by)
    )


def _views(session: Session, actor: Actor, rows: Sequence[Row[Any]]) -> tuple[AlertView, ...]:
    calls = told(session, [row.RiskAlert.id for row in rows])
    return tuple(_view(session, actor, row, calls[row.RiskAlert.id]) for row in rows)


def _view(session: Session, actor: Actor, row: Row[Any], calls: Sequence[RiskAlertTry]) -> AlertView:
    alert: RiskAlert = row.RiskAlert
    readable = may_read(session, actor, alert.reply_id)
    named = select(Staff.name).join(RestrictedReader, RestrictedReader.staff_id == Staff.id).order_by(Staff.name)
    return AlertView(
        id=alert.id,
        reply_id=alert.reply_id,
        team=row.team,
        received_at=row.received_at,
        waiting=alert.taken_at is None and row.open,
        taken_by=row.taker or "",
        taken_at=alert.taken_at,
        calls=tuple(Call(each.name, each.at, each.outcome) for each in calls),
        may_read=readable,
        readers=()
        if readable
        else tuple(session.scalars(named.where(RestrictedReader.person_id == row.person_id, Staff.active))),
    )
