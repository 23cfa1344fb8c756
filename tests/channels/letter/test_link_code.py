"""The code that opens a letter's reply page: seen by a phone, and replaced when the letter leaves without moving a word."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pikepdf
import pytest

from channels.base import LetterContent
from channels.letter.document import SecondLanguage
from channels.letter.link_code import with_address
from channels.letter.measure import measure_letter
from channels.letter.render import render_letter
from channels.slips.finding import codes_in, place
from channels.slips.payload import Payload
from tests.channels.letter.paper import ADDRESS, a_letter, codes_on, glyphs, image_of, page_count, text_of
from tests.reading_order import aloud, untagged

PLACE = "https://council.example/r/" + "0" * 22
OWN = "https://council.example/r/4gGkZ9xQmR2TtVwB7sNpDe"


def seen(letter: LetterContent, dpi: int = 200) -> list[str]:
    """What a phone reads from all its pages."""
    pages = range(1, page_count(letter.pdf) + 1)
    return [code.text for page in pages for code in codes_on(image_of(letter.pdf, page, dpi))]


@pytest.mark.parametrize("size", [14, 28])
def test_a_phone_reads_it_beside_the_slips_own(size: int) -> None:
    letter = render_letter(a_letter(link=PLACE, font_size=size))
    assert letter.link == PLACE
    assert sorted(seen(letter)) == ["BW1.KT4HWN.3" if size == 14 else "BW2.KT4HWN.3", PLACE]
    assert "Or answer with a phone" in " ".join(aloud(letter.pdf).split())


def test_a_letter_without_an_address_to_answer_at_has_none() -> None:
    letter = render_letter(a_letter())
    assert (letter.link, seen(letter)) == ("", ["BW1.KT4HWN.3"])
    assert "phone: point" not in text_of(letter.pdf)


def test_when_it_leaves_it_has_its_own_and_nothing_else_moves() -> None:
    before = render_letter(a_letter(link=PLACE))
    after = with_address(before, OWN)
    assert (after.link, after.pages) == ("", before.pages)
    assert sorted(seen(after)) == ["BW1.KT4HWN.3", OWN]
    assert glyphs(after.pdf) == glyphs(before.pdf)
    assert aloud(after.pdf) == aloud(before.pdf)
    assert with_address(before, OWN).pdf == after.pdf
    with pikepdf.open(io.BytesIO(after.pdf)) as document:
        assert "pdfuaid:part" in document.Root.Metadata.read_bytes().decode()


@pytest.mark.parametrize(
    "address", [OWN, "https://answers.a-much-longer-name-of-a-council.example/r/4gGkZ9xQmR2TtVwB7sNpDe"]
)
def test_one_of_more_squares_fills_the_same_place(address: str) -> None:
    before = render_letter(a_letter(link=PLACE))
    assert address in seen(with_address(before, address))


def test_a_letter_that_does_not_show_it_never_leaves_as_if_it_did() -> None:
    with pytest.raises(ValueError, match="shows its code"):
        with_address(replace(render_letter(a_letter()), link=PLACE), OWN)


def test_it_is_said_aloud_and_keeps_the_print_rules() -> None:
    letter = with_address(render_letter(a_letter(link=PLACE)), OWN)
    assert "Code that opens the page to answer on" in aloud(letter.pdf)
    assert all(words.startswith("page ") for words in untagged(letter.pdf))
    assert measure_letter(letter.pdf, address=ADDRESS) == ()


def test_both_languages_of_a_letter_say_what_it_is_for() -> None:
    second = SecondLanguage("en", ("We want to visit you.",), "Ring 01632 960 100.")
    letter = render_letter(a_letter(link=PLACE, language="cy", second=second))
    assert [code for code in seen(letter) if code == PLACE] == [PLACE]


def test_a_scanner_takes_only_the_slip_for_a_slip() -> None:
    letter = with_address(render_letter(a_letter(link=PLACE)), OWN)
    page = np.asarray(image_of(letter.pdf, page_count(letter.pdf), 200).convert("L"))
    ((payload, corners),) = codes_in(page)
    assert isinstance(payload, Payload)
    assert payload.code == "KT4HWN"
    assert place(page, payload, corners) is not None
