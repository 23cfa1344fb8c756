"""The small mark on the front of every sheet of a batch: a pile that fell can be put together again."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from channels.letter.render import compile_source

if TYPE_CHECKING:
    import pikepdf

_NAME = "/BothwaysMark"
_POINTS = 7
# Above the letterhead, between the name and the page number: no letter has anything here, from either side.
_LEFT, _BASELINE = 238.11, 819.88
_CHARACTERS = "letter, sheet of 0123456789"
# A line of the font's own table (ToUnicode): which number it has given to which character.
_NUMBERED = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]{4})>\n(?!endcodespacerange)")


def mark_of(letter: int, sheet: int, sheets: int) -> str:
    """For the print room, so in its own language."""
    return f"letter {letter}, sheet {sheet} of {sheets}"


def stamp(joined: pikepdf.Pdf, fronts: Sequence[tuple[int, str]]) -> None:
    """Print each mark on its page, counted from 0. What is on a page already stays as it is."""
    import pikepdf

    made, numbers = _font()
    with pikepdf.open(io.BytesIO(made)) as page_with_font:
        (font,) = page_with_font.pages[0].resources[pikepdf.Name.Font].values()
        shared = joined.copy_foreign(font)
    for number, mark in fronts:
        page = joined.pages[number]
        page.add_resource(shared, pikepdf.Name.Font, pikepdf.Name(_NAME))
        written = "".join(numbers[character] for character in mark)
        page.contents_add(b"q", prepend=True)
        page.contents_add(f"Q q BT 0 g {_NAME} {_POINTS} Tf 1 0 0 1 {_LEFT} {_BASELINE} Tm <{written}> Tj ET Q".encode())


@lru_cache(maxsize=1)
def _font() -> tuple[bytes, dict[str, str]]:
    """A page with the font embedded, and the hexadecimal number of each character in it."""
    import pikepdf

    made = compile_source(f'#import "/letters/marks.typ": marks\n#marks({json.dumps(_CHARACTERS)})\n', tagged=False)
    with pikepdf.open(io.BytesIO(made)) as document:
        (font,) = document.pages[0].resources[pikepdf.Name.Font].values()
        table = font.ToUnicode.read_bytes()
    found = {chr(int(character, 16)): number.decode() for number, character in _NUMBERED.findall(table)}
    missing = set(_CHARACTERS) - found.keys()
    if missing:
        raise LookupError(f"the font of the marks lacks {len(missing)} characters")
    return made, found
