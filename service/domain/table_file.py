"""A table in a text file, as spreadsheets write them: one bad row harms no other row."""

from __future__ import annotations

import csv
import re
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from service.domain.errors import Invalid

LONGEST_CELL = 2000
"""Longer than any address; a cell beyond it is nearly always a quotation mark that was never closed."""
DELIMITERS = (",", ";", "\t")
_NO_LIMIT = 2**31 - 1
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it stands. ``line`` counts lines of the file from 1, as an editor shows them.

    ``fault`` is the code of what makes it no row at all; its cells are then empty.
    """

    line: int
    cells: tuple[str, ...]
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class HeadingFaults:
    """What stands against the first row, by the names of columns."""

    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    twice: tuple[str, ...]


def records(lines: Iterable[str], delimiter: str, *, first_line: int = 1) -> Iterator[Record]:
    """Every row that holds anything, in order. ``lines`` keep their ends, as a file opened with ``newline=""`` gives them.

    A quotation mark that never closes, or closes in the middle of a cell, costs its own line alone: reading goes on
    with the next line of the file.
    """
    # The limit is the process's own: with it, a long cell would break off in its middle and its rest be read as rows.
    csv.field_size_limit(_NO_LIMIT)
    source = iter(lines)
    waiting: deque[str] = deque()
    line = first_line
    while True:
        taken: list[str] = []
        try:
            cells = next(csv.reader(_fed(waiting, source, taken), delimiter=delimiter, strict=True), None)
        except csv.Error:
            waiting.extendleft(reversed(taken[1:]))
            yield Record(line, (), "row_quotes")
            line += 1
            continue
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield Record(line, tuple(cells))
        line += len(taken)


def _fed(waiting: deque[str], source: Iterator[str], taken: list[str]) -> Iterator[str]:
    while waiting:
        taken.append(waiting.popleft())
        yield taken[-1]
    for line in source:
        taken.append(line)
        yield line


def delimiter_of(first_line: str, known: Collection[str]) -> str:
    """The separator under which the first line names most known columns; a comma where none does."""
    told = _SEPARATOR_LINE.fullmatch(first_line)
    if told is not None:
        return told[1]

    def named(delimiter: str) -> int:
        record = next(records([first_line], delimiter), None)
        return len(set(headings(record.cells)) & set(known)) if record is not None else 0

    return max(DELIMITERS, key=named)


def tells_separator(first_line: str) -> bool:
    """Whether this is the line ``sep=;`` that Excel puts before the headings."""
    return _SEPARATOR_LINE.fullmatch(first_line) is not None


def headings(cells: Iterable[str]) -> tuple[str, ...]:
    """Names of columns, however they are spelled: "Case reference" is ``case_reference``."""
    return tuple(re.sub(r"[\W_]+", "_", cell.strip().casefold()).strip("_") for cell in cells)


def heading_faults(found: Collection[str], *, known: Collection[str], required: Collection[str]) -> HeadingFaults:
    """Columns without a name are no fault as long as nothing stands in them."""
    counted = Counter(name for name in found if name)
    return HeadingFaults(
        missing=tuple(name for name in required if name not in counted),
        unknown=tuple(name for name in counted if name not in known),
        twice=tuple(name for name, number in counted.items() if number > 1),
    )


def cells_of(record: Record, found: tuple[str, ...], wanted: Collection[str]) -> dict[str, str]:
    """The cells under the wanted headings. Raises ``Invalid`` with what makes the row unusable."""
    if record.fault is not None:
        raise Invalid(record.fault)
    cells = record.cells
    if len(cells) < len(found):
        raise Invalid("row_short")
    under = list(zip(found, cells, strict=False))
    if any(cell.strip() for cell in cells[len(found) :]) or any(cell.strip() for name, cell in under if not name):
        raise Invalid("row_long")
    named = {name: cell for name, cell in under if name in wanted}
    for name, cell in named.items():
        if len(cell) > LONGEST_CELL:
            raise Invalid("cell_long", field=name)
        if _lost(cell):
            raise Invalid("cell_undecodable", field=name)
    return named


def _lost(cell: str) -> bool:
    """Bytes that were no text: kept as lone surrogates by the decoder, or replaced by U+FFFD before we got them."""
    return any(character == "\ufffd" or "\ud800" <= character <= "\udfff" for character in cell)
