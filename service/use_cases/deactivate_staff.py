"""Close an account. Nothing that it did is taken away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, sessionmaker

from service import audit
from service.domain.actors import Actor, Role
from service.domain.errors import Invalid, NotFound
from service.models import Person, RestrictedReader, Staff


def deactivate_staff(sessions: sessionmaker[Session], actor: Actor, staff_id: UUID, now: datetime) -> None:
    """By an admin, and never their own: somebody must be left to open it again."""
    actor.require({Role.ADMIN})
    if staff_id == actor.id:
        raise Invalid("staff_is_yourself")
    with sessions.begin() as session:
        staff = session.get(Staff, staff_id, with_for_update=True)
        if staff is None:
            raise NotFound("staff_unknown")
        if _only_reader(session, staff_id):
            raise Invalid("last_reader_of_restricted")
        staff.active = False
        staff.session_epoch += 1
        audit.record(session, actor, "staff_deactivated", "staff", staff.id, now, fields=["active"])


def _only_reader(session: Session, staff_id: UUID) -> bool:
    """Whether a restricted record would be left that nobody can open, and whose replies nobody would see."""
    others = (
        exists()
        .where(RestrictedReader.person_id == Person.id, RestrictedReader.staff_id != staff_id)
        .where(Staff.id == RestrictedReader.staff_id, Staff.active)
    )
    theirs = exists().where(RestrictedReader.person_id == Person.id, RestrictedReader.staff_id == staff_id)
    return session.scalar(select(Person.id).where(Person.restricted, theirs, ~others).limit(1)) is not None
