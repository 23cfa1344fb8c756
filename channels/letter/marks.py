"""The small mark on the front of every sheet of a batch: a pile that fell can be put together again."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from channels.letter.render import compile_source

if TYPE_CHECKING:
    import pikepdf

_NAME = "/BothwaysMark"


def mark_of(letter: int, sheet: int, sheets: int) -> str:
    """For the print room, so in its own language."""
    return f"letter {letter}, sheet {sheet} of {sheets}"


def stamp(joined: pikepdf.Pdf, fronts: Sequence[tuple[int, str]]) -> None:
    """Print each mark on its page, counted from 0. What is on a page already stays as it is."""
    import pikepdf

    told = json.dumps(json.dumps([mark for _, mark in fronts]))
    made = compile_source(f'#import "/letters/marks.typ": marks\n#marks(json(bytes({told})))\n', tagged=False)
    with pikepdf.open(io.BytesIO(made)) as marks:
        for (number, _), mark in zip(fronts, marks.pages, strict=True):
            page = joined.pages[number]
            page.add_resource(joined.copy_foreign(mark.as_form_xobject()), pikepdf.Name.XObject, pikepdf.Name(_NAME))
            page.contents_add(b"q", prepend=True)
            page.contents_add(f"Q q {_NAME} Do Q".encode())
