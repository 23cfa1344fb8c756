"""The statement against the domain: every fact that the domain tells apart, laid in the tables and asked for."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count, product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from service.database import Base, make_engine, new_id
from service.domain.actors import Actor
from service.domain.digests import end_of_day
from service.domain.flags import (
    URGENCY,
    DeliveryFacts,
    Flag,
    FlagKind,
    MessageFacts,
    ReplyFacts,
    delivery_flags,
    message_flag,
    most_urgent,
    reply_flag,
)
from service.domain.messages import CheckKind
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.replies import Category
from service.domain.transport import QUESTION_OPEN, Transport
from service.domain.understanding import Proof, Understanding
from service.models import Delivery, Message, Person, Reply
from service.queries.digests import digest_of
from service.queries.work_list import work_list
from service.queries.work_list_sql import NEEDS_A_PERSON, PLAN_ONCE, WORK_LIST_SQL
from tests.service.use_cases.stage import Stage, set_stage
from tests.shared_cluster import SharedCluster

A_WHILE = timedelta(minutes=7)


@pytest.fixture
def stage(sessions: sessionmaker[Session], now: datetime) -> Stage:
    return set_stage(sessions, now)


class _Town:
    """People, each with one fact, and what the domain says of it."""

    def __init__(self, stage: Stage) -> None:
        self._stage, self._numbers = stage, count()
        self.expected: dict[UUID, list[Flag]] = {}

    def message(self, session: Session, **values: Any) -> Message:
        person = Person(id=new_id(), team_id=self._stage.team.id, created_at=self._stage.at, restricted=False)
        session.add(person)
        session.flush()
        given = {"understanding": Understanding.NONE, "confirm_by": None, "open": True, **values}
        message = Message(
            id=new_id(),
            person_id=person.id,
            team_id=self._stage.team.id,
            purpose=Purpose.GENERAL,
            body="Hello.",
            check_kind=CheckKind.NONE,
            proof=Proof.SAID,
            created_at=self._moment(),
            **given,
        )
        session.add(message)
        session.flush()
        silence = message_flag(
            MessageFacts(message.id, message.understanding, message.confirm_by, message.created_at), self._stage.at
        )
        self.expected[person.id] = [silence] if silence is not None and message.open else []
        return message

    def delivery(self, session: Session, message: Message, **values: Any) -> None:
        delivery = Delivery(
            id=new_id(),
            message_id=message.id,
            person_id=message.person_id,
            medium=Medium.TEXT,
            channel="sms",
            code=f"C{next(self._numbers)}",
            state_at=self._moment(),
            due_at=self._moment(),
            created_at=self._stage.at,
            **{"awaiting": True, **values},
        )
        session.add(delivery)
        session.flush()
        facts = DeliveryFacts(
            delivery.id,
            message.id,
            delivery.state,
            delivery.state_at,
            delivery.held_reason,
            None,
            delivery.contradiction,
            delivery.due_at,
        )
        flags = delivery_flags(facts) if delivery.awaiting and message.open else ()
        self.expected[message.person_id] += [flag for flag in flags if flag.kind is not FlagKind.QUESTION_HELD]

    def reply(self, session: Session, category: Category, *, doubt: bool, message: Message | None) -> None:
        reply = Reply(
            id=new_id(),
            route="text",
            provider="test",
            provider_id=str(next(self._numbers)),
            body="words",
            person_id=message.person_id if message else None,
            message_id=message.id if message else None,
            matched_how="code",
            category=category,
            reason="phrase",
            confirms=False,
            identity_doubt=doubt,
            open=True,
            team_id=self._stage.team.id,
            received_at=self._moment(),
        )
        session.add(reply)
        session.flush()
        flag = reply_flag(ReplyFacts(reply.id, reply.message_id, category, doubt, reply.received_at))
        self.expected.setdefault(reply.person_id or reply.id, []).append(flag)

    def _moment(self) -> datetime:
        """Every one different, so that no two places in the list are the same."""
        return self._stage.at - timedelta(days=1) + next(self._numbers) * timedelta(seconds=1)


def _whole(stage: Stage) -> Iterator[tuple[UUID, FlagKind, datetime, datetime | None, tuple[FlagKind, ...]]]:
    with stage.sessions() as session:
        for row in work_list(session, stage.worker, stage.at, most=1000).needs_me:
            assert row.kind is not None
            key = row.person_id or row.reply_id
            assert key is not None
            yield key, row.kind, row.since, row.due, row.folded


def _in_order(town: _Town) -> list[tuple[UUID, FlagKind, datetime, datetime | None, tuple[FlagKind, ...]]]:
    rows = []
    for key, flags in town.expected.items():
        if flags:
            top = most_urgent(flags)
            beside = sorted((flag.kind for flag in flags if flag is not top), key=lambda kind: URGENCY[kind])
            rows.append((key, top.kind, top.since, top.due, tuple(beside)))
    return sorted(rows, key=lambda row: (URGENCY[row[1]], row[3] or row[2]))


def _every_fact(stage: Stage) -> _Town:
    town = _Town(stage)
    with stage.sessions.begin() as session:
        moments = (None, stage.at - A_WHILE, stage.at, stage.at + A_WHILE)
        for understanding, confirm_by, is_open in product(Understanding, moments, (True, False)):
            town.message(session, understanding=understanding, confirm_by=confirm_by, open=is_open)
        reasons = (None, QUESTION_OPEN, "declined")
        for state, reason, contradiction in product(Transport, reasons, (False, True)):
            message = town.message(session, confirm_by=stage.at + A_WHILE)
            town.delivery(session, message, state=state, held_reason=reason, contradiction=contradiction)
        for category, doubt, tied in product(Category, (False, True), (False, True)):
            town.reply(session, category, doubt=doubt, message=town.message(session) if tied else None)
        given_up = town.message(session)
        town.delivery(session, given_up, state=Transport.FAILED, held_reason=None, contradiction=True, awaiting=False)
    return town


def test_the_list_says_of_every_fact_what_the_domain_says(stage: Stage) -> None:
    town = _every_fact(stage)
    expected = _in_order(town)
    assert len(expected) > 80
    assert list(_whole(stage)) == expected


def test_the_mornings_list_counts_the_rows_and_what_is_due_today(stage: Stage) -> None:
    town = _every_fact(stage)
    with stage.sessions.begin() as session:
        town.message(session, confirm_by=end_of_day(stage.at) - A_WHILE)
        town.message(session, confirm_by=end_of_day(stage.at))
        town.message(session, confirm_by=stage.at + A_WHILE, open=False)
    with stage.sessions() as session:
        found = digest_of(session, stage.team.id, stage.at)
        listed = work_list(session, stage.worker, stage.at, most=1000, most_waiting=1000)
    assert found.needing == Counter(row.kind for row in listed.needs_me)
    assert sum(found.needing.values()) == listed.count
    today = [row for row in listed.waiting if row.due is not None and row.due < end_of_day(stage.at)]
    assert found.due_today == len([row for row in today if row.understanding is not Understanding.UNDERSTOOD])
    assert found.due_today > 20


def test_several_facts_about_one_person_are_one_row(stage: Stage) -> None:
    town = _Town(stage)
    with stage.sessions.begin() as session:
        for overdue, state, category in product((False, True), (Transport.FAILED, Transport.UNKNOWN), Category):
            message = town.message(session, confirm_by=stage.at - A_WHILE if overdue else None)
            town.delivery(session, message, state=state, held_reason=None, contradiction=overdue)
            town.reply(session, category, doubt=False, message=message)
            town.reply(session, Category.ANSWER_FREE, doubt=True, message=message)
    assert list(_whole(stage)) == _in_order(town)


def test_the_partial_index_of_what_needs_a_person_holds_just_the_states_that_do() -> None:
    indexes = Base.metadata.tables[Delivery.__tablename__].indexes
    (index,) = (index for index in indexes if index.name == "ix_delivery_needs_person")
    words = ", ".join(f"'{state}'" for state in NEEDS_A_PERSON)
    assert str(index.dialect_options["postgresql"]["where"]) == f"awaiting AND (contradiction OR state IN ({words}))"


@pytest.fixture
def untouched(shared_cluster: SharedCluster) -> Iterator[Engine]:
    """Nobody ever put a row into it: what PostgreSQL remembers of other tests' rows would choose the plan."""
    database = shared_cluster.pristine(f"untouched_{os.getpid()}")
    engine = make_engine(database.url)
    yield engine
    engine.dispose()
    database.close()


def test_the_list_is_read_by_the_indexes_of_what_is_open(untouched: Engine, now: datetime) -> None:
    given = {
        "me": new_id(), "teams": [new_id()], "now": now, "most": 31, "waits_most": 21, "place": -1,
        "moment": "-infinity", "key": UUID(int=0), "waits_moment": "-infinity", "waits_key": UUID(int=0),
    }  # fmt: skip
    with untouched.begin() as connection:
        connection.execute(PLAN_ONCE)
        # So few rows are read whole sooner than by an index; what is asked here is whether the indexes can serve at all.
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(connection.scalars(text(f"EXPLAIN {WORK_LIST_SQL}"), given))
    for index in (
        "ix_message_open_team", "ix_message_open_owner", "ix_reply_open_team", "ix_reply_open_owner",
        "ix_delivery_needs_person", "ix_person_restricted", "ix_person_no_choice",
    ):  # fmt: skip
        assert index in plan, plan


def test_nobody_without_a_team_has_a_list(stage: Stage) -> None:
    town = _Town(stage)
    with stage.sessions.begin() as session:
        town.message(session, understanding=Understanding.MISUNDERSTOOD)
    with stage.sessions() as session:
        found = work_list(session, Actor(new_id(), stage.worker.roles, frozenset()), stage.at)
    assert (found.needs_me, found.waiting, found.to_ask, found.count) == ((), (), (), 0)
