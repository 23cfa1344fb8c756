"""Letters beside digits: ten letters have the cells of the ten digits, so each carries its sign or is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from easyread.document import Contact
from easyread.errors import Part, Place, Unmakeable
from easyread.formats import braille as module
from easyread.formats.braille import braille
from easyread.formats.braille_proof import holds
from easyread.formats.braille_spelling import spelled_apart
from easyread.formats.braille_tables import Table, table_for
from easyread.formats.liblouis import translate
from tests.easyread.formats.documents import a_document

TABLES = {
    (language, 1): table_for(language, 1) for language in ("en", "cy", "pl", "pt", "es", "ar", "fr", "lt", "bn", "gu", "pa")
} | {(language, 2): table_for(language, 2) for language in ("en", "cy")}
NO_LETTER_SIGN = ("pl", "pt", "es", "bn", "gu", "pa")
INDIAN = ("bn", "gu", "pa")
_LETTERS, _DIGITS = "abcdefghij", "1234567890"
_OTHER = str.maketrans(_LETTERS + _DIGITS, _DIGITS + _LETTERS)


def _brf(text: str, language: str, grade: int = 1) -> str:
    document = replace(
        a_document("", language=language, title=text, question=None, reference=""), facts=(), contact=Contact("")
    )
    return braille(document, grade=grade).brf.decode().split("\r\n")[0].strip()


def _made(word: str, table: Table) -> str | None:
    try:
        (made,) = module._words(word, table)
    except Unmakeable:
        return None
    return made.cells


@pytest.mark.parametrize("grade", [1, 2])
@pytest.mark.parametrize(
    ("print_", "cells"),
    [
        ("12a.", "#AB;A4"),
        ("3b", "#C;B"),
        ("1.a", "#A4;A"),
        ("14:30", "#AD,3#CJ"),
        ("£12.50", "L#AB1EJ"),
        ("50%", "#EJ 3P"),
        ("ana.wyn@abc.org.uk", "ANA4WYN!ABC4ORG4UK"),
        ("https://abc.org.uk/a1b", "HTTPS3_/_/ABC4ORG4UK_/A#A;B"),
    ],
)
def test_welsh_numbers_and_addresses(print_: str, cells: str, grade: int) -> None:
    assert _brf(print_, "cy", grade) == cells


@pytest.mark.parametrize("language", NO_LETTER_SIGN)
@pytest.mark.parametrize("word", ["12a", "12a.", "3b", "14h30"])
def test_a_letter_that_would_be_a_digit_is_refused_with_its_place(language: str, word: str) -> None:
    with pytest.raises(Unmakeable) as caught:
        braille(a_document(f"Ana.\n{word}", language=language, title="A"), grade=1)
    assert (caught.value.code, caught.value.place) == ("braille_misread", Place(Part.SENTENCE, 1))


@pytest.mark.parametrize("language", NO_LETTER_SIGN)
def test_a_capital_or_a_later_letter_needs_no_sign(language: str) -> None:
    assert _brf("12A", language) == ("#AB,A" if language in INDIAN else "#AB.A")
    assert _brf("1k", language) == "#AK"


@pytest.mark.parametrize("language", INDIAN)
@pytest.mark.parametrize(
    ("print_", "cells"),
    [
        ("10:30", "#AJ3#CJ"),
        ("1.5", "#A4#E"),
        ("1/2", "#A_/#B"),
        ("12-14", "#AB-#AD"),
        ("ana@abc.org.uk", "ANA@AABC4ORG4UK"),
        ("www.abc.org.uk", "WWW4ABC4ORG4UK"),
    ],
)
def test_numbers_and_addresses_in_the_braille_of_india(language: str, print_: str, cells: str) -> None:
    assert _brf(print_, language) == cells


@pytest.mark.parametrize("language", INDIAN)
def test_a_pound_is_not_written_as_another_number_sign(language: str) -> None:
    assert ",,GBP" in _brf("£12", language)


@pytest.mark.parametrize("key", TABLES)
def test_a_time_of_day_never_holds_without_what_tells_its_minutes_from_letters(key: tuple[str, int]) -> None:
    table = TABLES[key]
    made, other = _made("10:30", table), _made("10:cj", table)
    assert made is not None
    assert made != other
    assert not holds("10:cj", made, table)


@pytest.mark.parametrize("key", TABLES)
@given(word=st.text(_LETTERS + _DIGITS + "kABJ.,:/-@", min_size=2, max_size=8), data=st.data())
def test_a_letter_is_never_a_digit(key: tuple[str, int], word: str, data: st.DataObject) -> None:
    table = TABLES[key]
    made = _made(word, table)
    places = [place for place, character in enumerate(word) if character in _LETTERS + _DIGITS]
    if made is None or not places:
        return
    changed = data.draw(st.lists(st.sampled_from(places), min_size=1, unique=True))
    other = "".join(letter.translate(_OTHER) if place in changed else letter for place, letter in enumerate(word))
    assert made != _made(other, table), (word, other)
    bare = made.removeprefix(table.spelling_sign) if table.spelling_sign else made
    assert not holds(other, bare, table), (word, other)


@pytest.mark.parametrize("key", [key for key in TABLES if key[0] in NO_LETTER_SIGN])
@given(digits=st.text(_DIGITS, min_size=1, max_size=4), letter=st.sampled_from(_LETTERS))
def test_a_table_without_a_letter_sign_spells_none(key: tuple[str, int], digits: str, letter: str) -> None:
    assert spelled_apart(digits + letter, TABLES[key]) is None
    assert not holds(digits + letter, translate(TABLES[key].name, digits + letter), TABLES[key])
