"""Change one's own password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from service import audit
from service.domain import passwords
from service.domain.actors import Actor
from service.domain.errors import Invalid, NotAllowed
from service.models import Staff
from service.tries import FOR_ACCOUNT, charge, forgive, limit


def change_password(
    sessions: sessionmaker[Session], actor: Actor, *, password: str, new_password: str, pepper: bytes, now: datetime
) -> int:
    """Ends every session of the account and returns its new epoch, so that the door can go on with this one.

    Raises ``Invalid`` for the field ``password`` or ``new_password``, and ``TooManyTries``.
    """
    if actor.id is None:
        raise NotAllowed("not_signed_in")
    account = limit(pepper, "password", str(actor.id), FOR_ACCOUNT)
    with sessions.begin() as session:
        staff = session.execute(select(Staff.username, Staff.password_hash).where(Staff.id == actor.id)).one()
        passwords.require_sound(new_password, staff.username)
        charged = charge(session, [account], now)
    if not passwords.matches(staff.password_hash, password):
        raise Invalid("password_wrong", field="password")
    fresh = passwords.hash_password(new_password)
    with sessions.begin() as session:
        row = session.get_one(Staff, actor.id, with_for_update=True)
        row.password_hash = fresh
        row.session_epoch += 1
        forgive(session, account, charged, now)
        audit.record(session, actor, "password_changed", "staff", row.id, now, fields=["password_hash"])
        return row.session_epoch
