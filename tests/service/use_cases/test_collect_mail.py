"""Whose turn it is to read the mailbox, and how far it was read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session, sessionmaker

from channels.email.mailbox import Cursor
from service.models import Mailbox
from service.use_cases.collect_mail import move_cursor, take_turn
from tests.service.use_cases.stage import Stage

NAME = "duty@mail.example:993/INBOX"


def _aged(sessions: sessionmaker[Session], interval: str) -> None:
    with sessions.begin() as session:
        session.execute(update(Mailbox).values(at=func.clock_timestamp() + text(f"interval '{interval}'")))


def test_the_first_round_begins_at_the_start(stage: Stage) -> None:
    assert take_turn(stage.sessions, NAME, every_seconds=60) == Cursor(0, 0)


def test_a_turn_lasts_a_while_and_is_renewed_by_moving_on(stage: Stage) -> None:
    take_turn(stage.sessions, NAME, every_seconds=60)
    assert take_turn(stage.sessions, NAME, every_seconds=60) is None
    _aged(stage.sessions, "-61 seconds")
    move_cursor(stage.sessions, NAME, Cursor(7, 3))
    assert take_turn(stage.sessions, NAME, every_seconds=60) is None
    _aged(stage.sessions, "-61 seconds")
    assert take_turn(stage.sessions, NAME, every_seconds=60) == Cursor(7, 3)


def test_each_mailbox_has_a_turn_of_its_own(stage: Stage) -> None:
    take_turn(stage.sessions, NAME, every_seconds=60)
    assert take_turn(stage.sessions, "another", every_seconds=60) == Cursor(0, 0)


def test_a_turn_out_of_a_clock_that_ran_ahead_binds_nobody(stage: Stage) -> None:
    take_turn(stage.sessions, NAME, every_seconds=60)
    _aged(stage.sessions, "1 day")
    assert take_turn(stage.sessions, NAME, every_seconds=60) is not None


def test_nothing_is_read_while_nobody_could_own_it(sessions: sessionmaker[Session]) -> None:
    assert take_turn(sessions, NAME, every_seconds=60) is None


@pytest.mark.parametrize("known", [False, True])
def test_of_many_hosts_at_once_one_reads(stage: Stage, *, known: bool) -> None:
    if known:
        take_turn(stage.sessions, NAME, every_seconds=60)
        _aged(stage.sessions, "-1 hour")
    together = Barrier(8)

    def host(_: int) -> Cursor | None:
        together.wait()
        return take_turn(stage.sessions, NAME, every_seconds=60)

    with ThreadPoolExecutor(8) as hosts:
        turns = list(hosts.map(host, range(8)))
    assert sum(turn is not None for turn in turns) == 1


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(1, 3), st.integers(1, 50)), min_size=1, max_size=8))
def test_under_one_validity_it_never_goes_back(stage: Stage, moves: list[tuple[int, int]]) -> None:
    with stage.sessions.begin() as session:
        session.execute(delete(Mailbox))
    take_turn(stage.sessions, NAME, every_seconds=0)
    validity, furthest = 0, 0
    for now_valid, uid in moves:
        move_cursor(stage.sessions, NAME, Cursor(now_valid, uid))
        furthest = max(furthest, uid) if now_valid == validity else uid
        validity = now_valid
        with stage.sessions() as session:
            row = session.scalars(select(Mailbox)).one()
            assert (row.uid_validity, row.last_uid) == (validity, furthest)
