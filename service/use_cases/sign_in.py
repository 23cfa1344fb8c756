"""Sign in: a password, then a one-time code for those whose role or own choice asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from service import audit
from service.domain import passwords, second_factor
from service.domain.actors import SECOND_FACTOR_ROLES, SYSTEM, Actor, Role
from service.domain.errors import Invalid
from service.models import Staff, UsedCode
from service.tries import FOR_ACCOUNT, FOR_ADDRESS, Limit, charge, forgive, limit


class Next(StrEnum):
    """What stands between a right password and a session."""

    NOTHING = "nothing"
    CODE = "code"
    ENROLMENT = "enrolment"


@dataclass(frozen=True, slots=True)
class Passed:
    """``epoch`` belongs into the session: it is over once the account's own has moved."""

    staff_id: UUID
    epoch: int
    next: Next


def normal_username(typed: str) -> str:
    return typed.strip().casefold()


def check_password(
    sessions: sessionmaker[Session], *, username: str, password: str, address: str, pepper: bytes, now: datetime
) -> Passed:
    """Raises ``TooManyTries``, and ``Invalid("sign_in_refused")`` alike for unknown name, wrong password, closed account."""
    name = normal_username(username)
    account = limit(pepper, "account", name, FOR_ACCOUNT)
    with sessions.begin() as session:
        charged = charge(session, [account, limit(pepper, "address", address, FOR_ADDRESS)], now)
        found = session.execute(
            select(Staff.id, Staff.password_hash).where(Staff.username == name, Staff.active)
        ).one_or_none()

    # Outside any transaction: it takes tens of milliseconds, and a connection must not wait for it.
    if not passwords.matches(found.password_hash if found else None, password) or found is None:
        with sessions.begin() as session:
            audit.record(session, SYSTEM, "sign_in_refused", "staff", found.id if found else None, now)
        raise Invalid("sign_in_refused")

    with sessions.begin() as session:
        staff = session.get_one(Staff, found.id)
        forgive(session, account, charged, now)
        if passwords.needs_new_hash(staff.password_hash):
            staff.password_hash = passwords.hash_password(password)
        passed = Passed(staff.id, staff.session_epoch, _next(staff))
        if passed.next is Next.NOTHING:
            audit.record(session, as_actor(staff), "signed_in", "staff", staff.id, now)
    return passed


def check_code(
    sessions: sessionmaker[Session], *, staff_id: UUID, epoch: int, code: str, pepper: bytes, now: datetime
) -> Passed:
    """The second step, after ``check_password`` said ``CODE``. Each step of time counts once.

    Raises ``Invalid`` for the field ``one_time_code``, ``Invalid("sign_in_again")`` where the account changed in between,
    and ``TooManyTries``.
    """
    account = _code_limit(pepper, staff_id)
    with sessions.begin() as session:
        charged = charge(session, [account], now)
    refused = None
    with sessions.begin() as session:
        staff = session.get_one(Staff, staff_id, with_for_update=True)
        if not staff.active or staff.session_epoch != epoch or staff.totp_secret is None:
            raise Invalid("sign_in_again")
        step = second_factor.step_of(staff.totp_secret, code, now)
        if step is None:
            refused = "one_time_code_wrong"
        elif session.get(UsedCode, (staff.id, step)) is not None:
            refused = "one_time_code_used"
        else:
            use_step(session, staff.id, step)
            forgive(session, account, charged, now)
        audit.record(session, as_actor(staff), "sign_in_refused" if refused else "signed_in", "staff", staff.id, now)
    if refused:
        raise Invalid(refused, field="one_time_code")
    return Passed(staff_id, epoch, Next.NOTHING)


def use_step(session: Session, staff_id: UUID, step: int) -> None:
    """Mark one step of time as used, and forget those that no code can match any more."""
    session.execute(delete(UsedCode).where(UsedCode.staff_id == staff_id, UsedCode.step < step - 2 * second_factor.DRIFT))
    session.add(UsedCode(staff_id=staff_id, step=step))


def as_actor(staff: Staff) -> Actor:
    """The account as the audit names it; its teams are not read."""
    return Actor(id=staff.id, roles=frozenset(Role(role) for role in staff.roles), teams=frozenset())


def _next(staff: Staff) -> Next:
    if staff.totp_secret is not None:
        return Next.CODE
    return Next.ENROLMENT if as_actor(staff).roles & SECOND_FACTOR_ROLES else Next.NOTHING


def _code_limit(pepper: bytes, staff_id: UUID) -> Limit:
    return limit(pepper, "code", str(staff_id), FOR_ACCOUNT)
