"""What a worker must know though no person's record is at fault: sending that stands still, and what knocked in vain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.domain.actors import CASE_ROLES, Actor, Role
from service.models import Alert, Halt


@dataclass(frozen=True, slots=True)
class Knock:
    """One thing that knocked at one door, ``times`` since ``since``. ``kind`` and ``door`` are codes."""

    kind: str
    door: str
    times: int
    since: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class StandsStill:
    """Sending by ``channel`` (``*``: by all) waits since then, and why: ``account_refused`` or ``restored``."""

    channel: str
    reason: str
    since: datetime


def unseen_alerts(session: Session, actor: Actor) -> tuple[Knock, ...]:
    """What nobody looked at yet, the newest first; for managers, and nothing for everybody else."""
    if Role.MANAGER not in actor.roles:
        return ()
    newest = func.max(Alert.at)
    lines = session.execute(
        select(Alert.kind, Alert.door, func.sum(Alert.times), func.min(Alert.since), newest)
        .where(Alert.seen_at.is_(None))
        .group_by(Alert.kind, Alert.door)
        .order_by(newest.desc(), Alert.kind, Alert.door)
    ).all()
    return tuple(Knock(kind, door, times, since, at) for kind, door, times, since, at in lines)


def standing_still(session: Session, actor: Actor) -> tuple[StandsStill, ...]:
    """For everybody who works with people: what they send now does not leave, and they would wonder."""
    actor.require(CASE_ROLES)
    lines = session.execute(select(Halt.channel, Halt.reason, Halt.since).order_by(Halt.channel)).all()
    return tuple(StandsStill(channel, reason, since) for channel, reason, since in lines)
