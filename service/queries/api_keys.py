"""Reads about API keys: never the keys themselves, which nobody keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.domain.actors import CASE_ROLES, Actor, Role
from service.models import ApiKey, ApiUse, Staff


@dataclass(frozen=True, slots=True)
class KeyLine:
    """``works``: neither revoked nor its account closed. ``last_used`` is the beginning of a minute."""

    id: UUID
    name: str
    staff: str
    scopes: tuple[str, ...]
    a_minute: int
    created_at: datetime
    revoked_at: datetime | None
    last_used: datetime | None
    works: bool


@dataclass(frozen=True, slots=True)
class Answerable:
    """Somebody who may answer for a key."""

    id: UUID
    name: str


def every_key(session: Session, actor: Actor) -> tuple[KeyLine, ...]:
    """Those that work first, then by name. For the admin alone."""
    actor.require({Role.ADMIN})
    last_used = select(func.max(ApiUse.minute)).where(ApiUse.key_id == ApiKey.id).scalar_subquery()
    rows = session.execute(select(ApiKey, Staff.name, Staff.active, last_used).join(Staff, Staff.id == ApiKey.staff_id))
    lines = [
        KeyLine(
            id=key.id,
            name=key.name,
            staff=name,
            scopes=tuple(key.scopes),
            a_minute=key.a_minute,
            created_at=key.created_at,
            revoked_at=key.revoked_at,
            last_used=used,
            works=active and key.revoked_at is None,
        )
        for key, name, active, used in rows
    ]
    return tuple(sorted(lines, key=lambda line: (not line.works, line.name.casefold(), line.id)))


def answerable(session: Session, actor: Actor) -> tuple[Answerable, ...]:
    """Everybody who works with people and could answer for a key, by name. For the admin alone."""
    actor.require({Role.ADMIN})
    works_with_people = Staff.roles.overlap(sorted(CASE_ROLES))
    rows = session.execute(select(Staff.id, Staff.name).where(Staff.active, works_with_people).order_by(Staff.name))
    return tuple(Answerable(row.id, row.name) for row in rows)
