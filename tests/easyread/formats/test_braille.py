from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from easyread.document import Contact, Document, Question
from easyread.errors import EasyReadError, Part, Place, Unmakeable, Unreadable
from easyread.formats import braille as module
from easyread.formats.braille import braille
from easyread.formats.braille_pages import CELLS, LINES
from easyread.formats.liblouis import back_translate
from tests.easyread.formats.documents import a_document

_CELLS = {letter: chr(0x2800 + dots) for dots, letter in enumerate(module._ASCII)}


def _pages(brf: bytes) -> list[list[str]]:
    """The text lines of each page, their number taken off, as Unicode braille."""
    pages = brf.decode("ascii").split("\f")
    assert pages.pop() == ""
    lines = [page.split("\r\n") for page in pages]
    for number, page in enumerate(lines, start=1):
        assert (len(page), page.pop()) == (LINES + 1, "")
        assert page.pop().strip() == "#" + str(number).translate(str.maketrans("1234567890", "ABCDEFGHIJ"))
        assert all(len(line) <= CELLS and line == line.rstrip() for line in page)
    return [["".join(_CELLS[letter] for letter in line) for line in page] for page in lines]


def _read(brf: bytes, table: str) -> str:
    words = " ".join(line for page in _pages(brf) for line in page).replace("\u2800", " ").split()
    return back_translate(table, "\u2800".join(words)).replace("’", "'").replace("\n", " ")


@pytest.mark.parametrize(
    ("print_", "grade", "cells"),
    [
        ("Hello", 1, ",HELLO"),
        ("NHS", 1, ",,NHS"),
        ("THIS IS ALL IN CAPITALS", 1, ",,,THIS IS ALL IN CAPITALS,'"),
        ("3 May 2026", 1, "#C ,MAY #BJBF"),
        ("£12.50", 1, "@L#AB4EJ"),
        ("2:30pm", 1, "#B3#CJPM"),
        ("01632 960123", 1, '#JAFCB"IFJABC'),
        ("In 2026 14 people came", 1, ",IN #BJBF #AD PEOPLE CAME"),
        ("Ref KT4H-WN", 1, ",REF ,,KT#D,H-,,WN"),
        ("1a 1k", 1, "#A;A #AK"),
        ("(yes) “no”", 1, '"<YES"> 8NO0'),
        ("people and children", 2, "P & *N"),
        ("You can have enough.", 2, ",Y C H 5\\<4"),
        ("It is the day after tomorrow", 2, ',X IS ! "D AF TM'),
        ("c d", 2, ";C ;D"),
    ],
)
def test_unified_english_braille_as_its_rules_write_it(print_: str, grade: int, cells: str) -> None:
    document = replace(a_document("", title=print_, question=None, reference=""), facts=(), contact=Contact(""))
    brf = braille(document, grade=grade).brf
    assert brf.decode().split("\r\n")[0].strip() == cells


@pytest.mark.parametrize("grade", [1, 2])
def test_a_letter_read_back_is_the_letter(grade: int) -> None:
    read = _read(braille(a_document(), grade=grade).brf, f"en-ueb-g{grade}.ctb")
    assert read == (
        "Your visit Dear Mr. O'Neil, Ana Reid will visit you on 3 May 2026 at 2:30pm. Please have your letter with you. "
        "It costs £12.50. If you can't be there, ring 01632 960123. When: Sunday 3 May 2026 Who: Ana Reid "
        "What day is the visit? Reply 1 for Saturday. Reply 2 for Sunday. Reply 0 or CALL to talk to someone. "
        "How to contact us Northmoor Phone: 01632 960002 1 Town Square LS1 1AA Ref KT4H-WN"
    )


def test_welsh_in_both_grades() -> None:
    text = "Bydd Ana Reid yn ymweld â chi ddydd Sul. Mae'r tŷ a'r dŵr yn iawn; costiodd £12.50."
    document = replace(a_document(text, language="cy", title="Eich ymweliad"), facts=())
    one, two = (braille(document, grade=grade).brf.replace(b"\r\n", b" ") for grade in (1, 2))
    assert b"YN YMWELD @A *I DDYDD ,SUL4" in one
    assert b'YN YMWELD @A *I D"D ,SUL4' in two
    # "Mae'r" contracted reads back as another word, so it is spelled.
    assert b",MAE';R T@Y A';R D@WR" in two


def test_the_page_is_laid_out() -> None:
    lines = braille(a_document(), grade=2).brf.decode().split("\r\n")
    assert lines[0] == " " * 15 + ",YR VISIT"
    assert (lines[1], lines[2]) == ("", "  ,DE> ,MR4 ,O',NEIL1")
    assert lines[LINES - 1] == "#A".rjust(CELLS)


def test_the_print_copy_tells_page_and_line() -> None:
    copy = braille(a_document("One.\n\n" + "Many words stand here. " * 60), grade=1).print_copy
    assert copy.startswith("Braille page 1 of 3\n 1  Your visit\n 3  One.\n 4  Many words stand here. Many words\n")
    assert "\n\nBraille page 2 of 3\n 1  " in copy
    assert copy.count("Many") == 60


def test_a_character_that_braille_lacks_is_refused_with_its_place() -> None:
    with pytest.raises(Unmakeable) as caught:
        braille(a_document("Hello Sam.\nSmile 😀 now."), grade=2)
    assert (caught.value.code, caught.value.place) == ("braille_untranslatable", Place(Part.SENTENCE, 1))
    with pytest.raises(Unmakeable) as caught:
        braille(a_document("Hello.", question=Question("Which?", ("ok", "ਮਈ"))), grade=1)
    assert caught.value.place == Place(Part.OPTION, 1)


def test_no_table_and_no_text_are_told_apart() -> None:
    with pytest.raises(Unmakeable, match="braille_no_table"):
        braille(a_document("你好", language="zh-Hans"), grade=1)
    with pytest.raises(Unreadable, match="character_not_text at title"):
        braille(replace(a_document(), title="\0"), grade=1)


def test_fifty_thousand_characters_come_out() -> None:
    long = braille(a_document("Ana will visit you on 3 May 2026 at 2.30pm. " * 1000), grade=2)
    assert long.pages > 30
    assert _read(long.brf, "en-ueb-g2.ctb").count("Ana will visit you") == 1000
    assert braille(a_document("x" * 50_000), grade=1).pages > 50


_TYPED = st.text(st.characters(max_codepoint=0x24F) | st.sampled_from(" \n.,'\"()£12aA-/:😀ŵ•"), max_size=120)


@given(_TYPED, st.sampled_from([1, 2]), st.sampled_from(["en", "cy", "pl", "ar", "gu"]))
def test_anything_typed_comes_out_or_is_refused_with_its_place(text: str, grade: int, language: str) -> None:
    try:
        document: Document = a_document(text, language=language)
        made = braille(document, grade=grade)
    except EasyReadError as error:
        assert error.place is not None or error.code == "braille_no_table"  # noqa: PT017 - one of two outcomes
    else:
        assert len(_brf_pages := made.brf.split(b"\f")) == made.pages + 1
        assert _brf_pages[-1] == b""
