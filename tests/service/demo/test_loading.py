from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from service.demo import load_council
from service.domain.actors import Role
from service.models import ContactRecord, Membership, Person, Staff, Team
from service.queries.cover import every


def test_the_council_has_two_teams_one_member_of_staff_a_role_and_fourteen_people(
    sessions: sessionmaker[Session], tmp_path: Path, now: datetime
) -> None:
    sign_ins = load_council(sessions, tmp_path, now)
    assert {sign_in.role for sign_in in sign_ins} == {role.value for role in Role}
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Team)) == 2
        assert session.scalar(select(func.count()).select_from(Person)) == 14
        assert session.scalar(select(func.count()).select_from(Membership)) == 11


def test_a_second_start_changes_nothing_and_tells_the_same_sign_ins(
    sessions: sessionmaker[Session], tmp_path: Path, now: datetime
) -> None:
    first = load_council(sessions, tmp_path, now)
    assert load_council(sessions, tmp_path, now) == first
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(ContactRecord)) == 14


def test_a_start_that_broke_off_is_carried_on(sessions: sessionmaker[Session], tmp_path: Path, now: datetime) -> None:
    load_council(sessions, tmp_path, now)
    (tmp_path / "demo-sign-ins.json").unlink()
    again = load_council(sessions, tmp_path, now)
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Staff)) == len(again)


def test_the_sign_ins_are_for_their_owner_only(sessions: sessionmaker[Session], tmp_path: Path, now: datetime) -> None:
    load_council(sessions, tmp_path, now)
    assert (tmp_path / "demo-sign-ins.json").stat().st_mode & 0o077 == 0


def test_an_urgent_reply_is_told_to_a_phone_that_the_simulator_shows(
    sessions: sessionmaker[Session], tmp_path: Path, now: datetime
) -> None:
    load_council(sessions, tmp_path, now)
    with sessions() as session:
        covers = every(session)
    assert [cover.gapless for cover in covers] == [True, True]
    assert {cover.cover.on_duty(now)[0].value for cover in covers} == {"+447700900950"}
