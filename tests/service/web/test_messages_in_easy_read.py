"""A message that goes out as Easy Read: a picture for each sentence, a name under it, and nothing past the gate."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID, uuid4

import pikepdf
import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from channels.base import EmailContent, EnclosureKind, LetterContent
from service.container import Container
from service.domain.contact_points import PointKind
from service.domain.preferences import Format, Medium
from service.domain.transport import Transport
from service.models import Rendition, Staff
from service.renditions import restored
from service.settings import Settings
from tests.service.use_cases.changes import say
from tests.service.use_cases.stage import Stage, plain, set_stage
from tests.service.web.conftest import HandClock, NoPrinter
from tests.service.web.visitor import Visitor, inputs

_WORDS = {
    "purpose": "general",
    "body": "Ana Reid will visit you.\nWe will talk about your home.",
    "language": "en",
    "check_kind": "none",
}


@pytest.fixture
def stage(sessions: sessionmaker[Session], hand_clock: HandClock) -> Stage:
    return set_stage(sessions, hand_clock.at)


@pytest.fixture
def container(settings: Settings, sessions: sessionmaker[Session], hand_clock: HandClock, stage: Stage) -> Container:
    return Container(settings, sessions, hand_clock, stage.channels, NoPrinter())


@pytest.fixture
def casey(app: Flask, stage: Stage) -> Visitor:
    with stage.sessions() as session:
        staff = session.scalars(select(Staff).where(Staff.username == "casey")).one()
    return Visitor(app).signed_in_as(staff, stage.at)


def _new(person_id: UUID) -> str:
    return f"/people/{person_id}/messages/new"


def _reader(stage: Stage, medium: Medium, form: Format = Format.EASY_READ) -> UUID:
    person_id = stage.person(medium=medium)
    kind = {Medium.LETTER: PointKind.ADDRESS, Medium.EMAIL: PointKind.EMAIL}[medium]
    say(stage, person_id, kind=kind, format=form)
    return person_id


def _preview(visitor: Visitor, person_id: UUID, **more: Any) -> tuple[str, dict[str, Any]]:
    typed = {**_WORDS, "request_key": str(uuid4()), **more, "action": "preview"}
    page = visitor.submit(_new(person_id), typed)
    assert page.status_code == 200, page.text
    fields: dict[str, Any] = {}
    for name, value in inputs(page):
        if name == "picture":
            fields.setdefault("picture", []).append(value)
        elif name not in {"csrf_token", "query", "signed", "checked_by_people"}:
            fields[name] = value
    return page.text, fields


def _sent(stage: Stage, visitor: Visitor, person_id: UUID, fields: dict[str, Any]) -> EmailContent | LetterContent:
    answer = visitor.submit(_new(person_id), {**fields, "action": "send"})
    assert answer.status_code == 303, answer.text
    delivery = stage.delivery(UUID(answer.location.rsplit("/", 1)[1]))
    with stage.sessions() as session:
        kept = session.get_one(Rendition, delivery.rendition_digest)
    content = restored(kept.kind, kept.content, kept.pages)
    assert isinstance(content, EmailContent | LetterContent)
    return content


def test_a_picture_stands_beside_each_sentence_and_a_worker_chooses_it(casey: Visitor, stage: Stage) -> None:
    person_id = _reader(stage, Medium.LETTER)
    page, fields = _preview(casey, person_id)
    assert page.count('class="bw-pictures__image"') == 2
    assert len(fields["picture"]) == 2
    page, fields = _preview(casey, person_id, picture=["social worker", "home"])
    assert fields["picture"] == ["social worker", "home"]


def test_nothing_goes_out_unsigned(casey: Visitor, stage: Stage) -> None:
    person_id = _reader(stage, Medium.LETTER)
    _, fields = _preview(casey, person_id)
    refused = casey.submit(_new(person_id), {**fields, "action": "send"})
    assert refused.status_code == 422
    assert "answer for their wording" in refused.text


def test_a_signed_letter_holds_the_name_the_pictures_and_the_slip(casey: Visitor, stage: Stage) -> None:
    person_id = _reader(stage, Medium.LETTER)
    _, fields = _preview(casey, person_id)
    letter = _sent(stage, casey, person_id, {**fields, "signed": "y"})
    assert isinstance(letter, LetterContent)
    words = _words(letter.pdf)
    assert "Signed off by" in words
    assert "Your letter is on the next pages. It is in Easy Read." in words
    assert "We will talk about your home." in words
    with pikepdf.open(io.BytesIO(letter.pdf)) as file:
        assert len(file.pages) == letter.pages


def test_a_signed_email_shows_its_pictures_from_within(casey: Visitor, stage: Stage) -> None:
    person_id = _reader(stage, Medium.EMAIL)
    _, fields = _preview(casey, person_id)
    email = _sent(stage, casey, person_id, {**fields, "signed": "y", "checked_by_people": "y"})
    assert isinstance(email, EmailContent)
    assert "People with learning disabilities checked this page." in email.html
    named = {attachment.inline_id for attachment in email.attachments}
    assert named
    assert all(f"cid:{name}" in email.html for name in named)
    looks = casey.submit(_new(person_id), {**fields, "action": "email"})
    assert "cid:" not in looks.text
    assert "data:image/png;base64," in looks.text


def test_what_the_gate_holds_back_can_not_be_sent(casey: Visitor, stage: Stage) -> None:
    person_id = _reader(stage, Medium.LETTER)
    page, fields = _preview(casey, person_id, body="Xyzzy plugh frobnitz.")
    assert "Choose a picture for this sentence." in page
    assert "The Easy Read pages are not ready." in page
    refused = casey.submit(_new(person_id), {**fields, "signed": "y", "action": "send"})
    assert refused.status_code in {200, 422}
    assert "The Easy Read pages are not ready." in refused.text


@pytest.mark.parametrize("name", ["look:easy-read", "look:large-print-24"])
def test_every_format_is_a_click_away_from_the_preview(casey: Visitor, stage: Stage, name: str) -> None:
    person_id = _reader(stage, Medium.LETTER, Format.STANDARD)
    _, fields = _preview(casey, person_id)
    answer = casey.submit(_new(person_id), {**fields, "action": name})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "talk about your home" in _words(answer.data)


def test_the_words_are_checked_before_anything_else_is_filled_in(casey: Visitor, stage: Stage) -> None:
    page = casey.submit(_new(stage.person()), {"body": "We will utilise it.", "language": "en", "action": "check"})
    assert page.status_code == 200
    assert "“utilise” is a hard word" in page.text
    assert "There is a problem" not in page.text


@pytest.mark.parametrize(
    ("form", "kind"), [(Format.BRAILLE_2, EnclosureKind.BRAILLE), (Format.AUDIO_CD, EnclosureKind.AUDIO_CD)]
)
def test_an_envelope_holds_what_is_made_beside_the_printer(stage: Stage, form: Format, kind: EnclosureKind) -> None:
    message_id = stage.compose(_reader(stage, Medium.LETTER, form), plain())
    with stage.sessions() as session:
        kept = session.get_one(Rendition, stage.delivery(message_id).rendition_digest)
    content = restored(kept.kind, kept.content, kept.pages)
    assert isinstance(content, LetterContent)
    (enclosure,) = content.enclosed
    assert enclosure.kind is kind
    assert enclosure.amount > 0


def test_what_people_make_is_a_task(stage: Stage) -> None:
    message_id = stage.compose(_reader(stage, Medium.LETTER, Format.BSL_VIDEO), plain())
    delivery = stage.delivery(message_id)
    assert (delivery.state, delivery.medium) == (Transport.TO_DO, Medium.BSL_VIDEO)


def _words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
    finally:
        document.close()
