"""What the page of a reply is told, and what it is not."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session, sessionmaker

from channels.errors import Ambiguous
from service.database import new_id
from service.domain.actors import Actor, Role
from service.domain.contact_points import PointKind
from service.domain.errors import NotAllowed, NotFound
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.safe_contact import ANSWER_WITHIN, Refused
from service.queries.replies import ReplyView, reply_view
from service.queries.unknown_deliveries import unknown_delivery
from service.use_cases.record_preference import ContactEntry, PointEntry, record_preference
from tests.service.use_cases.stage import Stage, choice, set_stage

NUMBER = "+447700900201"


@pytest.fixture
def stage(sessions: sessionmaker[Session], now: datetime) -> Stage:
    return set_stage(sessions, now)


def _view(stage: Stage, reply_id: UUID, actor: Actor | None = None) -> ReplyView:
    with stage.sessions() as session:
        return reply_view(session, actor or stage.worker, reply_id, stage.at)


def test_the_question_and_its_right_answer_stand_beside_the_words(stage: Stage) -> None:
    message_id = stage.send(stage.person("Ann Lee", number=NUMBER))
    view = _view(stage, stage.text(NUMBER, "ok thanks").reply_id)
    assert view.asked is not None
    assert (view.name, view.words, view.asked.id, view.asked.right_option) == ("Ann Lee", "ok thanks", message_id, 2)
    assert (view.candidates, view.judged and view.judged.by) == ((), "")


def test_an_answer_goes_to_where_they_wrote_from(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    answer = _view(stage, stage.text(NUMBER, "what time?").reply_id).answer
    assert answer is not None
    assert (answer.medium, answer.point, answer.refused) == (Medium.TEXT, NUMBER, None)


def test_who_chose_calls_alone_is_not_written_to_because_they_wrote(stage: Stage) -> None:
    stage.person(number=NUMBER, medium=Medium.PHONE_CALL)
    answer = _view(stage, stage.text(NUMBER, "hello").reply_id).answer
    assert answer is not None
    assert answer.refused is Refused.DECLINED


def test_what_may_have_arrived_is_a_candidate_too(stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    sure = stage.send(person_id)
    stage.sms.script(Ambiguous("no_answer"))
    unsure = stage.send(person_id, choice("Bring your bag on Thursday.", purpose=Purpose.URGENT, question="What to bring?"))
    view = _view(stage, stage.text(NUMBER, "2").reply_id)
    assert {candidate.message_id for candidate in view.candidates} == {sure, unsure}


def test_earlier_words_come_with_their_route_newest_first(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    for words in ("first", "second"):
        stage.text(NUMBER, words)
        stage.forward(timedelta(minutes=1))
    view = _view(stage, stage.text(NUMBER, "third").reply_id)
    assert [(before.words, before.route) for before in view.earlier] == [("second", "text"), ("first", "text")]


def test_a_stranger_sees_earlier_words_of_the_same_number_alone(stage: Stage) -> None:
    stage.text("+447700900298", "somebody else")
    stage.text("+447700900299", "first")
    view = _view(stage, stage.text("+447700900299", "second").reply_id)
    assert [before.words for before in view.earlier] == ["first"]
    assert (view.known, view.answer) == ((), None)


def test_a_reader_who_may_not_know_finds_nothing(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER, restricted=True))
    reply_id = stage.text(NUMBER, "hello").reply_id
    with pytest.raises(NotFound):
        _view(stage, reply_id, stage.duty_worker)
    with pytest.raises(NotFound):
        _view(stage, new_id())
    with pytest.raises(NotAllowed):
        _view(stage, reply_id, Actor(stage.worker.id, frozenset({Role.AUDITOR}), stage.worker.teams))


def test_the_way_back_to_somebody_nobody_asked_closes_after_some_days(stage: Stage) -> None:
    entry = ContactEntry(name="New", points=(PointEntry(PointKind.PHONE, NUMBER, form_field="point"),))
    record_preference(stage.sessions, stage.worker, entry, stage.at)
    reply_id = stage.text(NUMBER, "what time?").reply_id
    stage.forward(ANSWER_WITHIN)
    open_still = _view(stage, reply_id).answer
    stage.forward(timedelta(seconds=1))
    closed = _view(stage, reply_id).answer
    assert open_still is not None
    assert closed is not None
    assert (open_still.refused, closed.refused) == (None, Refused.NOT_ASKED_IF_SAFE)


def test_an_unknown_delivery_is_for_those_who_may_know(stage: Stage) -> None:
    stage.sms.script(Ambiguous("no_answer"))
    message_id = stage.send(stage.person("Ann Lee", number=NUMBER, restricted=True))
    delivery_id = stage.delivery(message_id).id
    with stage.sessions() as session:
        found = unknown_delivery(session, stage.worker, delivery_id)
        assert (found.name, found.unknown, found.message_id) == ("Ann Lee", True, message_id)
        with pytest.raises(NotFound):
            unknown_delivery(session, stage.duty_worker, delivery_id)
