"""Untie a lost phone from an account."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session, sessionmaker

from service import audit
from service.domain.actors import Actor, Role
from service.domain.errors import NotFound
from service.models import Staff


def reset_second_factor(sessions: sessionmaker[Session], actor: Actor, staff_id: UUID, now: datetime) -> None:
    """By an admin. Its sessions end, and the next sign-in sets up an app again where the role needs one."""
    actor.require({Role.ADMIN})
    with sessions.begin() as session:
        staff = session.get(Staff, staff_id, with_for_update=True)
        if staff is None:
            raise NotFound("staff_unknown")
        staff.totp_secret = None
        staff.session_epoch += 1
        audit.record(session, actor, "second_factor_reset", "staff", staff.id, now, fields=["totp_secret"])
