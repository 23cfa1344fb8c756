"""What a screen reader says of each PDF: everything, once, in the order of the document."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from easyread.document import Document
from easyread.formats.easy_read import SignOff, easy_read_pdf
from easyread.formats.large_print import large_print_pdf
from easyread.formats.screen import screen_pdf
from tests.easyread.sheets import a_document
from tests.reading_order import aloud, spoken, untagged

WORDS = "Ana Reid will visit you on Tuesday.\n\nShe will bring a form. You can say no."
IN_ORDER = (
    "Your visit from Ana",
    "A visit from Ana Reid",
    "Thursday 26 November 2026",
    "Your home",
    "Ana Reid will visit you on Tuesday.",
    "She will bring a form.",
    "You can say no.",
    "What day is the visit?",
    "Wednesday",
    "How to contact us",
    "1 Town Square",
)
PRODUCTS: dict[str, Callable[[Document], bytes]] = {
    "screen": screen_pdf,
    "large print": lambda document: large_print_pdf(document, size=20),
    "Easy Read": lambda document: easy_read_pdf(document, sign_off=SignOff("Ana Reid", checked_by_people=False)),
}


@pytest.mark.parametrize("product", PRODUCTS)
def test_it_is_read_in_the_order_of_the_document(product: str) -> None:
    told = aloud(PRODUCTS[product](a_document(WORDS)))
    at = 0
    for words in IN_ORDER:
        # From where the words before end: what comes too early is not found.
        found = told.find(words, at)
        assert found >= 0, (words, told)
        at = found + len(words)


@pytest.mark.parametrize("product", PRODUCTS)
def test_nothing_but_what_repeats_on_each_page_is_left_unsaid(product: str) -> None:
    pdf = PRODUCTS[product](a_document(WORDS))
    said = aloud(pdf)
    for words in untagged(pdf):
        assert words.startswith("Page ") or words.strip() in said or product == "Easy Read", words


def test_each_picture_of_easy_read_is_said_before_its_sentence() -> None:
    pieces = spoken(PRODUCTS["Easy Read"](a_document(WORDS)))
    figures = [at for at, piece in enumerate(pieces) if piece.kind == "Figure"]
    assert figures
    for at in figures:
        assert pieces[at].words
        assert pieces[at + 1].kind != "Figure"


def test_words_without_spaces_are_read_as_they_were_written() -> None:
    told = aloud(screen_pdf(a_document("安娜会来看您。\n\n请给我们打电话 01632 960123。", "zh-Hans")))
    assert 0 <= told.find("安娜会来看您") < told.find("请给我们打电话") < told.find("01632 960123")
