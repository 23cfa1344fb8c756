from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from easyread.formats.braille_pages import CELLS, LINES, Entry, Page, Shape, Word, paginate

_WORDS = st.lists(st.integers(1, 90).map(lambda size: Word(f"w{size}", "⠁" * size)), max_size=60).map(tuple)


def _paginated(entries: list[Entry]) -> tuple[Page, ...]:
    return paginate(entries, continued="⠐", number=lambda page: "⠼" * page)


@given(st.lists(st.builds(Entry, _WORDS, st.sampled_from(Shape)), max_size=12))
def test_no_cell_is_lost_and_no_line_or_page_is_too_large(entries: list[Entry]) -> None:
    pages = _paginated(entries)
    assert all(len(page.lines) == LINES for page in pages)
    assert all(len(line) <= CELLS for page in pages for line in page.lines)
    told = "".join(line for page in pages for line in page.lines[:-1])
    assert told.count("⠁") == sum(len(word.cells) for entry in entries for word in entry.words)
    shown = " ".join(line.words for page in pages for _, line in page.told if line.words).split()
    assert shown == [word.print for entry in entries for word in entry.words]
    for place, page in enumerate(pages, start=1):
        assert page.lines[-1] == ("⠼" * place).rjust(CELLS, "\u2800") or place > CELLS


def test_a_heading_is_centred_between_blank_lines_and_never_stands_last() -> None:
    word = Word("word", "⠁⠁⠁⠁")
    body = [Entry((word,) * 7, Shape.PARAGRAPH)] * 22
    pages = _paginated([*body, Entry((word,), Shape.HEADING), Entry((word,), Shape.PARAGRAPH)])
    first, second = pages[0].lines, pages[1].lines
    assert first[21].strip("\u2800") and not "".join(first[22:24])  # noqa: PT018 - the foot of one page
    assert second[0] == "\u2800" * 18 + "⠁⠁⠁⠁"
    assert (second[1], second[2]) == ("", "\u2800\u2800⠁⠁⠁⠁")


def test_paragraphs_are_indented_by_two_and_items_hang() -> None:
    word = Word("word", "⠁" * 9)
    lines = _paginated([Entry((word,) * 5, Shape.PARAGRAPH), Entry((word,) * 5, Shape.ITEM)])[0].lines
    indents = [len(line) - len(line.lstrip("\u2800")) for line in lines[:4]]
    assert indents == [2, 0, 0, 2]


def test_a_word_that_fits_no_line_is_continued_with_a_sign() -> None:
    lines = _paginated([Entry((Word("long", "⠁" * 100),), Shape.ITEM)])[0].lines
    assert lines[0] == "⠁" * 39 + "⠐"
    assert lines[1] == "\u2800\u2800" + "⠁" * 37 + "⠐"
    assert lines[2] == "\u2800\u2800" + "⠁" * 24
