"""The cover's page: a manager names who is told of urgent replies, in order, with their hours."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from service.domain.actors import Role
from service.models import Team, TeamCover
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor, add_staff, add_team

ALL_DAYS = [str(day) for day in range(8)]
WEEK = [str(day) for day in range(5)]


@pytest.fixture
def team(sessions: sessionmaker[Session]) -> Team:
    return add_team(sessions)


@pytest.fixture
def maya(app: Flask, sessions: sessionmaker[Session], hand_clock: HandClock, team: Team) -> Visitor:
    staff = add_staff(sessions, hand_clock.at, Role.MANAGER, username="maya", teams=[team])
    return Visitor(app).signed_in_as(staff, hand_clock.at)


def _contact(place: int, order: str, name: str, value: str, **more: str | list[str]) -> dict[str, str | list[str]]:
    given = {"place": order, "name": name, "kind": "email", "value": value, "days": ALL_DAYS, "start": "", "end": "", **more}
    return {f"contacts-{place}-{field}": each for field, each in given.items()}


def _rest(**more: str | list[str]) -> dict[str, str | list[str]]:
    return {"emergency_phone": "999", "reads_start": "9am", "reads_end": "17:00", "reads_days": WEEK, **more}


def test_a_manager_names_who_is_told_and_when(maya: Visitor, team: Team, sessions: sessionmaker[Session]) -> None:
    path = f"/cover/{team.id}"
    assert "Nobody is told" in maya.get("/cover").text
    given = {
        **_contact(0, "2", "Night team", "Night@Example.com"),
        **_contact(1, "1", "Duty desk", "07700 900901", kind="phone", days=WEEK, start="8.30am", end="5pm"),
        **_contact(2, "3", "", ""),
        **_rest(closing_days="24/12/2026\r\n", in_texts="y", digest_to=" Adults-Desk@example.com "),
    }
    answer = maya.submit(path, given)
    assert (answer.status_code, answer.location) == (303, path)
    with sessions() as session:
        kept = session.get_one(TeamCover, team.id)
        assert [(each["name"], each["value"]) for each in kept.contacts] == [
            ("Duty desk", "+447700900901"),
            ("Night team", "night@example.com"),
        ]
        assert (kept.contacts[0]["days"], kept.contacts[0]["start"], kept.contacts[0]["end"]) == (
            [0, 1, 2, 3, 4],
            "08:30",
            "17:00",
        )
        assert (kept.gapless, kept.closing_days, kept.in_texts) == (True, [date(2026, 12, 24)], True)
        assert kept.digest_to == "adults-desk@example.com"
        assert (kept.reads_days, kept.reads_start, kept.reads_end) == ([0, 1, 2, 3, 4], "09:00", "17:00")
    page = maya.get(path).text
    assert 'value="07700 900901"' in page
    assert "24/12/2026" in page
    assert "Contact 4" in page
    assert 'value="adults-desk@example.com"' in page
    listed = maya.get("/cover").text
    assert "At every hour" in listed
    assert "Duty desk, Night team" in listed


def test_what_can_not_be_kept_is_told_beside_its_field_and_what_was_typed_stays(maya: Visitor, team: Team) -> None:
    given = {
        **_contact(0, "1", "Landline", "01632 960001", kind="phone"),
        **_contact(1, "2", "", "someone@example.com", days=[]),
        **_contact(2, "3", "Late", "late@example.com", start="25 o'clock"),
        **_rest(emergency_phone="the police", reads_start="17:00", reads_end="9:00", digest_to="the desk"),
    }
    answer = maya.submit(f"/cover/{team.id}", given)
    assert answer.status_code == 422
    assert "Enter a time like" in answer.text
    given |= _contact(2, "3", "Late", "late@example.com")
    answer = maya.submit(f"/cover/{team.id}", given)
    assert answer.status_code == 422
    for words in ("takes no texts", "has no name", "No day is chosen", "can&#39;t be dialled", "ends before it starts"):
        assert words in answer.text, words
    for anchor in ("contacts-0-value", "contacts-1-name", "contacts-1-days", "emergency_phone", "reads_start", "digest_to"):
        assert f'href="#{anchor}"' in answer.text, anchor
    assert "01632 960001" in answer.text


def test_another_teams_cover_is_not_theirs_and_a_caseworker_sets_none(
    app: Flask, maya: Visitor, sessions: sessionmaker[Session], hand_clock: HandClock
) -> None:
    other = add_team(sessions, "Children")
    assert maya.get(f"/cover/{other.id}").status_code == 403
    assert str(other.id) not in maya.get("/cover").text
    casey = Visitor(app).signed_in_as(add_staff(sessions, hand_clock.at, Role.CASEWORKER, username="cas"), hand_clock.at)
    assert casey.get("/cover").status_code == 403
    ada = Visitor(app).signed_in_as(add_staff(sessions, hand_clock.at, Role.ADMIN, username="ada"), hand_clock.at)
    assert ada.get(f"/cover/{other.id}").status_code == 200
    assert ada.get("/cover/00000000-0000-0000-0000-000000000007").status_code == 404
