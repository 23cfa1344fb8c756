"""Previews: what a draft becomes for one person, and what stands between it and the outbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from channels.base import EmailContent, LetterContent, TextContent
from service import planning
from service.domain import codes
from service.domain.contact_points import PointKind
from service.domain.errors import Conflict, Invalid
from service.domain.messages import CheckKind, Draft
from service.domain.preferences import Format, Medium
from service.domain.safe_contact import Answer, Refused
from service.models import Delivery, Message, Person
from service.planning import Preview
from tests.service.use_cases.changes import say
from tests.service.use_cases.stage import Stage, choice, plain


def look(stage: Stage, person_id: UUID, draft: Draft | None = None, *, code: str | None = None) -> Preview:
    with stage.sessions() as session:
        person = session.get_one(Person, person_id)
        return planning.preview(session, person, draft or choice(), stage.at, code, None, stage.channels)


@pytest.mark.parametrize(
    ("medium", "kind"), [(Medium.TEXT, TextContent), (Medium.EMAIL, EmailContent), (Medium.LETTER, LetterContent)]
)
def test_each_way_is_rendered_with_the_code_that_it_will_carry(stage: Stage, medium: Medium, kind: type) -> None:
    seen = look(stage, stage.person(medium=medium))
    assert isinstance(seen.content, kind)
    assert codes.parse(seen.code) == seen.code
    if isinstance(seen.content, TextContent):
        assert seen.content.body.endswith(f"Ref {codes.show(seen.code)}")
    assert (seen.refused, seen.uncarriable, seen.waits) == (None, None, False)


def test_a_worker_who_speaks_needs_no_rendition(stage: Stage) -> None:
    seen = look(stage, stage.person(medium=Medium.VISIT))
    assert (seen.plan.channel, seen.content) == ("live", None)


def test_the_code_that_was_seen_is_kept_while_it_is_free(stage: Stage) -> None:
    person_id = stage.person()
    first = look(stage, person_id)
    assert look(stage, person_id, code=first.code).code == first.code
    taken = stage.delivery(stage.send(person_id)).code
    assert look(stage, person_id, code=taken).code != taken
    assert look(stage, person_id, code="nonsense").code != "nonsense"


def test_somebody_who_asked_not_to_be_quizzed_gets_no_question(stage: Stage) -> None:
    person_id = stage.person()
    say(stage, person_id, no_quiz=True)
    seen = look(stage, person_id)
    assert not seen.quiz
    assert isinstance(seen.content, TextContent)
    assert "Which day" not in seen.content.body
    assert "Reply CALL to talk to someone." in seen.content.body


def test_why_it_may_not_or_can_not_go_is_told_without_raising(stage: Stage) -> None:
    others = stage.person(others=Answer.YES)
    assert look(stage, others, plain("The police will come.")).refused is Refused.NOT_NEUTRAL
    assert look(stage, others, plain("x" * 1700)).uncarriable == "content_too_long"
    paper = stage.person("Bo", medium=Medium.LETTER)
    assert look(stage, paper, plain("🎈")).uncarriable == "glyph_missing"


def test_the_breaks_and_bullets_of_a_word_processor_go_out_as_what_they_are(stage: Stage) -> None:
    seen = look(stage, stage.person(), plain("Bring:\v\uf0b7 a bill\fThank you."))
    assert isinstance(seen.content, TextContent)
    assert "Bring:\n\u2022 a bill\n\nThank you." in seen.content.body


def test_what_stands_between_a_preview_and_the_outbox(stage: Stage) -> None:
    person_id = stage.person()
    seen = look(stage, person_id)
    planning.require_sendable(seen, choice(), planning.way(seen.plan))
    with pytest.raises(Conflict, match="plan_changed"):
        planning.require_sendable(seen, choice(), "email:other")
    with pytest.raises(Invalid, match="refused_not_neutral"):
        planning.require_sendable(replace(seen, refused=Refused.NOT_NEUTRAL), choice(), None)
    with pytest.raises(Invalid, match="content_too_long"):
        planning.require_sendable(replace(seen, uncarriable="content_too_long"), choice(), None)
    say(stage, person_id, format=Format.BRAILLE_2)
    blocked = look(stage, person_id)
    with pytest.raises(Invalid, match="mismatch_needs_reason"):
        planning.require_sendable(blocked, choice(), None)
    planning.require_sendable(blocked, choice(override_reason="A neighbour reads to him."), None)


def test_a_large_print_letter_is_longer_than_a_standard_one(stage: Stage) -> None:
    person_id = stage.person(medium=Medium.LETTER)
    words = plain("We will visit you. " * 60)
    small = look(stage, person_id, words).content
    say(stage, person_id, kind=PointKind.ADDRESS, format=Format.LARGE_PRINT_28)
    large = look(stage, person_id, words).content
    assert isinstance(small, LetterContent)
    assert isinstance(large, LetterContent)
    assert large.pages > small.pages


def test_a_preview_writes_nothing(stage: Stage) -> None:
    person_id = stage.person()
    look(stage, person_id)
    with stage.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Delivery)) == 0


def test_a_sent_message_turns_back_into_the_draft_that_it_was(stage: Stage) -> None:
    draft = choice(event_at=stage.at + timedelta(days=2))
    message_id = stage.send(stage.person(), draft)
    with stage.sessions() as session:
        assert planning.draft_of(session.get_one(Message, message_id)) == draft
    assert draft.check_kind is CheckKind.CHOICE
