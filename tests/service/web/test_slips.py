"""Slips keyed in through the pages, by a caseworker and by a print clerk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from service.app import create_app
from service.container import Container
from service.domain import codes
from service.domain.actors import Role
from service.domain.flags import FlagKind
from service.domain.messages import CheckKind, Draft
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.understanding import Proof, Understanding
from service.models import Reply, Staff
from service.queries.work_list import Step, work_list
from tests.service.use_cases.paper import posted
from tests.service.use_cases.stage import Stage, add_worker, plain, set_stage
from tests.service.web.visitor import Visitor, inputs


@pytest.fixture
def stage(sessions: sessionmaker[Session], now: datetime) -> Stage:
    return set_stage(sessions, now)


@pytest.fixture
def app(container: Container, stage: Stage) -> Flask:
    return create_app(replace(container, channels=stage.channels))


@pytest.fixture
def signed_in(app: Flask, stage: Stage, now: datetime) -> Callable[[UUID | None], Visitor]:
    def visit(staff_id: UUID | None) -> Visitor:
        with stage.sessions() as session:
            return Visitor(app).signed_in_as(session.get_one(Staff, staff_id), now)

    return visit


@pytest.fixture
def casey(signed_in: Callable[[UUID | None], Visitor], stage: Stage) -> Visitor:
    return signed_in(stage.worker.id)


@pytest.fixture
def clerk(signed_in: Callable[[UUID | None], Visitor], stage: Stage, now: datetime) -> Visitor:
    return signed_in(add_worker(stage.sessions, now, stage.team, Role.PRINT_CLERK, "pat").id)


def _letter(stage: Stage, draft: Draft | None = None) -> UUID:
    return posted(stage, stage.compose(stage.person("Ann Lee", medium=Medium.LETTER), draft))


def _key_in(visitor: Visitor, stage: Stage, message_id: UUID, data: dict[str, str | list[str]]) -> str:
    """Find the slip by its code, fill it in, and follow to the last page."""
    code = codes.show(stage.delivery(message_id).code).lower()
    found = visitor.submit("/slips", {"code": code})
    assert found.status_code == 303
    form = visitor.get(found.headers["Location"])
    key = next(value for name, value in inputs(form) if name == "entry_key")
    done = visitor.submit(found.headers["Location"], {"entry_key": key, **data})
    assert done.status_code == 303, done.text
    return visitor.get(done.headers["Location"]).text


def test_the_page_shows_the_boxes_of_this_very_slip(casey: Visitor, stage: Stage) -> None:
    message_id = _letter(stage)
    page = casey.get(f"/slips/{stage.delivery(message_id).id}")
    for shown in (
        "Which day will we visit?",
        "Monday",
        "Thursday",
        "Please call me",
        "Please visit me",
        "Write in a different way",
        "Someone else for me",
    ):
        assert shown in page.text
    assert "Ann Lee" not in page.text


def test_without_a_check_the_boxes_are_clear_and_not_clear(casey: Visitor, stage: Stage) -> None:
    page = casey.get(f"/slips/{stage.delivery(_letter(stage, plain())).id}")
    assert "Yes, this is clear" in page.text
    assert "Is this letter clear?" in page.text


def test_the_right_box_ticked_by_themselves_is_understood(casey: Visitor, stage: Stage) -> None:
    message_id = _letter(stage)
    last = _key_in(casey, stage, message_id, {"answers": ["option_2"], "filled_by": ["by_me"]})
    message = stage.message(message_id)
    assert (message.understanding, message.proof_met) == (Understanding.UNDERSTOOD, Proof.SHOWN)
    assert "Ann Lee&#39;s answer is recorded" in last
    page = casey.get(f"/messages/{message_id}").text
    assert "option_2" not in page
    assert "by_me" not in page
    assert page.count("Thursday") >= 3


@pytest.mark.parametrize("filled_by", [["by_someone_else"], [], ["by_me", "by_someone_else"]])
def test_the_right_box_by_someone_else_or_nobody_knows_whom_never_confirms(
    casey: Visitor, stage: Stage, filled_by: list[str]
) -> None:
    message_id = _letter(stage)
    last = _key_in(casey, stage, message_id, {"answers": ["option_2"], "filled_by": filled_by})
    assert stage.message(message_id).understanding is not Understanding.UNDERSTOOD
    assert "A worker must read it." in last


def test_no_call_me_stands_at_the_top_of_the_list(casey: Visitor, stage: Stage) -> None:
    stage.send(stage.person("Before", number="+447700900201"))
    stage.text("+447700900201", "what time?")
    message_id = _letter(stage)
    last = _key_in(casey, stage, message_id, {"wishes": ["call_me"], "line": "No, call me", "filled_by": ["by_me"]})
    assert "They ask for a person" in last
    with stage.sessions() as session:
        first = work_list(session, stage.worker, stage.at).needs_me[0]
    assert (first.kind, first.name, first.words) == (FlagKind.ASKED_FOR_A_PERSON, "Ann Lee", "No, call me")
    assert (first.step, first.ticked) == (Step.MAKE_CONTACT, ("by_me", "call_me"))
    assert "Ann Lee" in casey.get("/work").text
    assert stage.message(message_id).open


def test_a_clerk_sees_only_that_it_is_recorded(clerk: Visitor, stage: Stage) -> None:
    message_id = _letter(stage)
    last = _key_in(clerk, stage, message_id, {"answers": ["option_2"], "filled_by": ["by_me"]})
    assert stage.message(message_id).understanding is Understanding.UNDERSTOOD
    assert "The slip is recorded" in last
    assert "Ann" not in last


def test_a_slip_of_a_restricted_person_tells_a_stranger_nothing(
    signed_in: Callable[[UUID | None], Visitor], stage: Stage
) -> None:
    message_id = posted(stage, stage.compose(stage.person("Secret", medium=Medium.LETTER, restricted=True)))
    last = _key_in(signed_in(stage.duty_worker.id), stage, message_id, {"answers": ["option_2"], "filled_by": ["by_me"]})
    assert "The slip is recorded" in last
    assert "Secret" not in last


@pytest.mark.parametrize("typed", ["KT4H", "", "DDDDDD", "KT4HWN KT4HWN"])
def test_a_code_with_a_slip_of_the_finger_is_said_beside_the_field(casey: Visitor, stage: Stage, typed: str) -> None:
    _letter(stage)
    page = casey.submit("/slips", {"code": typed})
    assert page.status_code == 422
    assert "has a slip in it" in page.text


def test_a_code_of_no_letter_is_unknown(casey: Visitor, stage: Stage) -> None:
    _letter(stage)
    page = casey.submit("/slips", {"code": codes.new_code()})
    assert page.status_code == 422
    assert "No message has this code" in page.text


def test_an_empty_form_is_no_slip_but_an_empty_slip_is(casey: Visitor, stage: Stage) -> None:
    message_id = _letter(stage)
    path = f"/slips/{stage.delivery(message_id).id}"
    assert casey.submit(path, {"entry_key": str(uuid4())}).status_code == 422
    last = _key_in(casey, stage, message_id, {"nothing": "y"})
    assert "A worker must read it." in last
    with stage.sessions() as session:
        reply = session.scalars(select(Reply)).one()
    assert (reply.ticks, reply.reason, reply.open) == ([], "empty", True)


def test_keying_it_in_twice_is_one_answer(casey: Visitor, stage: Stage) -> None:
    path = f"/slips/{stage.delivery(_letter(stage)).id}"
    data = {"entry_key": str(uuid4()), "answers": ["option_1"], "filled_by": ["by_me"]}
    places = {casey.submit(path, data).headers["Location"] for _ in range(2)}
    assert len(places) == 1
    with stage.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Reply)) == 1


def test_a_box_that_is_not_on_the_slip_is_not_taken(casey: Visitor, stage: Stage) -> None:
    path = f"/slips/{stage.delivery(_letter(stage)).id}"
    page = casey.submit(path, {"entry_key": str(uuid4()), "answers": ["option_9", "clear"]})
    assert page.status_code == 422


def test_an_open_question_has_its_words_on_the_line(casey: Visitor, stage: Stage) -> None:
    draft = Draft(
        Purpose.APPOINTMENT, "We will come on Thursday.", check_kind=CheckKind.OPEN, question="What day do we come?"
    )
    message_id = _letter(stage, draft)
    _key_in(casey, stage, message_id, {"line": "Thursday", "filled_by": ["by_me"]})
    assert stage.message(message_id).understanding is Understanding.ANSWERED


def test_no_letter_no_slip(casey: Visitor, stage: Stage) -> None:
    text = stage.send(stage.person(number="+447700900201"))
    assert casey.get(f"/slips/{stage.delivery(text).id}").status_code == 404
    assert casey.get(f"/slips/{uuid4()}").status_code == 404
