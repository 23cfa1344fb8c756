"""Give a member of staff an account."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, sessionmaker

from service import audit
from service.database import new_id
from service.domain import passwords
from service.domain.actors import Actor, Role
from service.domain.errors import Invalid, InvalidFields
from service.models import Membership, Staff, Team

_USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")


def create_staff(
    sessions: sessionmaker[Session],
    actor: Actor,
    *,
    name: str,
    username: str,
    roles: Collection[Role],
    teams: Collection[UUID],
    password: str,
    now: datetime,
) -> UUID:
    """For an admin, and for the command line as ``Actor(None, frozenset({Role.ADMIN}), frozenset())``.

    ``password`` is the first one, from ``passwords.temporary()`` or chosen. Raises ``InvalidFields`` naming ``name``,
    ``username``, ``roles`` or ``teams``; ``Invalid`` naming ``new_password``.
    """
    actor.require({Role.ADMIN})
    username = username.strip().casefold()
    _require_sound(name, username, roles)
    passwords.require_sound(password, username)
    hashed = passwords.hash_password(password)
    staff_id = new_id()
    with sessions.begin() as session:
        known = set(session.scalars(select(Team.id).where(Team.id.in_(list(teams)))))
        if known != set(teams):
            raise InvalidFields((Invalid("team_unknown", field="teams"),))
        added = session.execute(
            insert(Staff)
            .values(
                id=staff_id,
                username=username,
                name=name.strip(),
                password_hash=hashed,
                roles=sorted(role.value for role in roles),
                created_at=now,
            )
            .on_conflict_do_nothing(index_elements=[Staff.username])
            .returning(Staff.id)
        ).one_or_none()
        if added is None:
            raise InvalidFields((Invalid("username_taken", field="username"),))
        session.add_all(Membership(staff_id=staff_id, team_id=team_id) for team_id in known)
        audit.record(session, actor, "staff_created", "staff", staff_id, now, fields=["name", "username", "roles", "teams"])
    return staff_id


def _require_sound(name: str, username: str, roles: Collection[Role]) -> None:
    faults = []
    if not name.strip():
        faults.append(Invalid("staff_name_missing", field="name"))
    if not _USERNAME.fullmatch(username):
        faults.append(Invalid("username_not_valid", field="username"))
    if not roles:
        faults.append(Invalid("staff_roles_missing", field="roles"))
    if faults:
        raise InvalidFields(tuple(faults))
