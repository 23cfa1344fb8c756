"""What a screen reader says of a letter's PDF: the letter, then its slip, as they are written."""

from __future__ import annotations

import pytest

from channels.letter.render import render_letter
from tests.channels.letter.paper import a_letter
from tests.reading_order import aloud, spoken, untagged


def test_a_letter_is_read_from_its_head_to_its_slip() -> None:
    told = aloud(render_letter(a_letter()).pdf)
    at = 0
    for words in (
        "Adult social care",
        "22 November 2026",
        "Mrs Olwen Pritchard",
        "CF10 3AT",
        "Dear Mrs Pritchard,",
        "We want to visit you on Tuesday 8 December 2026.",
        "Someone from your family can be with you.",
        "What day will we visit you?",
        "To talk to someone, ring",
        "Your reply",
        "Monday 7 December",
        "Tuesday 8 December",
        "Please call me",
        "Who filled this in?",
        "Someone else for me",
    ):
        found = told.find(words, at)
        assert found >= 0, (words, told)
        at = found + len(words)


@pytest.mark.parametrize("size", [14, 24])
def test_only_page_numbers_are_left_unsaid(size: int) -> None:
    assert all(words.startswith("page ") for words in untagged(render_letter(a_letter(font_size=size)).pdf))


def test_the_code_says_what_it_is() -> None:
    figures = [piece.words for piece in spoken(render_letter(a_letter()).pdf) if piece.kind == "Figure"]
    assert figures == ["Code that tells us which letter this slip answers"]
