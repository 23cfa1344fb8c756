"""Composing: the plan by the person's own ranking and safety, the very words, and one message however often asked for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text

from service.domain.actors import Actor, Role
from service.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from service.domain.messages import CheckKind, Draft
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.safe_contact import Answer
from service.domain.transport import Transport
from service.domain.understanding import Proof
from service.models import AuditEntry, Message, Rendition
from service.planning import way
from service.use_cases.compose_message import compose_message, preview_message
from tests.service.use_cases.stage import Stage, choice, plain


def test_a_preview_writes_nothing_and_sending_it_keeps_its_code_and_words(stage: Stage) -> None:
    person_id = stage.person()
    seen = preview_message(stage.sessions, stage.worker, person_id, choice(), stage.at, channels=stage.channels)
    with stage.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == 0
        assert session.scalar(select(func.count()).select_from(Rendition)) == 0
    message_id = compose_message(
        stage.sessions,
        stage.worker,
        person_id,
        choice(),
        stage.at,
        request_key=uuid4(),
        code=seen.code,
        seen_way=way(seen.plan),
        channels=stage.channels,
    )
    delivery = stage.delivery(message_id)
    assert delivery.code == seen.code
    assert seen.content is not None
    assert delivery.rendition_digest == seen.content.digest()


def test_the_message_its_delivery_and_the_job_are_committed_together(stage: Stage) -> None:
    message_id = stage.compose(stage.person())
    with stage.sessions() as session:
        jobs = session.execute(text("SELECT task_name FROM procrastinate_jobs")).all()
        entries = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == message_id)).all()
    assert [job.task_name for job in jobs] == ["deliver"]
    assert entries == ["composed"]
    assert stage.delivery(message_id).state is Transport.QUEUED
    assert stage.message(message_id).confirm_by is not None, "what never leaves must be flagged too"


def test_the_same_key_is_the_same_message_even_at_the_same_moment(stage: Stage) -> None:
    person_id, key = stage.person(), uuid4()

    def send(_number: int) -> UUID:
        return compose_message(
            stage.sessions, stage.worker, person_id, choice(), stage.at, request_key=key, channels=stage.channels
        )

    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(send, range(4)))
    assert len(ids) == 1
    with stage.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == 1


def test_a_double_click_after_the_event_still_finds_its_message(stage: Stage) -> None:
    person_id, key = stage.person(), uuid4()
    draft = choice(event_at=stage.at + timedelta(hours=30))
    first = compose_message(stage.sessions, stage.worker, person_id, draft, stage.at, request_key=key)
    later = stage.at + timedelta(days=3)
    assert compose_message(stage.sessions, stage.worker, person_id, draft, later, request_key=key) == first


@pytest.mark.parametrize(
    ("draft", "proof"),
    [
        (plain(), Proof.SAID),
        (replace(plain(), purpose=Purpose.APPOINTMENT), Proof.JUDGED),
        (choice(), Proof.SHOWN),
        (choice(check_kind=CheckKind.OPEN, options=(), right_option=None, expected_answer="Thursday"), Proof.JUDGED),
    ],
)
def test_each_check_asks_for_its_proof(stage: Stage, draft: Draft, proof: Proof) -> None:
    assert stage.message(stage.compose(stage.person(), draft)).proof is proof


def test_a_second_question_to_a_number_is_held_until_the_first_is_settled(stage: Stage) -> None:
    number = stage.new_number()
    first, second = stage.person("Ann", number=number), stage.person("Bo", number=number)
    asked = stage.send(first)
    seen = preview_message(stage.sessions, stage.worker, second, choice(), stage.at, channels=stage.channels)
    assert seen.waits
    waiting = stage.send(second)
    held = stage.delivery(waiting)
    assert (held.state, held.held_reason) == (Transport.HELD, "question_open")
    assert len(stage.sms.journal) == 1
    urgent = stage.send(second, replace(choice(), purpose=Purpose.URGENT))
    assert stage.delivery(urgent).state is Transport.SENT
    assert stage.delivery(asked).state is Transport.SENT


def test_an_answer_lets_the_held_question_go(stage: Stage) -> None:
    number = stage.new_number()
    person_id = stage.person(number=number)
    stage.send(person_id)
    second = stage.compose(person_id)
    assert stage.delivery(second).state is Transport.HELD
    stage.forward(timedelta(minutes=1))
    assert stage.text(number, "2").confirmed
    assert stage.delivery(second).state is Transport.QUEUED
    stage.carry()
    assert stage.delivery(second).state is Transport.SENT


def test_a_plan_that_changed_is_shown_again_not_sent(stage: Stage) -> None:
    with pytest.raises(Conflict, match="plan_changed"):
        compose_message(
            stage.sessions,
            stage.worker,
            stage.person(),
            choice(),
            stage.at,
            request_key=uuid4(),
            seen_way="letter:other",
            channels=stage.channels,
        )


def test_a_text_of_1601_characters_is_refused_and_1600_are_not(stage: Stage) -> None:
    person_id = stage.person()
    shortest = preview_message(stage.sessions, stage.worker, person_id, plain("x"), stage.at, channels=stage.channels)
    assert shortest.content is not None
    around = len(shortest.content.body) - 1  # type: ignore[union-attr]
    stage.compose(person_id, plain("x" * (1600 - around)))
    with pytest.raises(Invalid, match="content_too_long"):
        stage.compose(person_id, plain("x" * (1601 - around)))


def test_an_emoji_stays_in_a_text_and_is_refused_on_paper(stage: Stage) -> None:
    stage.send(stage.person(), plain("See you 🎈 soon"))
    assert "See you 🎈 soon" in stage.sms.journal[0].outgoing.content.body  # type: ignore[union-attr]
    with pytest.raises(Invalid, match="glyph_missing"):
        stage.compose(stage.person("Bo", medium=Medium.LETTER), plain("See you 🎈 soon"))


def test_words_that_tell_are_refused_where_others_may_read(stage: Stage) -> None:
    person_id = stage.person(others=Answer.YES)
    with pytest.raises(Invalid, match="refused_not_neutral"):
        stage.compose(person_id, plain("Your social worker will ring."))
    assert stage.delivery(stage.compose(person_id, plain("We will ring."))).state is Transport.QUEUED


def test_only_the_persons_own_message_can_be_explained_again(stage: Stage) -> None:
    theirs = stage.send(stage.person())
    with pytest.raises(Invalid, match="message_not_theirs"):
        stage.compose(stage.person("Bo"), choice(explains_id=theirs))


def test_an_explanation_of_what_was_misunderstood_needs_a_judgement(stage: Stage) -> None:
    number = stage.new_number()
    person_id = stage.person(number=number)
    first = stage.send(person_id)
    stage.forward(timedelta(minutes=1))
    stage.text(number, "1")
    again = stage.compose(person_id, choice(explains_id=first))
    assert stage.message(again).judged_only


def test_roles_and_restrictions_hold(stage: Stage) -> None:
    person_id = stage.person(worker=stage.duty_worker, restricted=True)
    with pytest.raises(NotFound):
        stage.compose(person_id)
    clerk = Actor(uuid4(), frozenset({Role.PRINT_CLERK}), frozenset())
    with pytest.raises(NotAllowed):
        stage.compose(person_id, worker=clerk)


@pytest.mark.parametrize("hours", [1, 3, 5, 60])
def test_an_event_that_passes_before_the_message_left_is_flagged_as_it_passes(stage: Stage, hours: int) -> None:
    event = stage.at + timedelta(hours=hours)
    message_id = stage.compose(stage.person(), choice(event_at=event))
    due = stage.message(message_id).confirm_by
    assert due is not None
    assert due <= event
