"""Grouped accepts: many callers, few commits, each its own answer."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import sessionmaker

from service.database import make_engine
from service.domain.errors import DomainError, InvalidFields, NotFound
from service.domain.messages import Draft
from service.domain.purposes import Purpose
from service.models import Message
from service.programs import Programs
from service.use_cases.compose_messages import Wanted, compose_messages
from tests.service.use_cases.stage import Stage, plain


def _wanted(stage: Stage, person_id: UUID, draft: Draft | None = None, key: UUID | None = None) -> Wanted:
    return Wanted(stage.worker, person_id, draft or plain(), key or uuid4())


def test_callers_of_one_moment_share_commits_and_each_gets_its_own_message(stage: Stage) -> None:
    people = [stage.person(f"P{number}") for number in range(24)]
    programs = Programs(stage.sessions, stage.channels, lambda: stage.at)
    commits = 0

    def count(_connection: object) -> None:
        nonlocal commits
        commits += 1

    engine = stage.sessions.kw["bind"]
    event.listen(engine, "commit", count)
    try:
        together = threading.Barrier(len(people))

        def compose(person_id: UUID) -> UUID:
            together.wait()
            return programs.send(_wanted(stage, person_id)).state.id

        with ThreadPoolExecutor(len(people)) as pool:
            ids = list(pool.map(compose, people))
    finally:
        event.remove(engine, "commit", count)
    assert [stage.message(message_id).person_id for message_id in ids] == people
    assert commits < len(people)


def test_a_bad_one_fails_alone(stage: Stage) -> None:
    good, other = stage.person("A"), stage.person("B")
    results = compose_messages(
        stage.sessions,
        [
            _wanted(stage, good),
            _wanted(stage, uuid4()),
            _wanted(stage, other, Draft(Purpose.GENERAL, "")),
            _wanted(stage, other),
        ],
        stage.at,
        channels=stage.channels,
    )
    assert isinstance(results[1], NotFound)
    assert isinstance(results[2], InvalidFields)
    assert [stage.message(each).person_id for each in (results[0], results[3]) if isinstance(each, UUID)] == [good, other]


def test_what_the_database_refuses_takes_nobody_with_it(stage: Stage) -> None:
    key = uuid4()
    first, second = stage.person("A"), stage.person("B")
    stranger = compose_messages(stage.sessions, [_wanted(stage, first, key=key)], stage.at, channels=stage.channels)
    results = compose_messages(
        stage.sessions,
        [_wanted(stage, second, key=key), _wanted(stage, first, key=key), _wanted(stage, second)],
        stage.at,
        channels=stage.channels,
    )
    assert isinstance(results[0], DomainError), "the key is another person's message"
    assert results[1] == stranger[0]
    assert isinstance(results[2], UUID)


def test_the_same_key_twice_in_one_group_is_one_message(stage: Stage) -> None:
    wanted = _wanted(stage, stage.person())
    results = compose_messages(stage.sessions, [wanted, wanted], stage.at, channels=stage.channels)
    assert results[0] == results[1]
    with stage.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == 1


def test_the_second_question_to_one_number_in_a_group_is_held(stage: Stage) -> None:
    number = stage.new_number()
    people = [stage.person("A", number=number), stage.person("B", number=number)]
    results = compose_messages(
        stage.sessions, [_wanted(stage, person_id) for person_id in people], stage.at, channels=stage.channels
    )
    states = [stage.delivery(each).held_reason for each in results if isinstance(each, UUID)]
    assert states == [None, "question_open"]


def test_a_database_that_is_away_is_told_to_every_caller_and_the_next_one_tries_again(stage: Stage) -> None:
    nowhere = sessionmaker(make_engine("postgresql+psycopg://nobody@127.0.0.1:9/none"), expire_on_commit=False)
    programs = Programs(nowhere, stage.channels, lambda: stage.at)
    for _ in range(2):
        with pytest.raises(OperationalError):
            programs.send(_wanted(stage, uuid4()))
