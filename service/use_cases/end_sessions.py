"""End every session of an account: signing out, a lost laptop."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session, sessionmaker

from service import audit
from service.domain.actors import Actor, Role
from service.domain.errors import NotFound
from service.models import Staff


def end_sessions(sessions: sessionmaker[Session], actor: Actor, staff_id: UUID, now: datetime) -> None:
    """One's own by anybody, another's by an admin. A cookie can't be called back, so all of the account's end together."""
    if staff_id != actor.id:
        actor.require({Role.ADMIN})
    with sessions.begin() as session:
        staff = session.get(Staff, staff_id, with_for_update=True)
        if staff is None:
            raise NotFound("staff_unknown")
        staff.session_epoch += 1
        audit.record(session, actor, "sessions_ended", "staff", staff.id, now)
