"""What this machine can make of a text: braille, recordings, the council's pictures, and who answers for Easy Read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from easyread import picture_packs
from easyread.errors import EasyReadError, Unreadable
from service.doctor.finding import Finding, broken, look, ok
from service.formats import Words, document_of, make
from service.settings import Mode, Settings

_MADE = (("braille-2", "braille"), ("audio-mp3", "audio"), ("easy-read", "easy_read"), ("large-print-24", "large_print"))
_HELLO = Words("Hello.", sender="Bothways", dated=date(2026, 1, 1))


def findings(given: Settings) -> Iterator[Finding]:
    """Each format is made once, of one word."""
    document = document_of(_HELLO)
    for name, about in _MADE:
        try:
            make(document, name)
        except EasyReadError as error:
            install = f" Install {error.package}." if error.package else ""
            yield look(about, f"This format can't be made here: {error.code}.{install} All others go on working.")
        else:
            yield ok(about, "Can be made here.")
    if given.picture_pack is not None:
        yield _pack(given.picture_pack)
    if given.mode is Mode.PRODUCTION and not given.easy_read_signed_by.strip():
        yield look(
            "easy_read_pages",
            "Nobody answers for the Easy Read pages at /easy-read/, so they are not shown. Have somebody read them, and set "
            "BOTHWAYS_EASY_READ_SIGNED_BY to their name.",
        )


def _pack(folder: Path) -> Finding:
    try:
        pack = picture_packs.load(folder)
    except Unreadable as error:
        line = f", line {error.place.number} of pictures.tsv" if error.place else ""
        return broken("pictures", f"The council's pictures can't be used: {error.code}{line}. See docs/formats.md.")
    return ok("pictures", f"{len(pack.concepts)} pictures of the council's own.")
