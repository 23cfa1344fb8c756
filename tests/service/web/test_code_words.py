"""A code word is agreed, asked for on a call, and never shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from service.app import create_app
from service.container import Container
from service.domain.code_words import MASK
from service.models import AuditEntry, Person, Reply, Staff
from service.use_cases.agree_code_word import agree_code_word
from tests.service.use_cases.stage import Stage, plain, set_stage
from tests.service.web.visitor import Visitor

NUMBER = "+447700900201"


@pytest.fixture
def stage(sessions: sessionmaker[Session], now: datetime) -> Stage:
    return set_stage(sessions, now)


@pytest.fixture
def app(container: Container, stage: Stage) -> Flask:
    return create_app(replace(container, channels=stage.channels))


@pytest.fixture
def casey(app: Flask, stage: Stage, now: datetime) -> Visitor:
    with stage.sessions() as session:
        staff = session.get_one(Staff, stage.worker.id)
    return Visitor(app).signed_in_as(staff, now)


def _agreed(stage: Stage) -> UUID:
    person_id = stage.person(number=NUMBER)
    agree_code_word(stage.sessions, stage.worker, person_id, "bluebell", stage.at)
    return person_id


def _call(**more: str) -> dict[str, str]:
    return {"route": "call", "reached": "yes", "words": "She will be there on Thursday", **more}


def test_it_is_agreed_twice_typed_and_seen_by_nobody_afterwards(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    url = f"/people/{person_id}/code-word"
    assert "They have no spoken code word." in casey.get(f"/people/{person_id}/more").text
    assert casey.submit(url, {"code_word": "bluebell", "again": "bluebird"}).status_code == 422
    short = casey.submit(url, {"code_word": "blue", "again": "blue"})
    assert (short.status_code, "at least 5 letters" in short.text) == (422, True)
    assert casey.submit(url, {"code_word": "bluebell", "again": "bluebell"}).status_code == 303
    for page in (url, f"/people/{person_id}", f"/people/{person_id}/more", f"/people/{person_id}/contacts/new"):
        seen = casey.get(page)
        assert seen.status_code == 200
        assert "bluebell" not in seen.text.lower()
    assert "They have a spoken code word." in casey.get(f"/people/{person_id}").text
    assert casey.submit(url, {"action": "take_back"}).status_code == 303
    assert "They have a spoken code word." not in casey.get(f"/people/{person_id}").text


def test_on_a_call_it_is_compared_before_anything_is_recorded(casey: Visitor, stage: Stage) -> None:
    url = f"/people/{_agreed(stage)}/contacts/new"
    typed = {**_call(), "action": "check_code_word"}
    right = casey.submit(url, {**typed, "code_word": "Blue Bell"})
    assert (right.status_code, "The code word matches." in right.text) == (200, True)
    assert "She will be there on Thursday" in right.text
    assert "Blue Bell" not in right.text
    wrong = casey.submit(url, {**typed, "code_word": "bluebird"})
    assert "The code word does not match." in wrong.text
    assert casey.submit(url, {**typed, "code_word": ""}).status_code == 422
    with stage.sessions() as session:
        assert session.scalars(select(Reply)).all() == []
        actions = set(session.scalars(select(AuditEntry.action)))
    assert {"code_word_matched", "code_word_did_not_match"} <= actions


@pytest.mark.parametrize(
    ("more", "ticks", "told"),
    [
        ({"code_word": "bluebell"}, ["code_word_matched"], "Code word: it matched"),
        ({"code_word": "bluebird"}, ["code_word_did_not_match"], "Code word: it did not match"),
        ({"code_word_matched": "yes"}, ["code_word_matched"], "Code word: it matched"),
        ({}, [], ""),
    ],
)
def test_what_the_comparison_said_is_kept_with_the_call(
    casey: Visitor, stage: Stage, more: dict[str, str], ticks: list[str], told: str
) -> None:
    assert casey.submit(f"/people/{_agreed(stage)}/contacts/new", _call(**more)).status_code == 303
    with stage.sessions() as session:
        (call,) = session.scalars(select(Reply))
    assert call.ticks == ticks
    assert told in casey.get(f"/replies/{call.id}").text


def test_whoever_has_the_wrong_word_shows_nothing_understood(casey: Visitor, stage: Stage) -> None:
    person_id = _agreed(stage)
    message_id = stage.send(person_id, plain())
    verdict = {f"verdict_{message_id.hex}": "understood"}
    refused = casey.submit(f"/people/{person_id}/contacts/new", _call(code_word="bluebird", **verdict))
    assert refused.status_code == 422
    assert "The code word does not match, so it may not be them." in refused.text
    assert stage.message(message_id).open
    assert casey.submit(f"/people/{person_id}/contacts/new", _call(code_word="bluebell", **verdict)).status_code == 303
    assert not stage.message(message_id).open


def test_one_that_was_written_is_hidden_flagged_and_asks_for_a_new_one(casey: Visitor, stage: Stage) -> None:
    person_id = _agreed(stage)
    reply = casey.get(f"/replies/{stage.text(NUMBER, 'it is bluebell').reply_id}").text
    assert "Their code word stood in it, and is hidden." in reply
    assert f"it is {MASK}" in reply
    card = casey.get(f"/people/{person_id}").text
    assert "The code word arrived in writing: others may know it. Agree a new one" in card
    assert "it proves nothing now" in casey.get(f"/people/{person_id}/contacts/new").text
    assert "bluebell" not in (reply + card).lower()
    casey.submit(f"/people/{person_id}/code-word", {"code_word": "red kettle", "again": "red kettle"})
    assert "others may know it" not in casey.get(f"/people/{person_id}").text
    with stage.sessions() as session:
        assert session.get_one(Person, person_id).code_word_spent_at is None
