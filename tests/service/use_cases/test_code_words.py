"""A code word counts spoken. Written, it is hidden, spent, and asks for a new one."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select

from channels.base import Inbound
from service.domain.code_words import MASK
from service.domain.errors import Invalid, NotFound
from service.domain.judgements import ContactRoute
from service.domain.preferences import Medium
from service.models import AuditEntry, CodeWord, Person, Reply
from service.queries.code_words import Standing, code_word_facts
from service.use_cases.agree_code_word import agree_code_word, take_back_code_word
from service.use_cases.assign_reply import assign_to_message, assign_to_person
from service.use_cases.check_code_word import check_code_word
from service.use_cases.read_slip import SlipEntry, read_slip
from tests.service.use_cases.paper import posted
from tests.service.use_cases.stage import Stage, plain

NUMBER, ANN = "+447700900201", "ann@example.com"


def _agreed(stage: Stage, word: str = "bluebell", **more: object) -> UUID:
    person_id = stage.person(number=NUMBER, **more)  # type: ignore[arg-type]  # as given
    agree_code_word(stage.sessions, stage.worker, person_id, word, stage.at)
    return person_id


def _standing(stage: Stage, person_id: UUID) -> Standing:
    with stage.sessions() as session:
        return code_word_facts(session, person_id).standing


def _words(stage: Stage) -> list[CodeWord]:
    with stage.sessions() as session:
        return list(session.scalars(select(CodeWord).order_by(CodeWord.id)))


def test_it_is_kept_as_a_hash_and_written_down_without_the_word(stage: Stage) -> None:
    person_id = _agreed(stage)
    (word,) = _words(stage)
    assert word.hash.startswith("$argon2id$")
    assert "bluebell" not in repr(vars(word))
    assert _standing(stage, person_id) is Standing.AGREED
    assert check_code_word(stage.sessions, stage.worker, person_id, "Blue Bell", stage.at)
    assert not check_code_word(stage.sessions, stage.worker, person_id, "bluebird", stage.at)
    with stage.sessions() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.subject_type == "code_word")).all()
    # All three at one moment: no order is kept between them.
    assert {entry.action for entry in entries} == {"agreed_code_word", "code_word_matched", "code_word_did_not_match"}
    assert len(entries) == 3
    assert "blue" not in repr([vars(entry) for entry in entries])


def test_a_new_one_replaces_the_old_and_may_not_be_the_same(stage: Stage) -> None:
    person_id = _agreed(stage)
    with pytest.raises(Invalid, match="code_word_same"):
        agree_code_word(stage.sessions, stage.worker, person_id, "Blue bell", stage.at)
    agree_code_word(stage.sessions, stage.worker, person_id, "red kettle", stage.at)
    assert [word.retired_why for word in _words(stage)] == ["replaced", None]
    assert not check_code_word(stage.sessions, stage.worker, person_id, "bluebell", stage.at)
    take_back_code_word(stage.sessions, stage.worker, person_id, stage.at)
    take_back_code_word(stage.sessions, stage.worker, person_id, stage.at)
    assert [word.retired_why for word in _words(stage)] == ["replaced", "taken_back"]
    assert _standing(stage, person_id) is Standing.NONE
    with pytest.raises(Invalid, match="code_word_not_agreed"):
        check_code_word(stage.sessions, stage.worker, person_id, "red kettle", stage.at)
    with pytest.raises(Invalid, match="code_word_missing"):
        check_code_word(stage.sessions, stage.worker, person_id, " ", stage.at)


def test_nobody_agrees_or_tries_one_for_somebody_whom_they_may_not_know(stage: Stage) -> None:
    person_id = stage.person(number=NUMBER, restricted=True)
    with pytest.raises(NotFound):
        agree_code_word(stage.sessions, stage.duty_worker, person_id, "bluebell", stage.at)
    agree_code_word(stage.sessions, stage.worker, person_id, "bluebell", stage.at)
    with pytest.raises(NotFound):
        check_code_word(stage.sessions, stage.duty_worker, person_id, "bluebell", stage.at)


def test_in_a_reply_it_is_hidden_and_spent_and_the_reply_stays_for_a_worker(stage: Stage) -> None:
    person_id = _agreed(stage)
    stage.send(person_id, plain())
    received = stage.text(NUMBER, "yes Bluebell")
    reply = stage.reply(received.reply_id)
    assert (reply.body, reply.open, received.confirmed) == (f"yes {MASK}", True, False)
    (word,) = _words(stage)
    assert (word.retired_why, word.reply_id, word.retired_at) == ("written", reply.id, stage.at)
    assert _standing(stage, person_id) is Standing.SPENT
    with pytest.raises(Invalid, match="code_word_not_agreed"):
        check_code_word(stage.sessions, stage.worker, person_id, "bluebell", stage.at)
    stage.forward(timedelta(minutes=1))
    assert stage.reply(stage.text(NUMBER, "did you get bluebell").reply_id).body == f"did you get {MASK}"
    assert _words(stage)[0].reply_id == reply.id
    agree_code_word(stage.sessions, stage.worker, person_id, "red kettle", stage.at)
    assert _standing(stage, person_id) is Standing.AGREED
    assert check_code_word(stage.sessions, stage.worker, person_id, "red kettle", stage.at)


def test_nothing_that_is_kept_holds_the_word(stage: Stage) -> None:
    person_id = _agreed(stage)
    stage.send(person_id, plain())
    stage.text(NUMBER, "bluebell")
    with stage.sessions() as session:
        for table in ("reply", "judgement", "audit_entry", "code_word", "message"):
            rows = session.connection().exec_driver_sql(f"SELECT CAST({table} AS text) FROM {table}").scalars().all()  # noqa: S608
            assert not [row for row in rows if "bluebell" in row.lower()]


def test_a_plain_answer_still_confirms_for_somebody_with_a_code_word(stage: Stage) -> None:
    stage.send(_agreed(stage), plain())
    assert stage.text(NUMBER, "yes").confirmed
    assert _words(stage)[0].retired_at is None


def test_the_word_of_anybody_on_a_shared_number_is_hidden(stage: Stage) -> None:
    _agreed(stage)
    bob = stage.person("Bob", number=NUMBER)
    agree_code_word(stage.sessions, stage.worker, bob, "red kettle", stage.at)
    assert stage.reply(stage.text(NUMBER, "it's red kettle").reply_id).body == f"it's {MASK}"
    assert _standing(stage, bob) is Standing.SPENT


def test_the_same_mail_again_is_the_same_reply(stage: Stage) -> None:
    _agreed(stage, medium=Medium.EMAIL, email=ANN)
    inbound = Inbound("fake", "<m1@example.com>", ANN, "us", "bluebell\n\nRegards", answer="bluebell")
    first, second = (stage.receive(inbound, ContactRoute.EMAIL) for _ in range(2))
    assert (first.reply_id, second.again) == (second.reply_id, True)
    with stage.sessions() as session:
        assert session.scalars(select(Reply.body)).all() == [f"{MASK}\n\nRegards"]


def test_on_a_slip_too(stage: Stage) -> None:
    person_id = stage.person(medium=Medium.LETTER)
    agree_code_word(stage.sessions, stage.worker, person_id, "bluebell", stage.at)
    delivery = stage.delivery(posted(stage, stage.compose(person_id, plain())))
    entry = SlipEntry(uuid4(), delivery.code, frozenset(), "I say bluebell")
    received = read_slip(stage.sessions, stage.worker, entry, delivery.id, stage.at)
    assert stage.reply(received.reply_id).body == f"I say {MASK}"
    assert _standing(stage, person_id) is Standing.SPENT


def test_from_an_unknown_number_it_is_hidden_once_it_is_known_whose_words_these_are(stage: Stage) -> None:
    person_id = _agreed(stage)
    message_id = stage.send(person_id, plain())
    stranger = "+447700900299"
    first, second = (stage.text(stranger, f"{words} bluebell").reply_id for words in ("hello", "again"))
    assert stage.reply(first).body == "hello bluebell"
    assign_to_person(stage.sessions, stage.worker, first, person_id, stage.at)
    assign_to_message(stage.sessions, stage.worker, second, message_id, stage.at)
    assert [stage.reply(reply_id).body for reply_id in (first, second)] == [f"hello {MASK}", f"again {MASK}"]
    assert [word.reply_id for word in _words(stage)] == [first]


def test_whoever_has_none_costs_no_statement_more(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER), plain())
    made: list[str] = []
    engine = stage.sessions.kw["bind"]

    def note(*given: object) -> None:
        made.append(str(given[2]))

    event.listen(engine, "before_cursor_execute", note)
    stage.text(NUMBER, "yes bluebell")
    event.remove(engine, "before_cursor_execute", note)
    assert not [sql for sql in made if "code_word" in sql and "writers" not in sql]
    with stage.sessions() as session:
        assert session.scalars(select(Person.code_word_spent_at)).all() == [None]
