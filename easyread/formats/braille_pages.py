"""Braille laid out on pages of 40 cells by 25 lines. Cells are Unicode braille."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

__all__ = ["CELLS", "LINES", "Entry", "Line", "Page", "Shape", "Word", "paginate"]

CELLS, LINES = 40, 25
_BLANK = "\u2800"
# The last line holds the page's number.
_TEXT_LINES = LINES - 1
_MARGIN = 4
"""Cells that a centred heading leaves free on either side."""


class Shape(Enum):
    """How an entry stands: cells before its first line, cells before the others, a blank line before it."""

    PARAGRAPH = (2, 0, False)
    ITEM = (0, 2, False)
    FIRST_ITEM = (0, 2, True)
    HEADING = (_MARGIN, _MARGIN, True)

    def __init__(self, first: int, others: int, apart: bool) -> None:  # noqa: FBT001 - an enum's values have no names
        self.first = first
        self.others = others
        self.apart = apart


@dataclass(frozen=True, slots=True)
class Word:
    print: str
    cells: str


@dataclass(frozen=True, slots=True)
class Entry:
    words: tuple[Word, ...]
    shape: Shape


@dataclass(frozen=True, slots=True)
class Line:
    """``words`` is the print of the words that begin on it."""

    cells: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """``lines`` are all 25, the number's included; ``told`` are those with words, by their number from 1."""

    lines: tuple[str, ...]
    told: tuple[tuple[int, Line], ...]


def paginate(entries: Sequence[Entry], *, continued: str, number: Callable[[int], str]) -> tuple[Page, ...]:
    """``continued`` ends a line within a word too long for any; ``number`` gives a page's number, from 1, in cells."""
    pages: list[list[Line]] = [[]]
    after_heading = False
    for entry in entries:
        lines = list(_lines(entry, continued))
        if not lines:
            continue
        heading = entry.shape is Shape.HEADING
        page = pages[-1]
        # A heading never stands last: its blank line and two more of what it heads go with it.
        need = min(_TEXT_LINES, len(lines) + 3) if heading else 1
        if len(page) + (entry.shape.apart and bool(page)) + need > _TEXT_LINES:
            page = _new(pages)
        if page and (entry.shape.apart or after_heading) and page[-1].cells:
            page.append(Line())
        for line in lines:
            if len(page) >= _TEXT_LINES:
                page = _new(pages)
            page.append(line)
        after_heading = heading
    return tuple(_finished(page, number(place)) for place, page in enumerate(pages, start=1))


def _new(pages: list[list[Line]]) -> list[Line]:
    pages.append([])
    return pages[-1]


def _finished(page: Sequence[Line], number: str) -> Page:
    told = tuple((place, line) for place, line in enumerate(page, start=1) if line.words)
    lines = [line.cells for line in page] + [""] * (_TEXT_LINES - len(page))
    return Page((*lines, number.rjust(CELLS, _BLANK)), told)


def _lines(entry: Entry, continued: str) -> Iterator[Line]:
    shape = entry.shape
    heading = shape is Shape.HEADING
    room = CELLS - 2 * _MARGIN if heading else CELLS
    indent = 0 if heading else shape.first
    cells = ""
    print_: list[str] = []
    for word in entry.words:
        rest = word.cells
        # A word stays whole where it fits a line.
        if cells and indent + len(cells) + 1 + len(rest) > room:
            yield _line(cells, print_, indent, heading=heading)
            cells, print_, indent = "", [], 0 if heading else shape.others
        print_.append(word.print)
        if not cells and len(rest) <= room:
            indent = min(indent, room - len(rest))
        while not cells and indent + len(rest) > room:
            cut = room - indent - len(continued)
            yield _line(rest[:cut] + continued, print_, indent, heading=heading)
            rest, print_, indent = rest[cut:], [], 0 if heading else shape.others
        cells = f"{cells}{_BLANK}{rest}" if cells else rest
    if cells:
        yield _line(cells, print_, indent, heading=heading)


def _line(cells: str, words: Sequence[str], indent: int, *, heading: bool) -> Line:
    before = (CELLS - len(cells)) // 2 if heading else indent
    return Line(_BLANK * before + cells, " ".join(words))
