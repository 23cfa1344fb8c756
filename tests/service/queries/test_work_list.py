"""Who needs whom, most urgent first; who waits; and nothing that a reader may not see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, sessionmaker

from channels.errors import Ambiguous, Permanent
from service.database import new_id
from service.domain.actors import Actor, Role
from service.domain.errors import NotAllowed
from service.domain.flags import FlagKind
from service.domain.judgements import Verdict
from service.domain.preferences import Medium, MediumChoice, Source, Strength
from service.domain.purposes import Purpose
from service.domain.safe_contact import Answer
from service.domain.understanding import Understanding
from service.models import Message, Person
from service.queries.work_list import FROM_THE_TOP, Row, Step, WorkList, work_list
from service.use_cases.act_on_flag import close_flag
from service.use_cases.judge_reply import JudgementEntry, judge_reply
from service.use_cases.record_preference import ContactEntry, record_preference
from tests.service.use_cases.stage import Stage, plain, set_stage

NUMBER = "+447700900201"


@pytest.fixture
def stage(sessions: sessionmaker[Session], now: datetime) -> Stage:
    return set_stage(sessions, now)


def _list(stage: Stage, actor: Actor | None = None, **more: Any) -> WorkList:
    with stage.sessions() as session:
        return work_list(session, actor or stage.worker, stage.at, **more)


def _kinds(stage: Stage) -> list[FlagKind | None]:
    return [row.kind for row in _list(stage).needs_me]


def _only(stage: Stage) -> Row:
    (row,) = _list(stage).needs_me
    return row


def test_silence_is_flagged_exactly_at_the_deadline_and_never_before(stage: Stage) -> None:
    message_id = stage.send(stage.person("Ann Lee", number=NUMBER))
    due = stage.message(message_id).confirm_by
    assert due is not None
    stage.at = due - timedelta(microseconds=1)
    before = _list(stage)
    assert before.needs_me == ()
    assert [(row.name, row.due, row.understanding) for row in before.waiting] == [("Ann Lee", due, Understanding.NONE)]
    stage.at = due
    after = _list(stage)
    assert [(row.kind, row.step, row.name) for row in after.needs_me] == [
        (FlagKind.NOT_RECEIVED, Step.ANOTHER_WAY, "Ann Lee")
    ]
    assert (after.count, after.waiting) == (1, ())
    assert after.needs_me[0].sent_at == stage.delivery(message_id).sent_at


def test_ok_thanks_stays_on_the_list_before_and_after_it_is_read(stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    received = stage.text(NUMBER, "ok thanks")
    row = _only(stage)
    assert (row.kind, row.words, row.understanding) == (FlagKind.REPLY_UNREAD, "ok thanks", Understanding.ACKNOWLEDGED)
    judge_reply(stage.sessions, stage.worker, received.reply_id, JudgementEntry(Verdict.RECEIVED_ONLY), stage.at)
    (waiting,) = _list(stage).waiting
    assert (waiting.message_id, waiting.words) == (message_id, "ok thanks")
    assert waiting.understanding is Understanding.ACKNOWLEDGED
    due = stage.message(message_id).confirm_by
    assert due is not None
    stage.at = due
    row = _only(stage)
    assert (row.kind, row.words) == (FlagKind.NOT_UNDERSTOOD, "ok thanks")


def test_understood_is_nobodys_work(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    stage.text(NUMBER, "2")
    stage.forward(timedelta(days=30))
    found = _list(stage)
    assert (found.needs_me, found.waiting, found.count) == ((), (), 0)


def test_the_most_urgent_comes_first(stage: Stage) -> None:
    words = ["what time is it?", "ok thanks", "call me", "I want to die", "1"]
    for number, body in enumerate(words, start=301):
        sender = f"+447700900{number}"
        stage.send(stage.person(f"Person {number}", number=sender))
        stage.forward(timedelta(minutes=1))
        stage.text(sender, body)
    assert [row.words for row in _list(stage).needs_me] == [
        "I want to die",
        "call me",
        "1",
        "what time is it?",
        "ok thanks",
    ]
    assert _kinds(stage)[:3] == [FlagKind.RISK, FlagKind.ASKED_FOR_A_PERSON, FlagKind.NOT_UNDERSTOOD]


def test_one_row_a_person_with_the_rest_folded_inside(stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    first = stage.send(person_id)
    stage.text(NUMBER, "call me")
    stage.text(NUMBER, "where are you?")
    due = stage.message(first).confirm_by
    assert due is not None
    stage.at = due
    row = _only(stage)
    assert (row.kind, row.step, row.words) == (FlagKind.ASKED_FOR_A_PERSON, Step.MAKE_CONTACT, "call me")
    assert row.folded == (FlagKind.NOT_UNDERSTOOD, FlagKind.REPLY_UNREAD)


def test_what_a_persons_record_says_folds_inside_too(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    stage.person("Bob", number=NUMBER)
    stage.text(NUMBER, "call me")
    assert FlagKind.CONTACT_POINT_SHARED in _only(stage).folded


def test_a_failed_an_unknown_and_a_live_one_ask_for_their_own_step(stage: Stage) -> None:
    stage.sms.script(Permanent("address_unreachable"), Ambiguous("no_answer"))
    for number in ("+447700900301", "+447700900302"):
        stage.send(stage.person(number=number), plain())
    stage.send(stage.person(medium=Medium.PHONE_CALL))
    assert [(row.kind, row.step) for row in _list(stage).needs_me] == [
        (FlagKind.SEND_UNKNOWN, Step.SETTLE),
        (FlagKind.NOT_SENT, Step.ANOTHER_WAY),
        (FlagKind.LIVE_CONTACT_DUE, Step.MAKE_CONTACT),
    ]


def test_reports_that_contradict_each_other_are_shown(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    stage.report("delivered")
    stage.report("failed", error="carrier_fault")
    assert _kinds(stage) == [FlagKind.CONTRADICTION]


def test_a_question_that_waits_for_its_turn_is_waiting_not_work(stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    stage.send(person_id)
    stage.send(person_id)
    found = _list(stage)
    assert found.needs_me == ()
    ((waiting,)) = found.waiting
    assert waiting.more_waiting == 1


def test_somebody_unknown_is_the_duty_teams_and_a_row_of_its_own(stage: Stage) -> None:
    stage.text("+447700900299", "Good morning")
    stage.text("+447700900298", "It is raining here")
    assert _list(stage).needs_me == ()
    rows = _list(stage, stage.duty_worker).needs_me
    assert [(row.kind, row.step, row.person_id, row.sender) for row in rows] == [
        (FlagKind.UNASSIGNED, Step.ASSIGN_REPLY, None, "+447700900299"),
        (FlagKind.UNASSIGNED, Step.ASSIGN_REPLY, None, "+447700900298"),
    ]


def test_another_team_sees_nothing_but_what_they_own(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    stage.text(NUMBER, "call me")
    assert _list(stage, stage.duty_worker).needs_me == ()
    stage.send(stage.person(number="+447700900202"), worker=stage.duty_worker)
    stage.text("+447700900202", "call me")
    assert [row.sender for row in _list(stage, stage.duty_worker).needs_me] == ["+447700900202"]


def test_a_restricted_person_is_on_the_list_of_named_readers_alone(stage: Stage) -> None:
    stage.send(stage.person("Secret", number=NUMBER, restricted=True))
    stage.text(NUMBER, "call me")
    colleague = Actor(new_id(), frozenset({Role.CASEWORKER}), frozenset({stage.team.id}))
    assert _only(stage).name == "Secret"
    hidden = _list(stage, colleague)
    assert (hidden.needs_me, hidden.waiting, hidden.to_ask) == ((), (), ())


def test_a_flag_that_somebody_closed_is_gone_until_a_new_fact_starts_another(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    stage.report("delivered")
    stage.report("failed", error="carrier_fault")
    row = _only(stage)
    assert row.message_id is not None
    assert row.delivery_id is not None
    close_flag(
        stage.sessions, stage.worker, FlagKind.CONTRADICTION, row.message_id, row.delivery_id, "Rang: it came.", stage.at
    )
    assert _list(stage).needs_me == ()
    assert len(_list(stage).waiting) == 1


def test_people_whom_nobody_asked_are_named_last_and_not_counted(stage: Stage) -> None:
    record_preference(stage.sessions, stage.worker, ContactEntry(name="New Person"), stage.at)
    stage.person("Asked Person")
    found = _list(stage)
    assert [(row.name, row.step) for row in found.to_ask] == [("New Person", Step.ASK_PERSON)]
    assert found.count == 0


def test_whoever_chose_before_and_has_no_choice_now_is_to_be_asked_again(stage: Stage) -> None:
    person_id = stage.person("Ann Lee")
    assert _list(stage).to_ask == ()
    with stage.sessions() as session:
        seen = session.get_one(Person, person_id).record_id
    entry = ContactEntry(name="Ann Lee", choices=(MediumChoice(Medium.TEXT, Strength.PREFERS, 1),), source=Source.REFERRER)
    record_preference(stage.sessions, stage.worker, entry, stage.at, person_id=person_id, seen_record_id=seen)
    assert [row.name for row in _list(stage).to_ask] == ["Ann Lee"]


def test_many_are_shown_a_page_at_a_time_and_counted_whole(stage: Stage) -> None:
    for number in range(301, 306):
        stage.send(stage.person(f"Person {number}", number=f"+447700900{number}"))
        stage.send(stage.person(f"Silent {number}", number=f"+447700900{number + 100}"))
        stage.forward(timedelta(minutes=1))
        stage.text(f"+447700900{number}", "call me")
    whole = _list(stage)
    assert (whole.count, whole.waiting_count, whole.next, whole.waiting_next) == (5, 5, None, None)
    needing: list[Row] = []
    waiting: list[Row] = []
    after, waiting_after = FROM_THE_TOP, FROM_THE_TOP
    for _page in range(3):
        found = _list(stage, after=after, waiting_after=waiting_after, most=2, most_waiting=2)
        assert (found.count, found.waiting_count) == (5, 5)
        needing += found.needs_me
        waiting += found.waiting
        after, waiting_after = found.next or after, found.waiting_next or waiting_after
    assert (tuple(needing), tuple(waiting)) == (whole.needs_me, whole.waiting)
    assert (found.next, found.waiting_next) == (None, None)


def test_nobody_slips_between_two_pages_when_somebody_before_them_is_dealt_with(stage: Stage) -> None:
    replies = []
    for number in range(301, 305):
        stage.send(stage.person(f"Person {number}", number=f"+447700900{number}"))
        stage.forward(timedelta(minutes=1))
        replies.append(stage.text(f"+447700900{number}", "where are you?").reply_id)
    first = _list(stage, most=2)
    assert first.next is not None
    entry = JudgementEntry(Verdict.UNDERSTOOD, words="where are you?")
    judge_reply(stage.sessions, stage.worker, replies[0], entry, stage.at)
    second = _list(stage, after=first.next, most=2)
    assert [row.name for row in second.needs_me] == ["Person 303", "Person 304"]
    assert second.count == 3


def test_what_waits_without_a_deadline_comes_last(stage: Stage) -> None:
    held = stage.send(stage.person("Held", number=NUMBER, others=Answer.YES))
    for name in ("Ann", "Bob"):
        stage.send(stage.person(name, number=stage.new_number()))
    with stage.sessions.begin() as session:
        session.get_one(Message, held).confirm_by = None
    first = _list(stage, most_waiting=2)
    assert [row.name for row in first.waiting] == ["Ann", "Bob"]
    assert first.waiting_next is not None
    last = _list(stage, waiting_after=first.waiting_next, most_waiting=1)
    assert [(row.name, row.due) for row in last.waiting] == [("Held", None)]
    assert last.waiting_next is None


def test_long_words_are_cut_between_words(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    stage.text(NUMBER, "word " * 200)
    row = _only(stage)
    assert row.words_cut
    assert len(row.words) <= 600
    assert row.words.endswith("word")


def test_an_urgent_message_to_somebody_whose_phone_is_read_waits_for_a_voice(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER, others=Answer.YES), plain("Please ring us."))
    stage.text(NUMBER, "yes")
    assert _kinds(stage) == [FlagKind.IDENTITY_DOUBT]


def test_a_clerk_has_no_work_list(stage: Stage) -> None:
    clerk = Actor(new_id(), frozenset({Role.PRINT_CLERK}), frozenset({stage.team.id}))
    with pytest.raises(NotAllowed):
        _list(stage, clerk)


@contextmanager
def _counted(engine: Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def count(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    yield statements
    event.remove(engine, "before_cursor_execute", count)


def test_the_number_of_statements_does_not_grow_with_the_people(stage: Stage, engine: Engine) -> None:
    def used() -> int:
        with _counted(engine) as statements:
            _list(stage)
        return len(statements)

    stage.send(stage.person(number="+447700900300"))
    stage.text("+447700900300", "what time?")
    few = used()
    for number in range(301, 309):
        stage.send(stage.person(number=f"+447700900{number}"), plain().__class__(Purpose.GENERAL, "Hello"))
        stage.text(f"+447700900{number}", "what time?")
    assert used() == few <= 2
