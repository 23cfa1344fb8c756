"""A word spelled afresh, piece by piece, where the table runs numbers, letters, and stops into each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from easyread.formats.braille_proof import EIGHT_DOTS, alone_in, numbers_stand, reads_as, stands_in_order
from easyread.formats.braille_tables import Table, digits_of, letter_sign_of, number_sign_of, within_numbers_of
from easyread.formats.liblouis import translate

__all__ = ["spelled_apart"]

# Marks of Indian and Arabic letters are not in \w, so the letters are what stands between these.
_PIECES = re.compile(r"(\d+|[!-/:-@\[-`{-~£€])")


def spelled_apart(word: str, table: Table) -> str | None:
    """Cells of ``word`` with a number sign before each run of digits, and a letter sign before each letter that would be
    read as one; none where that does not read back either. What liblouis reads back comes before what stands in order."""
    pieces = [piece for piece in _PIECES.split(word) if piece]
    candidates = [cells for cells in dict.fromkeys(_candidates(pieces, table)) if not EIGHT_DOTS.search(cells)]
    for cells in candidates:
        if reads_as(word, cells, table.uncontracted) and numbers_stand(word, cells, table):
            return cells
    return next((cells for cells in candidates if stands_in_order(word, cells, table)), None)


def _candidates(pieces: list[str], table: Table) -> Iterator[str]:
    for between_digits in (True, False):
        cells, numeric = "", False
        for place, piece in enumerate(pieces):
            if piece.isdecimal():
                cells, numeric = cells + translate(table.uncontracted, piece), True
            elif _PIECES.fullmatch(piece):
                amid = pieces[place - 1 : place + 2]
                inner = (
                    between_digits and place > 0 and len(amid) == len("1:1") and amid[0].isdecimal() and amid[2].isdecimal()
                )
                cells += _between_digits(piece, table) if inner else alone_in(table, piece)
                numeric = numeric and piece in within_numbers_of(table)
            else:
                cells, numeric = cells + _letters(piece, table, after_number=numeric), False
        yield cells


def _between_digits(stop: str, table: Table) -> str:
    one = translate(table.uncontracted, "1")
    cells = translate(table.uncontracted, f"1{stop}1").removeprefix(one)
    return cells.removesuffix(one[1:]).removesuffix(number_sign_of(table))


def _letters(letters: str, table: Table, *, after_number: bool) -> str:
    sign = letter_sign_of(table)
    cells = translate(table.uncontracted, letters)
    bare = cells.removeprefix(sign)
    if after_number and bare[:1] in digits_of(table):
        return sign + bare
    # Where words are contracted, a letter by itself is one without its sign.
    return cells if table.contracts else bare
