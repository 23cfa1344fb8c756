"""A call or a visit, recorded through the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from service.app import create_app
from service.container import Container
from service.domain.preferences import Medium
from service.domain.safe_contact import Answer
from service.domain.transport import Transport
from service.domain.understanding import Proof, Understanding
from service.models import AuditEntry, Judgement, Reply, Staff
from tests.service.use_cases.stage import Stage, plain, set_stage
from tests.service.web.visitor import Visitor, inputs

NUMBER = "+447700900201"
Typed = str | list[str]


@pytest.fixture
def stage(sessions: sessionmaker[Session], now: datetime) -> Stage:
    return set_stage(sessions, now)


@pytest.fixture
def app(container: Container, stage: Stage) -> Flask:
    return create_app(replace(container, channels=stage.channels))


@pytest.fixture
def casey(app: Flask, stage: Stage, now: datetime) -> Visitor:
    with stage.sessions() as session:
        return Visitor(app).signed_in_as(session.get_one(Staff, stage.worker.id), now)


def _call(
    message_id: UUID | None = None, verdict: str = "understood", **more: str | list[str]
) -> dict[str, str | list[str]]:
    data: dict[str, str | list[str]] = {
        "entry_key": str(uuid4()),
        "route": "call",
        "reached": "yes",
        "words": "You come on Thursday at ten.",
        **more,
    }
    return data | ({f"verdict_{message_id.hex}": verdict} if message_id else {})


def test_a_call_settles_what_was_talked_about_and_nothing_else(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    visit = stage.send(person_id)
    form = stage.send(person_id, plain())
    page = casey.get(f"/people/{person_id}/contacts/new")
    assert page.text.count("We did not talk about it") == 2
    done = casey.submit(f"/people/{person_id}/contacts/new", _call(visit))
    assert (done.status_code, done.headers["Location"]) == (303, "/work")
    message = stage.message(visit)
    assert (message.understanding, message.proof_met) == (Understanding.UNDERSTOOD, Proof.JUDGED)
    assert stage.message(form).open
    with stage.sessions() as session:
        judgement = session.scalars(select(Judgement)).one()
    assert (judgement.words, judgement.by) == ("You come on Thursday at ten.", stage.worker.id)


def test_where_others_may_read_a_voice_confirms(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person(number=NUMBER, others=Answer.YES)
    message_id = stage.send(person_id, plain("Please ring us."))
    reply_id = stage.text(NUMBER, "yes").reply_id
    casey.submit(f"/people/{person_id}/contacts/new", _call(message_id, dealt_with=[str(reply_id)]))
    assert stage.message(message_id).understanding is Understanding.UNDERSTOOD
    assert not stage.reply(reply_id).open


def test_what_asked_for_a_person_is_ticked_already(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    stage.send(person_id)
    asked = stage.text(NUMBER, "call me").reply_id
    other = stage.text(NUMBER, "what time?").reply_id
    page = casey.get(f"/people/{person_id}/contacts/new").text
    boxes = [part.split(">")[0] for part in page.split("<input") if 'name="dealt_with"' in part]
    assert {str(asked) in box: "checked" in box for box in boxes} == {True: True, False: False}
    page = casey.get(f"/people/{person_id}/contacts/new?reply={other}").text
    assert page.count("checked") == 2


def test_nobody_answered_is_kept_and_settles_nothing(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person(medium=Medium.PHONE_CALL)
    message_id = stage.send(person_id)
    done = casey.submit(f"/people/{person_id}/contacts/new", _call(reached="no", words=""))
    assert done.status_code == 303
    assert (stage.message(message_id).open, stage.delivery(message_id).state) == (True, Transport.TO_DO)
    with stage.sessions() as session:
        assert session.scalars(select(AuditEntry.action).where(AuditEntry.action == "tried_contact")).one()


def test_a_task_done_by_phone_is_done(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person(medium=Medium.PHONE_CALL)
    message_id = stage.send(person_id)
    page = casey.get(f"/people/{person_id}/contacts/new")
    assert dict(inputs(page))["entry_key"]
    casey.submit(f"/people/{person_id}/contacts/new", _call(message_id))
    assert stage.delivery(message_id).state is Transport.DONE
    assert stage.message(message_id).understanding is Understanding.UNDERSTOOD


def test_not_understood_leads_to_explaining_again(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    message_id = stage.send(person_id)
    done = casey.submit(f"/people/{person_id}/contacts/new", _call(message_id, "not_understood"))
    assert done.headers["Location"].endswith(f"/people/{person_id}/messages/new?explains={message_id}")
    assert stage.message(message_id).understanding is Understanding.MISUNDERSTOOD


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"words": " "}, "own words"),
        ({"reached": "no"}, "Say that you reached them"),
        ({"route": ""}, "Choose how you contacted them."),
        ({"reached": ""}, "Say whether you reached them."),
        ({"route": "text"}, "Choose how you contacted them."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    casey: Visitor, stage: Stage, change: dict[str, Typed], words: str
) -> None:
    person_id = stage.person(number=NUMBER)
    message_id = stage.send(person_id)
    page = casey.submit(f"/people/{person_id}/contacts/new", _call(message_id, note="a quiet voice") | change)
    assert page.status_code == 422
    assert words in page.text
    assert "a quiet voice" in page.text
    assert '<option value="understood" selected' in page.text
    assert stage.message(message_id).open


def test_somebody_elses_message_is_not_judged(casey: Visitor, stage: Stage) -> None:
    theirs = stage.send(stage.person("Bob", number="+447700900202"))
    person_id = stage.person(number=NUMBER)
    casey.submit(f"/people/{person_id}/contacts/new", _call(theirs))
    assert stage.message(theirs).open


def test_a_colleague_who_settled_it_first_is_said_and_the_words_stay(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    message_id = stage.send(person_id)
    casey.get(f"/people/{person_id}/contacts/new")
    stage.text(NUMBER, "2")
    done = casey.submit(f"/people/{person_id}/contacts/new", _call(message_id))
    assert "settled by somebody else" in casey.get(done.headers["Location"]).text
    with stage.sessions() as session:
        assert session.scalars(select(Judgement.proof)).all() == [Proof.SHOWN]
        assert session.scalars(select(Reply.body).where(Reply.route == "call")).one() == "You come on Thursday at ten."


def test_pressing_twice_is_one_contact(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    data = _call()
    for _ in range(2):
        assert casey.submit(f"/people/{person_id}/contacts/new", data).status_code == 303
    with stage.sessions() as session:
        assert len(session.scalars(select(Reply)).all()) == 1


def test_reading_how_to_reach_somebody_is_written_down(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    casey.get(f"/people/{person_id}/contacts/new")
    with stage.sessions() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "read_for_contact")).one()
    assert (entry.person_id, entry.actor_id) == (person_id, stage.worker.id)


def test_a_restricted_person_is_not_found_by_others(app: Flask, stage: Stage, now: datetime) -> None:
    person_id = stage.person("Secret", number=NUMBER, restricted=True)
    with stage.sessions() as session:
        dina = Visitor(app).signed_in_as(session.get_one(Staff, stage.duty_worker.id), now)
    page = dina.get(f"/people/{person_id}/contacts/new")
    assert page.status_code == 404
    assert "Secret" not in page.text
