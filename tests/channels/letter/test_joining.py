"""Pages put inside a letter: on fronts, in order for the eye and for the ear, and every tag still found from its page."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Name, NumberTree

from channels.letter.joining import with_pages_inside
from channels.letter.render import render_letter
from tests.channels.letter.paper import a_letter, page_count, text_of
from tests.reading_order import aloud, spoken

_LONG = a_letter(paragraphs=tuple(f"The words inside, number {number}." for number in range(40)), options=(), question="")
INSIDE = render_letter(_LONG).pdf
SHORT = a_letter(paragraphs=("The words of the cover.",), options=(), question="")
WITH_A_SHEET_FOR_ITS_SLIP = a_letter(paragraphs=("The words of the cover.", *["And more of them."] * 12), font_size=20)
LETTERS = {"one-page": render_letter(SHORT).pdf, "slip-of-its-own": render_letter(WITH_A_SHEET_FOR_ITS_SLIP).pdf}


@pytest.mark.parametrize("name", LETTERS)
def test_each_part_begins_on_a_front_and_nothing_is_lost(name: str) -> None:
    joined, pages = with_pages_inside(LETTERS[name], INSIDE)
    assert page_count(joined) == pages
    printed = [text_of(joined, number) for number in range(1, pages + 1)]
    assert "The words of the cover." in printed[0]
    first = next(number for number, words in enumerate(printed) if "The words inside, number 0." in words)
    assert first % 2 == 0
    assert [words for words in printed if words] == [
        words
        for words in (
            *_pages(LETTERS[name])[: first or None],
            *_pages(INSIDE),
            *_pages(LETTERS[name])[first:],
        )
        if words
    ]


def test_a_slip_with_a_sheet_of_its_own_stays_last_and_on_a_front() -> None:
    letter = LETTERS["slip-of-its-own"]
    joined, pages = with_pages_inside(letter, INSIDE)
    assert text_of(joined, pages) == _pages(letter)[-1]
    assert pages % 2 == 1


@pytest.mark.parametrize("name", LETTERS)
def test_it_is_read_aloud_as_it_is_seen(name: str) -> None:
    told = aloud(with_pages_inside(LETTERS[name], INSIDE)[0])
    assert sorted(told.split()) == sorted(f"{aloud(LETTERS[name])} {aloud(INSIDE)}".split())
    assert told.index("The words of the cover.") < told.index("The words inside, number 0.")
    assert told.index("The words inside, number 0.") < told.index("The words inside, number 39.")


def test_what_is_answered_is_read_last() -> None:
    joined, _ = with_pages_inside(LETTERS["slip-of-its-own"], INSIDE)
    told = [piece.words for piece in spoken(joined)]
    assert told[-1] == "Someone else for me"
    with pikepdf.open(io.BytesIO(joined)) as file:
        (document,) = file.Root.StructTreeRoot.K
        pages = [_page_of(element) for element in document.K]
        assert pages[-1].objgen == file.pages[-1].obj.objgen
        assert all(element.P.objgen == document.objgen for element in document.K)


@pytest.mark.parametrize("name", LETTERS)
def test_every_page_finds_its_own_tags(name: str) -> None:
    joined, _ = with_pages_inside(LETTERS[name], INSIDE)
    with pikepdf.open(io.BytesIO(joined)) as file:
        root = file.Root.StructTreeRoot
        tree = NumberTree(root.ParentTree)
        numbered = [page for page in file.pages if Name.StructParents in page]
        numbers = [int(page.StructParents) for page in numbered]
        assert len(set(numbers)) == len(numbers)
        assert max(tree.keys()) < int(root.ParentTreeNextKey)
        for page, number in zip(numbered, numbers, strict=True):
            found = {_page_of(tag).objgen for tag in tree[number] if isinstance(tag, pikepdf.Dictionary)}
            assert found == {page.obj.objgen}
        assert file.Root.MarkInfo.Marked


def test_the_same_parts_give_the_same_bytes() -> None:
    assert with_pages_inside(LETTERS["one-page"], INSIDE) == with_pages_inside(LETTERS["one-page"], INSIDE)


def _pages(pdf: bytes) -> list[str]:
    return [text_of(pdf, number) for number in range(1, page_count(pdf) + 1)]


def _page_of(element: pikepdf.Object) -> pikepdf.Object:
    while Name.Pg not in element:
        element = next(iter(element.K)) if isinstance(element.K, pikepdf.Array) else element.K
    return element.Pg
