from __future__ import annotations

import re

import pytest

from easyread.compose import compose
from easyread.document import Contact, Kind
from service.demo.examples import WRITTEN_AT
from service.demo.message import VISIT_AT, WRITTEN, draft_in
from service.demo.people import PEOPLE
from service.domain.deadlines import LONDON
from service.domain.messages import require_sound


def test_it_is_written_for_everybody_in_the_demo() -> None:
    assert {person.written_language for person in PEOPLE} <= set(WRITTEN)
    assert len(WRITTEN) >= 9


@pytest.mark.parametrize("language", WRITTEN)
def test_it_can_be_sent_as_it_is(language: str) -> None:
    require_sound(draft_in(language), WRITTEN_AT)


@pytest.mark.parametrize("language", WRITTEN)
def test_every_language_tells_the_same_number_day_and_worker(language: str) -> None:
    document = compose(WRITTEN[language].body, language=language, title="", contact=Contact(""))
    spans = [span for sentence in document.sentences for span in sentence.spans]
    assert [span.value for span in spans if span.kind is Kind.PHONE] == ["+441632960002"]
    body = WRITTEN[language].body
    assert "Ana Reid" in body
    assert "01632 960002" in body
    assert {"10", "2026"} <= set(re.findall(r"\d+", body))


def test_the_day_of_the_words_is_the_day_of_the_visit() -> None:
    assert f"{VISIT_AT.astimezone(LONDON):%A %-d %B %Y at %-I%p}".replace("AM", "am") in WRITTEN["en"].body
    assert f"{VISIT_AT:%A}" == WRITTEN["en"].options[2]
