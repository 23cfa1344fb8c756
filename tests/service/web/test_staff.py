"""Accounts, as the admin keeps them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from service.domain.actors import Role
from service.domain.passwords import matches
from service.models import Membership, Staff
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor, add_staff, add_team, inputs


@pytest.fixture
def admin(visitor: Visitor, sessions: sessionmaker[Session], hand_clock: HandClock) -> Staff:
    staff = add_staff(sessions, hand_clock.at, Role.ADMIN, username="ada")
    visitor.signed_in_as(staff, hand_clock.at)
    return staff


def _post(visitor: Visitor, path: str, data: dict[str, str | list[str]] | None = None) -> tuple[int, str]:
    token = dict(inputs(visitor.get("/staff/add")))["csrf_token"]
    answer = visitor.client.post(path, data={**(data or {}), "csrf_token": token})
    return answer.status_code, answer.text


@pytest.mark.usefixtures("admin")
def test_an_account_is_made_with_a_password_that_is_shown_once(visitor: Visitor, sessions: sessionmaker[Session]) -> None:
    team = add_team(sessions)
    form: dict[str, str | list[str]] = {
        "name": "Bea Okoro",
        "username": "B.Okoro",
        "roles": ["duty", "manager"],
        "teams": [str(team.id)],
    }

    status, text = _post(visitor, "/staff/add", form)

    assert status == 200
    shown = re.search(r'class="bw-secret">([^<]+)<', text)
    assert shown is not None
    with sessions() as session:
        made = session.scalars(select(Staff).where(Staff.username == "b.okoro")).one()
        assert matches(made.password_hash, shown[1])
        assert made.roles == ["duty", "manager"]
        assert session.scalars(select(Membership.team_id).where(Membership.staff_id == made.id)).all() == [team.id]
    everyone = visitor.get("/staff").text
    assert "Bea Okoro" in everyone
    assert "Authenticator app not set up yet" in everyone
    assert shown[1] not in everyone


@pytest.mark.usefixtures("admin")
def test_faults_stand_beside_their_fields_and_in_the_summary(visitor: Visitor) -> None:
    status, text = _post(visitor, "/staff/add", {"name": "", "username": "a b"})
    assert status == 422
    for anchor in ("name", "username", "roles"):
        assert f'href="#{anchor}"' in text
        assert f'id="{anchor}"' in text
        assert f'id="{anchor}-error"' in text
    assert 'value="a b"' in text


def test_a_username_is_taken_once(visitor: Visitor, admin: Staff) -> None:
    status, text = _post(visitor, "/staff/add", {"name": "Another", "username": admin.username.upper(), "roles": ["duty"]})
    assert status == 422
    assert "Another account has this username" in text


def test_a_lost_phone_is_untied_and_the_session_ends(
    visitor: Visitor, admin: Staff, sessions: sessionmaker[Session], hand_clock: HandClock
) -> None:
    manager = add_staff(sessions, hand_clock.at, Role.MANAGER, username="mina", totp_secret="A" * 32)
    assert _post(visitor, f"/staff/{manager.id}/reset-second-factor")[0] == 303
    with sessions() as session:
        after = session.get_one(Staff, manager.id)
        assert (after.totp_secret, after.session_epoch) == (None, 1)
    assert admin.id != manager.id


def test_an_account_is_closed_and_opened_again_but_never_ones_own(
    visitor: Visitor, admin: Staff, sessions: sessionmaker[Session], hand_clock: HandClock
) -> None:
    duty = add_staff(sessions, hand_clock.at, Role.DUTY, username="dana")
    assert _post(visitor, f"/staff/{duty.id}/deactivate")[0] == 303
    assert _post(visitor, f"/staff/{admin.id}/deactivate")[0] == 303
    assert "close your own account" in visitor.get("/staff").text
    with sessions() as session:
        assert session.get_one(Staff, duty.id).active is False
        assert session.get_one(Staff, admin.id).active is True

    assert _post(visitor, f"/staff/{duty.id}/reactivate")[0] == 303

    with sessions() as session:
        assert session.get_one(Staff, duty.id).active is True


@pytest.mark.usefixtures("admin")
def test_an_account_that_does_not_exist_is_not_found(visitor: Visitor) -> None:
    assert _post(visitor, "/staff/018f3b1e-0000-7000-8000-000000000000/deactivate")[0] == 404
