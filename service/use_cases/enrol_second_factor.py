"""Tie an authenticator app to an account."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session, sessionmaker

from service import audit
from service.domain import second_factor
from service.domain.actors import Actor, Role
from service.domain.errors import Conflict, Invalid
from service.models import Staff, UsedCode


def enrol_second_factor(
    sessions: sessionmaker[Session], *, staff_id: UUID, epoch: int, secret: str, code: str, now: datetime
) -> None:
    """Keep ``secret`` once a first code proves that the app has it; that code signs in and counts as used.

    Raises ``Invalid`` for the field ``one_time_code``, ``Invalid("sign_in_again")`` where the account changed in between,
    ``Conflict`` where it has an app already: an admin resets it first.
    """
    with sessions.begin() as session:
        staff = session.get_one(Staff, staff_id, with_for_update=True)
        if not staff.active or staff.session_epoch != epoch:
            raise Invalid("sign_in_again")
        if staff.totp_secret is not None:
            raise Conflict("second_factor_there")
        step = second_factor.step_of(secret, code, now)
        if step is None:
            raise Invalid("one_time_code_wrong", field="one_time_code")
        staff.totp_secret = secret
        session.merge(UsedCode(staff_id=staff.id, step=step))
        actor = Actor(id=staff.id, roles=frozenset(Role(role) for role in staff.roles), teams=frozenset())
        audit.record(session, actor, "second_factor_set", "staff", staff.id, now, fields=["totp_secret"])
        audit.record(session, actor, "signed_in", "staff", staff.id, now)
