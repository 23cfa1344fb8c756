"""The letterhead's page: a manager sets what their team's letters bear, and sees a letter with it."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from service.domain.actors import Role
from service.models import Team, TeamLetterhead
from tests.channels.letter.test_letterhead import DRAWING, photograph
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor, add_staff, add_team


@pytest.fixture
def team(sessions: sessionmaker[Session]) -> Team:
    return add_team(sessions)


@pytest.fixture
def maya(app: Flask, sessions: sessionmaker[Session], hand_clock: HandClock, team: Team) -> Visitor:
    staff = add_staff(sessions, hand_clock.at, Role.MANAGER, username="maya", teams=[team])
    return Visitor(app).signed_in_as(staff, hand_clock.at)


def test_a_manager_sets_their_teams_letterhead_and_sees_a_letter_with_it(
    maya: Visitor, team: Team, sessions: sessionmaker[Session]
) -> None:
    path = f"/letterheads/{team.id}"
    assert path in maya.get("/letterheads").text
    answer = maya.submit(
        path,
        {
            "name": "Ellerton adult care",
            "logo": (io.BytesIO(photograph()), "logo.png"),  # Werkzeug's way to upload
            "logo_alternative": "Ellerton Council",
            "sign_off": "Yours sincerely\r\nJo Bloggs",
            "reply_envelope": "y",
        },
        content_type="multipart/form-data",
    )
    assert (answer.status_code, answer.location) == (303, path)
    page = maya.get(path).text
    assert "Ellerton adult care" in page
    assert "Take the logo away" in page
    assert 'src="data:image/png;base64,' in page
    with sessions() as session:
        kept = session.get_one(TeamLetterhead, team.id)
        assert (kept.sign_off, kept.reply_envelope) == ("Yours sincerely\nJo Bloggs", True)
        assert kept.logo is not None
        assert kept.logo.startswith(b"\x89PNG")
    assert "with a logo" in maya.get("/letterheads").text


def test_a_picture_that_could_run_is_refused_beside_its_field_and_what_was_typed_stays(maya: Visitor, team: Team) -> None:
    unsafe = DRAWING.replace(b"<rect", b"<script>1</script><rect")
    answer = maya.submit(
        f"/letterheads/{team.id}",
        {"name": "Kept name", "logo": (io.BytesIO(unsafe), "x.svg"), "logo_alternative": "x"},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    assert "more than shapes" in answer.text
    assert "Kept name" in answer.text


def test_another_teams_letterhead_is_not_theirs(maya: Visitor, sessions: sessionmaker[Session]) -> None:
    other = add_team(sessions, "Children")
    assert maya.get(f"/letterheads/{other.id}").status_code == 403
    assert str(other.id) not in maya.get("/letterheads").text


def test_an_administrator_sets_every_teams_and_a_caseworker_none(
    app: Flask, sessions: sessionmaker[Session], hand_clock: HandClock, team: Team
) -> None:
    admin = Visitor(app).signed_in_as(add_staff(sessions, hand_clock.at, Role.ADMIN, username="ada"), hand_clock.at)
    casey = Visitor(app).signed_in_as(add_staff(sessions, hand_clock.at, Role.CASEWORKER, username="cas"), hand_clock.at)
    assert admin.get(f"/letterheads/{team.id}").status_code == 200
    assert casey.get(f"/letterheads/{team.id}").status_code == 403
