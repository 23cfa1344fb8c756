"""Signing in on a real database: who passes, what is counted, what is written down."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from statistics import median

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from service.database import new_id
from service.domain.actors import Actor, Role
from service.domain.errors import Conflict, Invalid, InvalidFields, NotAllowed, NotFound
from service.domain.passwords import hash_password, needs_new_hash
from service.models import AuditEntry, SignInTry, Staff, UsedCode
from service.tries import FOR_ADDRESS, TooManyTries, limit
from service.use_cases.change_password import change_password
from service.use_cases.create_staff import create_staff
from service.use_cases.end_sessions import end_sessions
from service.use_cases.enrol_second_factor import enrol_second_factor
from service.use_cases.reset_second_factor import reset_second_factor
from service.use_cases.sign_in import Next, Passed, check_code, check_password

ADMIN = Actor(id=None, roles=frozenset({Role.ADMIN}), teams=frozenset())
PASSWORD = "three quiet herons"
PEPPER = b"p" * 32


@pytest.fixture
def duty(sessions: sessionmaker[Session], now: datetime) -> Staff:
    return _made(sessions, now, "dana", Role.DUTY)


@pytest.fixture
def manager(sessions: sessionmaker[Session], now: datetime) -> Staff:
    staff = _made(sessions, now, "mina", Role.MANAGER)
    with sessions.begin() as session:
        session.get_one(Staff, staff.id).totp_secret = staff.totp_secret = pyotp.random_base32()
    return staff


def _made(sessions: sessionmaker[Session], now: datetime, username: str, *roles: Role) -> Staff:
    staff_id = create_staff(
        sessions, ADMIN, name=username.title(), username=username, roles=roles, teams=(), password=PASSWORD, now=now
    )
    with sessions() as session:
        return session.get_one(Staff, staff_id)


def _try(
    sessions: sessionmaker[Session],
    now: datetime,
    *,
    username: str = "dana",
    password: str = PASSWORD,
    address: str = "192.0.2.1",
) -> Passed:
    return check_password(sessions, username=username, password=password, address=address, pepper=PEPPER, now=now)


def _actions(sessions: sessionmaker[Session], staff: Staff) -> list[str]:
    with sessions() as session:
        rows = select(AuditEntry.action).where(AuditEntry.subject_id == staff.id).order_by(AuditEntry.id)
        return list(session.scalars(rows))


def test_a_right_password_passes_and_is_written_down(sessions: sessionmaker[Session], duty: Staff, now: datetime) -> None:
    assert _try(sessions, now, username="  DANA") == Passed(duty.id, 0, Next.NOTHING)
    assert _actions(sessions, duty) == ["staff_created", "signed_in"]


def test_a_wrong_password_is_written_down_without_the_name_or_the_address(
    sessions: sessionmaker[Session], duty: Staff, now: datetime
) -> None:
    with pytest.raises(Invalid, match="sign_in_refused"):
        _try(sessions, now, password="wrong wrong wrong")
    assert _actions(sessions, duty) == ["staff_created", "sign_in_refused"]
    with sessions() as session:
        keys = session.scalars(select(SignInTry.key)).all()
    assert len(keys) == 2
    assert all(len(key) == 64 and "dana" not in key and "192" not in key for key in keys)


def test_a_role_that_needs_a_second_factor_is_asked_for_it(
    sessions: sessionmaker[Session], manager: Staff, now: datetime
) -> None:
    _made(sessions, now, "ada", Role.ADMIN)
    assert _try(sessions, now, username="mina").next is Next.CODE
    assert _try(sessions, now, username="ada").next is Next.ENROLMENT
    assert "signed_in" not in _actions(sessions, manager)


def test_many_guesses_at_the_same_moment_are_no_more_than_five(
    sessions: sessionmaker[Session], duty: Staff, now: datetime
) -> None:
    def guess(number: int) -> str:
        try:
            _try(sessions, now, username=duty.username, password=f"wrong number {number}")
        except TooManyTries:
            return "waits"
        except Invalid:
            return "refused"
        return "passed"

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(guess, range(12)))
    assert (outcomes.count("refused"), outcomes.count("waits")) == (5, 7)


def test_the_wait_ends_fifteen_minutes_after_the_first_of_five_and_grows_no_longer(
    sessions: sessionmaker[Session], duty: Staff, now: datetime
) -> None:
    for minute in range(5):
        with pytest.raises(Invalid, match="sign_in_refused"):
            _try(sessions, now + timedelta(minutes=minute), password="wrong wrong wrong")
    for minute in (5, 10, 14):
        with pytest.raises(TooManyTries) as waits:
            _try(sessions, now + timedelta(minutes=minute))
        assert waits.value.until == now + timedelta(minutes=15)
    assert _try(sessions, now + timedelta(minutes=15)).staff_id == duty.id


@pytest.mark.usefixtures("duty")
def test_a_right_password_forgets_the_wrong_ones(sessions: sessionmaker[Session], now: datetime) -> None:
    for _round in range(3):
        for _ in range(4):
            with pytest.raises(Invalid, match="sign_in_refused"):
                _try(sessions, now, password="wrong wrong wrong")
        _try(sessions, now)


def test_one_address_can_not_sweep_through_all_accounts(sessions: sessionmaker[Session], duty: Staff, now: datetime) -> None:
    with sessions.begin() as session:
        session.add_all(SignInTry(key=key, at=now) for key in [_address_key()] * FOR_ADDRESS)
    with pytest.raises(TooManyTries):
        _try(sessions, now)
    assert _try(sessions, now, address="192.0.2.2").staff_id == duty.id


def _address_key() -> str:
    return limit(PEPPER, "address", "192.0.2.1", FOR_ADDRESS).key


@pytest.mark.usefixtures("duty")
def test_an_unknown_name_takes_as_long_as_a_wrong_password(sessions: sessionmaker[Session], now: datetime) -> None:
    """By the work, not by the clock alone: both must cost a whole argon2 hash, which dwarfs the rest."""

    def seconds(username: str, at: datetime) -> float:
        began = time.process_time()
        with pytest.raises(Invalid, match="sign_in_refused"):
            _try(sessions, at, username=username, password="wrong wrong wrong")
        return time.process_time() - began

    hours = [now + timedelta(hours=hour) for hour in range(7)]
    known, unknown = (median(seconds(name, at) for at in hours) for name in ("dana", "nobody"))
    assert 0.4 < known / unknown < 2.5


def test_a_hash_of_weaker_parameters_is_made_anew(sessions: sessionmaker[Session], duty: Staff, now: datetime) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with sessions.begin() as session:
        session.get_one(Staff, duty.id).password_hash = weak
    _try(sessions, now)
    with sessions() as session:
        assert not needs_new_hash(session.get_one(Staff, duty.id).password_hash)
    assert _try(sessions, now).staff_id == duty.id


def _code(staff: Staff, at: datetime) -> str:
    return pyotp.TOTP(staff.totp_secret or "").at(at)


def _second(sessions: sessionmaker[Session], staff: Staff, code: str, now: datetime, epoch: int = 0) -> Passed:
    return check_code(sessions, staff_id=staff.id, epoch=epoch, code=code, pepper=PEPPER, now=now)


@pytest.mark.parametrize("drift", [-30, 0, 30])
def test_a_code_may_be_one_step_off(sessions: sessionmaker[Session], manager: Staff, now: datetime, drift: int) -> None:
    code = _code(manager, now + timedelta(seconds=drift))
    assert _second(sessions, manager, code, now).next is Next.NOTHING
    assert _actions(sessions, manager)[-1] == "signed_in"


@pytest.mark.parametrize("drift", [-90, 90])
def test_a_code_two_steps_off_is_wrong(sessions: sessionmaker[Session], manager: Staff, now: datetime, drift: int) -> None:
    with pytest.raises(Invalid, match="one_time_code_wrong"):
        _second(sessions, manager, _code(manager, now + timedelta(seconds=drift)), now)


@pytest.mark.parametrize("typed", ["", "abcdef", "\uff11\uff12\uff13\uff14\uff15\uff16", "12345", "1234567"])
def test_what_is_no_code_is_wrong(sessions: sessionmaker[Session], manager: Staff, now: datetime, typed: str) -> None:
    with pytest.raises(Invalid, match="one_time_code_wrong"):
        _second(sessions, manager, typed, now)


def test_the_same_code_at_the_same_moment_counts_once(
    sessions: sessionmaker[Session], manager: Staff, now: datetime
) -> None:
    code = _code(manager, now)

    def use(_number: int) -> bool:
        try:
            _second(sessions, manager, code, now)
        except Invalid as error:
            assert error.code == "one_time_code_used"  # noqa: PT017 - the value of a thread, not of the test
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(use, range(4))) == 1


def test_used_steps_do_not_pile_up(sessions: sessionmaker[Session], manager: Staff, now: datetime) -> None:
    for minute in range(5):
        at = now + timedelta(minutes=minute)
        _second(sessions, manager, _code(manager, at), at)
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(UsedCode)) == 2


def test_the_second_step_ends_with_the_sessions(sessions: sessionmaker[Session], manager: Staff, now: datetime) -> None:
    end_sessions(sessions, ADMIN, manager.id, now)
    with pytest.raises(Invalid, match="sign_in_again"):
        _second(sessions, manager, _code(manager, now), now, epoch=0)


def test_an_app_is_tied_once_and_its_first_code_is_used(sessions: sessionmaker[Session], now: datetime) -> None:
    admin = _made(sessions, now, "ada", Role.ADMIN)
    secret = pyotp.random_base32()
    code = pyotp.TOTP(secret).at(now)
    with pytest.raises(Invalid, match="one_time_code_wrong"):
        enrol_second_factor(sessions, staff_id=admin.id, epoch=0, secret=secret, code="0", now=now)

    enrol_second_factor(sessions, staff_id=admin.id, epoch=0, secret=secret, code=code, now=now)

    with pytest.raises(Conflict, match="second_factor_there"):
        enrol_second_factor(sessions, staff_id=admin.id, epoch=0, secret=secret, code=code, now=now)
    with pytest.raises(Invalid, match="one_time_code_used"):
        _second(sessions, admin, code, now)
    reset_second_factor(sessions, ADMIN, admin.id, now)
    assert _try(sessions, now, username="ada") == Passed(admin.id, 1, Next.ENROLMENT)


def test_an_old_password_is_needed_and_guessed_five_times_at_most(
    sessions: sessionmaker[Session], duty: Staff, now: datetime
) -> None:
    actor = Actor(duty.id, frozenset({Role.DUTY}), frozenset())

    def change(password: str, new: str = "four slow green snails") -> int:
        return change_password(sessions, actor, password=password, new_password=new, pepper=PEPPER, now=now)

    for new, code in (("short", "short"), ("dana dana dana dana", "easy"), ("a" * 20, "easy"), ("ab cd ef " * 30, "long")):
        with pytest.raises(Invalid, match=f"password_{code}"):
            change(PASSWORD, new)
    for _ in range(5):
        with pytest.raises(Invalid, match="password_wrong"):
            change("wrong wrong wrong")
    with pytest.raises(TooManyTries):
        change(PASSWORD)


def test_only_an_admin_ends_the_sessions_of_another(sessions: sessionmaker[Session], duty: Staff, now: datetime) -> None:
    other = Actor(ADMIN.id, frozenset({Role.MANAGER}), frozenset())
    with pytest.raises(NotAllowed):
        end_sessions(sessions, other, duty.id, now)
    with pytest.raises(NotFound):
        end_sessions(sessions, ADMIN, new_id(), now)
    end_sessions(sessions, Actor(duty.id, frozenset(), frozenset()), duty.id, now)
    with sessions() as session:
        assert session.get_one(Staff, duty.id).session_epoch == 1


def test_accounts_are_made_by_admins_with_sound_names(sessions: sessionmaker[Session], duty: Staff, now: datetime) -> None:
    with pytest.raises(InvalidFields) as wrong:
        create_staff(sessions, ADMIN, name=" ", username="a", roles=(), teams=(), password=PASSWORD, now=now)
    assert {fault.field for fault in wrong.value.faults} == {"name", "username", "roles"}
    with pytest.raises(InvalidFields) as taken:
        _made(sessions, now, duty.username.upper(), Role.DUTY)
    assert [fault.code for fault in taken.value.faults] == ["username_taken"]
    with pytest.raises(InvalidFields) as teamless:
        create_staff(
            sessions, ADMIN, name="A", username="aa", roles={Role.DUTY}, teams=[new_id()], password=PASSWORD, now=now
        )
    assert [fault.code for fault in teamless.value.faults] == ["team_unknown"]
    with pytest.raises(NotAllowed):
        create_staff(
            sessions,
            Actor(duty.id, frozenset({Role.MANAGER}), frozenset()),
            name="A",
            username="aa",
            roles={Role.ADMIN},
            teams=(),
            password=PASSWORD,
            now=now,
        )


def test_a_hash_tells_no_password() -> None:
    assert hash_password(PASSWORD).startswith("$argon2id$")
    assert hash_password(PASSWORD) != hash_password(PASSWORD)
