"""Nobody can tell whether it was sent: the page shows what we know and what the provider knows, and takes the decision."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from channels.base import Progress, Receipt
from channels.errors import Ambiguous, Temporary
from service.app import create_app
from service.container import Container
from service.domain import looking
from service.domain.actors import Role
from service.domain.preferences import Medium
from service.models import Attempt, Staff
from service.use_cases.look_for_lost import look_for_lost
from service.use_cases.record_receipt import record_receipt
from tests.fakes import FakeMail
from tests.service.use_cases.stage import Stage, add_worker, set_stage
from tests.service.web.visitor import Visitor


@pytest.fixture
def stage(sessions: sessionmaker[Session], now: datetime) -> Stage:
    made = set_stage(sessions, now)
    made.email = FakeMail()
    return made


@pytest.fixture
def app(container: Container, stage: Stage) -> Flask:
    return create_app(replace(container, channels=stage.channels))


def _visitor(app: Flask, stage: Stage, staff_id: UUID | None, now: datetime) -> Visitor:
    with stage.sessions() as session:
        staff = session.get_one(Staff, staff_id)
    return Visitor(app).signed_in_as(staff, now)


@pytest.fixture
def casey(app: Flask, stage: Stage, now: datetime) -> Visitor:
    return _visitor(app, stage, stage.worker.id, now)


def _lose(stage: Stage, medium: Medium = Medium.TEXT, code: str = "no_answer") -> UUID:
    channel = stage.sms if medium is Medium.TEXT else stage.email
    channel.ambiguous_carries = False
    channel.script(Ambiguous(code))
    return stage.delivery(stage.send(stage.person(medium=medium))).id


def _look(stage: Stage, times: int) -> None:
    for pause in looking.PAUSES[:times]:
        stage.forward(pause + timedelta(seconds=1))
        look_for_lost(stage.sessions, stage.channels, stage.at)


def _page(visitor: Visitor, delivery_id: UUID) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", visitor.get(f"/deliveries/{delivery_id}/settle").text)).split())


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("no_answer", "The provider did not answer in time."),
        ("connection_dropped", "The connection broke before an answer came."),
        ("provider_fault", "The provider answered that it had a fault."),
        ("answer_unreadable", "The provider answered, but the answer could not be read."),
        ("lease_expired", "Our own program stopped while it was sending."),
        ("send_broke", "Our own program had a fault while it was sending."),
        ("a_word_of_tomorrow", "No clear answer came."),
    ],
)
def test_our_side_says_when_it_began_and_what_happened(casey: Visitor, stage: Stage, code: str, words: str) -> None:
    page = _page(casey, _lose(stage, code=code))
    assert f"We began to send it on Monday 23 November 2026 at 09:30. {words}" in page


def test_before_the_first_look_it_says_that_one_is_coming(casey: Visitor, stage: Stage) -> None:
    page = _page(casey, _lose(stage))
    assert "We have not asked it yet." in page
    assert "It is not sent again by itself, so that it can't arrive twice." in page


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (1, "We asked it once, on Monday 23 November 2026 at 09:30. It knows nothing of this message. We will ask again."),
        (2, "We asked it 2 times, last on Monday 23 November 2026 at 09:32. It knows nothing of this message. We will"),
        (6, "We asked it 6 times, last on Tuesday 24 November 2026 at 16:42. It knows nothing of this message. Ask them"),
    ],
)
def test_a_provider_that_knows_nothing(casey: Visitor, stage: Stage, times: int, words: str) -> None:
    delivery_id = _lose(stage)
    _look(stage, times)
    assert words in _page(casey, delivery_id)


def test_a_provider_that_gave_no_answer(casey: Visitor, stage: Stage) -> None:
    delivery_id = _lose(stage)
    stage.sms.script_look(Temporary("rate_limited"))
    _look(stage, 1)
    assert "We asked it on Monday 23 November 2026 at 09:30 and got no answer. We will ask again." in _page(
        casey, delivery_id
    )


def test_a_mail_server_can_not_be_asked(casey: Visitor, stage: Stage) -> None:
    page = _page(casey, _lose(stage, Medium.EMAIL))
    assert "It can't be asked what became of a message." in page
    assert "We have not asked" not in page


def test_a_provider_that_has_it_and_a_late_report_that_says_too_little(casey: Visitor, stage: Stage) -> None:
    delivery_id = _lose(stage)
    with stage.sessions.begin() as session:
        values = {"looks": 1, "looked_at": stage.at, "look_found": "one"}
        attempt_id = session.scalars(update(Attempt).values(values).returning(Attempt.id)).one()
    record_receipt(stage.sessions, Receipt("fake", "F1", attempt_id, "levitating", Progress.UNRECOGNISED), stage.at)
    page = _page(casey, delivery_id)
    assert "We asked it on Monday 23 November 2026 at 09:30. It has this message." in page
    assert "it reported “levitating”. This word does not tell us if it was sent." in page


def test_what_each_answer_leads_to_is_said_first(casey: Visitor, stage: Stage) -> None:
    page = _page(casey, _lose(stage))
    assert "If it arrived, it counts as sent, and the time to answer starts now." in page
    assert "You choose another way next; nothing goes out before you do." in page


def test_a_settled_one_asks_nothing(casey: Visitor, stage: Stage) -> None:
    delivery_id = _lose(stage)
    casey.submit(f"/deliveries/{delivery_id}/settle", {"arrived": "yes"})
    page = _page(casey, delivery_id)
    assert "This is settled already." in page
    assert "Yes, it arrived" not in page


def test_a_lost_one_of_a_restricted_person_is_not_shown(app: Flask, stage: Stage, now: datetime) -> None:
    stage.sms.script(Ambiguous("no_answer"))
    delivery = stage.delivery(stage.send(stage.person("Secret Name", restricted=True)))
    other = add_worker(stage.sessions, now, stage.duty, Role.CASEWORKER, "colin")
    answer = _visitor(app, stage, other.id, now).get(f"/deliveries/{delivery.id}/settle")
    assert answer.status_code == 404
    assert "Secret Name" not in answer.text
