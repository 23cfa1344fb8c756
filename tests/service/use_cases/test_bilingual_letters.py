"""In Wales a letter that was translated into Welsh says it twice on one sheet, Welsh first, and has one slip for both."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from channels.base import LetterContent
from service import renditions
from service.domain.actors import Actor, Role
from service.domain.contact_points import PointKind
from service.domain.deadlines import Nation
from service.domain.messages import Draft
from service.domain.preferences import Medium, MediumChoice, Strength
from service.domain.translating import Words
from service.models import Delivery, Rendition, Team
from service.queries import languages
from service.use_cases.approve_translation import approve_translation
from service.use_cases.compose_message import compose_message
from service.use_cases.enter_translation import TranslationEntry, enter_translation
from service.use_cases.request_translation import request_translation
from service.use_cases.send_another_way import send_another_way
from tests.channels.letter.paper import codes_on, image_of, page_count
from tests.reading_order import aloud
from tests.service.use_cases.changes import say
from tests.service.use_cases.stage import Stage, add_worker, choice

WELSH = Words(
    "Byddwn yn ymweld â chi ddydd Iau 26 Tachwedd am 2:30 pm.", "Pa ddiwrnod fyddwn ni'n ymweld?", ("Dydd Llun", "Dydd Iau")
)


@pytest.fixture
def second(stage: Stage) -> Actor:
    stage.sessions.configure(info={languages.DRAFTS_ALLOWED: True})
    return add_worker(stage.sessions, stage.at, stage.team, Role.CASEWORKER, "second")


def _in(stage: Stage, nation: Nation) -> None:
    with stage.sessions.begin() as session:
        session.get_one(Team, stage.team.id).nation = nation


def _reads_welsh(stage: Stage) -> UUID:
    person_id = stage.person(medium=Medium.LETTER)
    say(stage, person_id, kind=PointKind.ADDRESS, written_language="cy")
    return person_id


def _translated(stage: Stage, second: Actor, person_id: UUID) -> tuple[UUID, Draft]:
    request_id = request_translation(
        stage.sessions,
        stage.worker,
        person_id,
        choice(),
        "cy",
        date(2026, 11, 24),
        stage.at,
        request_key=uuid4(),
    )
    entry = TranslationEntry(WELSH, "Nia Huws", "")
    text_id = enter_translation(stage.sessions, stage.worker, request_id, entry, stage.at, replaces=None)
    approve_translation(stage.sessions, second, text_id, "Gwen Parry", stage.at)
    return text_id, choice(WELSH.body, question=WELSH.question, options=WELSH.options, language="cy")


def _sent(stage: Stage, person_id: UUID, text_id: UUID, draft: Draft) -> UUID:
    return compose_message(
        stage.sessions,
        stage.worker,
        person_id,
        draft,
        stage.at,
        request_key=uuid4(),
        channels=stage.channels,
        translation_id=text_id,
    )


def _letter(stage: Stage, message_id: UUID) -> bytes:
    with stage.sessions() as session:
        newest = (
            select(Delivery.rendition_digest).where(Delivery.message_id == message_id).order_by(Delivery.id.desc()).limit(1)
        )
        kept = session.get_one(Rendition, session.scalar(newest))
        content = renditions.restored(kept.kind, kept.content, kept.pages)
    assert isinstance(content, LetterContent)
    return content.pdf


def test_welsh_comes_first_and_english_below_it(stage: Stage, second: Actor) -> None:
    _in(stage, Nation.WALES)
    person_id = _reads_welsh(stage)
    pdf = _letter(stage, _sent(stage, person_id, *_translated(stage, second, person_id)))
    told, at = aloud(pdf), 0
    for words in (
        "Byddwn yn ymweld â chi",
        "Pa ddiwrnod fyddwn ni'n ymweld?",
        "We will visit you on Thursday 26 November",
        "Which day will we visit?",
        "Dydd Llun / Monday",
        "Dydd Iau / Thursday",
    ):
        found = told.find(words, at)
        assert found >= 0, (words, told)
        at = found + len(words)
    codes = [code.text for page in range(1, page_count(pdf) + 1) for code in codes_on(image_of(pdf, page, 150))]
    assert [code[:2] for code in codes] == ["BW"]


@pytest.mark.parametrize("nation", [Nation.ENGLAND, Nation.SCOTLAND])
def test_elsewhere_it_is_said_once(stage: Stage, second: Actor, nation: Nation) -> None:
    _in(stage, nation)
    person_id = _reads_welsh(stage)
    pdf = _letter(stage, _sent(stage, person_id, *_translated(stage, second, person_id)))
    assert "Byddwn yn ymweld" in aloud(pdf)
    assert "We will visit you" not in aloud(pdf)


def test_a_text_stays_in_one_language_and_the_letter_after_it_has_both(stage: Stage, second: Actor) -> None:
    _in(stage, Nation.WALES)
    person_id = stage.person(also=(Medium.LETTER,))
    ranked = tuple(
        MediumChoice(way, Strength.PREFERS, rank) for rank, way in enumerate((Medium.TEXT, Medium.LETTER), start=1)
    )
    say(stage, person_id, written_language="cy", choices=ranked)
    message_id = _sent(stage, person_id, *_translated(stage, second, person_id))
    stage.carry()
    assert "We will visit you" not in stage.sms.journal[-1].outgoing.content.body  # type: ignore[union-attr]  # it is a text
    send_another_way(stage.sessions, stage.worker, message_id, Medium.LETTER, stage.at, channels=stage.channels)
    told = aloud(_letter(stage, message_id))
    assert told.index("Byddwn") < told.index("We will visit you")


def test_words_that_nobody_approved_as_a_translation_stand_alone(stage: Stage, second: Actor) -> None:
    _in(stage, Nation.WALES)
    person_id, other = _reads_welsh(stage), _reads_welsh(stage)
    _translated(stage, second, other)
    message_id = stage.compose(person_id, choice(WELSH.body, question=WELSH.question, options=WELSH.options, language="cy"))
    assert "We will visit you" not in aloud(_letter(stage, message_id))
