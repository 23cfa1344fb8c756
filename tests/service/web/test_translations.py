"""The pages of translations, from "they read Polish" to the message that shows both texts."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from channels.letter.print_queue import PrintQueue
from service.container import Container
from service.domain.actors import Role
from service.models import Message, Staff, TranslationRequest, TranslationText
from service.queries import languages
from service.settings import Settings
from tests.service.use_cases.changes import say
from tests.service.use_cases.stage import Stage, add_worker, set_stage
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor, inputs

WORDS = {
    "purpose": "appointment",
    "body": "We will visit you on Thursday 26 November.\r\nReply CALL to change it.",
    "language": "en",
    "check_kind": "choice",
    "question": "Which day?",
    "option_1": "Monday",
    "option_2": "Thursday",
    "right_option": "2",
}
NEEDED = {"due_on-day": "24", "due_on-month": "11", "due_on-year": "2026"}
POLISH = {
    "body": "Odwiedzimy Panią w czwartek 26 listopada.\r\nWyślij CALL, aby to zmienić.",
    "question": "Który dzień?",
    "option_1": "Poniedziałek",
    "option_2": "Czwartek",
    "translator": "Zofia Nowak",
}


@pytest.fixture
def stage(sessions: sessionmaker[Session], hand_clock: HandClock) -> Stage:
    sessions.configure(info={languages.DRAFTS_ALLOWED: True})
    stage = set_stage(sessions, hand_clock.at)
    add_worker(sessions, hand_clock.at, stage.team, Role.CASEWORKER, "sona")
    return stage


@pytest.fixture
def container(settings: Settings, sessions: sessionmaker[Session], hand_clock: HandClock, stage: Stage) -> Container:
    return Container(settings, sessions, hand_clock, stage.channels, PrintQueue())


@pytest.fixture
def sign_in(app: Flask, stage: Stage) -> Callable[[str], Visitor]:
    def signed_in(username: str) -> Visitor:
        with stage.sessions() as session:
            staff = session.scalars(select(Staff).where(Staff.username == username)).one()
        return Visitor(app).signed_in_as(staff, stage.at)

    return signed_in


@pytest.fixture
def casey(sign_in: Callable[[str], Visitor]) -> Visitor:
    return sign_in("casey")


@pytest.fixture
def ann(stage: Stage) -> UUID:
    person_id = stage.person("Ann Lee")
    say(stage, person_id, written_language="pl")
    return person_id


def _ask(visitor: Visitor, person_id: UUID, **more: str) -> TestResponse:
    path = f"/people/{person_id}/messages/new"
    asked = visitor.submit(path, {**WORDS, "action": "translation"})
    assert asked.status_code == 200
    hidden = {name: value for name, value in inputs(asked) if name not in {"csrf_token", "language"}}
    return visitor.submit(path, {**hidden, **WORDS, "into": "pl", **NEEDED, "action": "ask_translation", **more})


def _enter(visitor: Visitor, address: str, **more: str) -> TestResponse:
    typed = dict(inputs(visitor.get(f"{address}/enter")))
    return visitor.submit(f"{address}/enter", {**POLISH, "replaces": typed["replaces"], **more})


def _newest(stage: Stage) -> UUID:
    with stage.sessions() as session:
        return session.scalars(select(TranslationText.id).order_by(TranslationText.id.desc()).limit(1)).one()


def test_the_page_says_what_they_read_and_offers_both_ways(casey: Visitor, ann: UUID, stage: Stage) -> None:
    page = casey.get(f"/people/{ann}/messages/new").text
    assert "They read Polish" in page
    assert "Write in Polish" in page
    assert "never translated by a machine" in page
    assert "Ask for a translation" in page
    english = casey.get(f"/people/{stage.person('Bo Day')}/messages/new").text
    assert "Ask for a translation" not in english


def test_words_are_checked_before_anybody_is_asked_to_translate_them(casey: Visitor, ann: UUID) -> None:
    page = casey.submit(f"/people/{ann}/messages/new", {**WORDS, "body": "On ((day)).", "action": "translation"})
    assert page.status_code == 422
    assert "Replace ((day))" in page.text


def test_a_day_and_another_language_are_needed(casey: Visitor, ann: UUID, stage: Stage) -> None:
    page = casey.submit(f"/people/{ann}/messages/new", {**WORDS, "action": "translation"})
    assert '<option value="pl" selected>' in page.text
    assert '<option value="it"' not in page.text
    assert '<option value="en"' not in page.text.split('id="into"')[1].split("</select>")[0]
    for more, words in (
        ({"due_on-day": ""}, "Enter a real day"),
        (dict.fromkeys(NEEDED, ""), "Say by which day"),
        ({"due_on-day": "1"}, "This day has passed"),
    ):
        refused = _ask(casey, ann, **more)
        assert refused.status_code == 422
        assert words in refused.text
    with stage.sessions() as session:
        assert session.scalars(select(TranslationRequest)).all() == []


def test_from_the_request_to_the_message_with_both_texts(
    casey: Visitor, sign_in: Callable[[str], Visitor], ann: UUID, stage: Stage
) -> None:
    asked = _ask(casey, ann)
    assert asked.status_code == 303
    address = asked.location
    assert "To be translated" in casey.get(address).text
    menu = casey.get("/translations").text
    assert 'class="bw-menu__count">1<' in menu
    assert "Ann Lee: Polish" in menu
    assert "You asked for it." in menu

    lost = _enter(casey, address, body="Odwiedzimy Panią w czwartek.")
    assert lost.status_code == 422
    assert "<bdi>Thursday 26 November</bdi>" in lost.text
    assert "<bdi>CALL</bdi>" in lost.text
    assert "or say why it is right" in lost.text
    assert _enter(casey, address).location == address
    own = casey.get(address).text
    assert "somebody else must compare it" in own
    assert "Approve the translation" not in own

    sona = sign_in("sona")
    text_id = _newest(stage)
    page = sona.get(address).text
    assert '<div lang="pl" dir="ltr">' in page
    assert "Casey asked for it." in sona.get("/translations").text
    assert sona.submit(f"{address}/decide/{text_id}", {"action": "approve", "reader": "Zofia Nowak"}).status_code == 422
    assert sona.submit(f"{address}/decide/{text_id}", {"action": "approve", "reader": "Sona"}).location == address

    approved = casey.get(address).text
    assert "Compared by Sona." in approved
    assert f"translation={text_id}" in approved
    start = casey.get(f"/people/{ann}/messages/new?translation={text_id}")
    assert "These are the words of the approved translation" in start.text
    assert "Odwiedzimy Panią w czwartek 26 listopada." in start.text
    assert '<option value="pl" selected>' in start.text
    typed = {
        **WORDS,
        **POLISH,
        "language": "pl",
        "translation_id": str(text_id),
        "request_key": dict(inputs(start))["request_key"],
    }
    changed = casey.submit(f"/people/{ann}/messages/new", {**typed, "body": "Coś innego.", "action": "preview"})
    assert changed.status_code == 422
    assert "These are not the approved words." in changed.text
    preview = casey.submit(f"/people/{ann}/messages/new", {**typed, "action": "preview"})
    assert preview.status_code == 200
    assert "UCS-2" in preview.text
    assert "Our own phrases in this language are a draft" in preview.text
    sent = casey.submit(f"/people/{ann}/messages/new", {**typed, "action": "send"})
    assert sent.status_code == 303

    message = casey.get(sent.location).text
    assert "What went to them, in Polish" in message
    assert "The original, in English" in message
    assert "We will visit you on Thursday 26 November." in message
    assert "Translated by Zofia Nowak" in message
    with stage.sessions() as session:
        assert session.scalars(select(Message.translation_id)).all() == [text_id]
    assert "No translation waits." in casey.get("/translations").text
    assert casey.submit(f"/people/{ann}/messages/new", {**typed, "action": "preview"}).status_code == 409


def test_who_writes_another_language_says_so(casey: Visitor, ann: UUID, stage: Stage) -> None:
    words = {**WORDS, "body": "Odwiedzimy Panią w czwartek.", "language": "pl", "action": "preview"}
    path = f"/people/{ann}/messages/new"
    refused = casey.submit(path, words)
    assert refused.status_code == 422
    assert "Say that you write this language yourself" in refused.text
    preview = casey.submit(path, {**words, "own_language": "y"})
    assert preview.status_code == 200
    assert ("own_language", "y") in inputs(preview)
    sent = casey.submit(
        path, {**words, "own_language": "y", "action": "send", "request_key": dict(inputs(preview))["request_key"]}
    )
    assert sent.status_code == 303
    with stage.sessions() as session:
        message = session.scalars(select(Message)).one()
        assert (message.language, message.translation_id) == ("pl", None)


def test_a_translation_is_sent_back_and_the_request_withdrawn(
    casey: Visitor, sign_in: Callable[[str], Visitor], ann: UUID, stage: Stage
) -> None:
    address = _ask(casey, ann).location
    _enter(casey, address)
    sona, text_id = sign_in("sona"), _newest(stage)
    assert sona.submit(f"{address}/decide/{text_id}", {"action": "return", "note": ""}).status_code == 422
    assert sona.submit(f"{address}/decide/{text_id}", {"action": "return", "note": "It says Friday."}).location == address
    page = casey.get(address).text
    assert "It says Friday." in page
    late = sona.submit(f"{address}/decide/{text_id}", {"action": "approve", "reader": "Sona"})
    assert "Somebody decided on this translation already" in late.text

    stale = casey.submit(f"{address}/enter", {**POLISH, "replaces": ""})
    assert "Somebody else entered other words meanwhile" in stale.text
    assert _enter(casey, address).location == address
    assert "Earlier words" in casey.get(address).text
    assert casey.submit(f"{address}/withdraw", {"note": ""}).status_code == 422
    assert casey.submit(f"{address}/withdraw", {"note": "An interpreter rang her."}).location == "/translations"
    closed = casey.get(address).text
    assert "An interpreter rang her." in closed
    assert "Enter the translation" not in closed
    assert "This was sent or withdrawn already" in _enter(casey, address).text


def test_another_persons_translation_starts_nothing(
    casey: Visitor, sign_in: Callable[[str], Visitor], ann: UUID, stage: Stage
) -> None:
    address = _ask(casey, ann).location
    _enter(casey, address)
    text_id = _newest(stage)
    assert casey.get(f"/people/{ann}/messages/new?translation={text_id}").status_code == 422
    sign_in("sona").submit(f"{address}/decide/{text_id}", {"action": "approve", "reader": "Sona"})
    assert casey.get(f"/people/{stage.person('Bo Day')}/messages/new?translation={text_id}").status_code == 404
    assert casey.get(f"/people/{ann}/messages/new?translation={ann}").status_code == 404


def test_what_is_written_in_arabic_is_laid_out_from_the_right(casey: Visitor, ann: UUID) -> None:
    address = _ask(casey, ann, into="ar").location
    page = casey.get(f"{address}/enter").text
    assert '<section class="bw-card" aria-labelledby="original">' in page
    assert page.count('lang="ar" dir="rtl"') >= 4
