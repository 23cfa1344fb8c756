"""Open a closed account again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session, sessionmaker

from service import audit
from service.domain.actors import Actor, Role
from service.domain.errors import NotFound
from service.models import Staff


def reactivate_staff(sessions: sessionmaker[Session], actor: Actor, staff_id: UUID, now: datetime) -> None:
    """By an admin. It has the password and the app that it had; sessions from before stay ended."""
    actor.require({Role.ADMIN})
    with sessions.begin() as session:
        staff = session.get(Staff, staff_id, with_for_update=True)
        if staff is None:
            raise NotFound("staff_unknown")
        staff.active = True
        audit.record(session, actor, "staff_reactivated", "staff", staff.id, now, fields=["active"])
