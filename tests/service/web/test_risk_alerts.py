"""An urgent reply on the pages: told on every page of the team, taken by one worker, silent about the person."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from service.domain.actors import Role
from service.models import RiskAlert, Staff
from service.use_cases.tell_duty import tell_duty
from tests.service.use_cases.stage import Stage
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor, add_staff

DANGER = "he is going to kill me"
BANNER = "An urgent reply is waiting"


@pytest.fixture
def sign_in(app: Flask, sessions: sessionmaker[Session], hand_clock: HandClock) -> Callable[[str], Visitor]:
    def signed_in(username: str) -> Visitor:
        with sessions() as session:
            staff = session.scalars(select(Staff).where(Staff.username == username)).one()
        return Visitor(app).signed_in_as(staff, hand_clock.at)

    return signed_in


def raised(stage: Stage, *, restricted: bool = False) -> tuple[UUID, UUID]:
    """A reply and its alert."""
    number = stage.new_number()
    stage.person("Ann Lee", number=number, restricted=restricted)
    reply_id = stage.text(number, DANGER).reply_id
    tell_duty(stage.sessions, stage.channels, lambda: stage.at, "https://bothways.example")
    with stage.sessions() as session:
        return reply_id, session.scalars(select(RiskAlert.id).where(RiskAlert.reply_id == reply_id)).one()


def test_every_page_of_the_team_and_of_the_duty_team_tells_until_somebody_takes_it(
    stage: Stage, sign_in: Callable[[str], Visitor]
) -> None:
    casey, dina = sign_in("casey"), sign_in("dina")
    assert BANNER not in casey.get("/work").text
    reply_id, alert_id = raised(stage)
    for visitor in (casey, dina):
        for path in ("/work", "/people/new", "/account/password", "/formats"):
            page = visitor.get(path)
            if page.status_code == 200:
                assert BANNER in page.text, path
        listed = visitor.get("/alerts").text
        assert "I am dealing with this" in listed
        assert "Ann" not in listed
        assert DANGER not in listed
    answer = dina.submit(f"/alerts/{alert_id}/take")
    assert (answer.status_code, answer.location) == (303, f"/replies/{reply_id}")
    assert "nobody else is told any more" in dina.get(f"/replies/{reply_id}").text
    assert BANNER not in casey.get("/work").text
    late = casey.submit(f"/alerts/{alert_id}/take")
    assert late.status_code == 409
    assert "A colleague is dealing with this already" in late.text
    assert "Dina is dealing with this since" in late.text
    assert "No urgent reply waits" in casey.get("/alerts").text


def test_the_reply_stands_first_on_the_work_list(stage: Stage, sign_in: Callable[[str], Visitor]) -> None:
    number = stage.new_number()
    stage.person("Bo Hall", number=number)
    stage.text(number, "call me please")
    raised(stage)
    page = sign_in("casey").get("/work").text
    assert page.index("Words of danger") < page.index("Bo Hall")


def test_another_team_has_no_banner_and_who_holds_the_address_may_take_it(
    stage: Stage, app: Flask, hand_clock: HandClock
) -> None:
    _, alert_id = raised(stage)
    other = Visitor(app).signed_in_as(add_staff(stage.sessions, hand_clock.at, Role.DUTY, username="edt"), hand_clock.at)
    assert BANNER not in other.get("/work").text
    assert "I am dealing with this" in other.get(f"/alerts/{alert_id}").text
    assert other.submit(f"/alerts/{alert_id}/take").status_code == 303


def test_of_a_restricted_record_the_page_names_who_may_and_offers_no_button(
    stage: Stage, sign_in: Callable[[str], Visitor]
) -> None:
    _, alert_id = raised(stage, restricted=True)
    page = sign_in("dina").get(f"/alerts/{alert_id}").text
    assert "Named workers: Casey" in page
    assert "I am dealing with this" not in page
    assert "Ann" not in page
    assert sign_in("dina").submit(f"/alerts/{alert_id}/take").status_code == 404
    assert "I am dealing with this" in sign_in("casey").get(f"/alerts/{alert_id}").text


def test_whoever_is_signed_out_comes_back_to_the_alert(visitor: Visitor, stage: Stage) -> None:
    _, alert_id = raised(stage)
    answer = visitor.get(f"/alerts/{alert_id}")
    assert answer.status_code == 302
    assert str(alert_id) in answer.location


def test_a_print_clerk_sees_no_banner_and_no_alert(
    stage: Stage, app: Flask, sessions: sessionmaker[Session], hand_clock: HandClock
) -> None:
    raised(stage)
    clerk = add_staff(sessions, hand_clock.at, Role.PRINT_CLERK, username="pat", teams=[stage.team])
    visitor = Visitor(app).signed_in_as(clerk, hand_clock.at)
    assert BANNER not in visitor.get("/print").text
    assert visitor.get("/alerts").status_code == 403


def test_an_unknown_alert_is_not_found(stage: Stage, sign_in: Callable[[str], Visitor]) -> None:
    casey = sign_in("casey")
    assert casey.get(f"/alerts/{UUID(int=5)}").status_code == 404
    assert casey.submit(f"/alerts/{UUID(int=5)}/take").status_code == 404
    _, alert_id = raised(stage)
    with stage.sessions.begin() as session:
        session.execute(update(RiskAlert).values(ended_at=stage.at))
    assert casey.get(f"/alerts/{alert_id}").status_code == 200
