"""Close an account. Nothing that it did is taken away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session, sessionmaker

from service import audit
from service.domain.actors import Actor, Role
from service.domain.errors import Invalid, NotFound
from service.models import Staff


def deactivate_staff(sessions: sessionmaker[Session], actor: Actor, staff_id: UUID, now: datetime) -> None:
    """By an admin, and never their own: somebody must be left to open it again."""
    actor.require({Role.ADMIN})
    if staff_id == actor.id:
        raise Invalid("staff_is_yourself")
    with sessions.begin() as session:
        staff = session.get(Staff, staff_id, with_for_update=True)
        if staff is None:
            raise NotFound("staff_unknown")
        staff.active = False
        staff.session_epoch += 1
        audit.record(session, actor, "staff_deactivated", "staff", staff.id, now, fields=["active"])
