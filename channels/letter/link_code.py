"""The code on a letter that opens its reply page: a picture in the PDF, replaced by the letter's own when it leaves."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from channels.base import LetterContent

# Imported where it is used: every worker stands on this module, and few make letters.
if TYPE_CHECKING:
    import pikepdf


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR code: ``side`` by ``side`` squares, one byte each, 0 black and 255 white."""

    side: int
    squares: bytes


def symbol_of(words: str, *, quiet_zone: bool = True) -> Symbol:
    """Level M: a fold through it is read."""
    import zxingcpp

    # Zint chooses the best mask, in a tenth of the time that segno takes.
    code = zxingcpp.create_barcode(words, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image = zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=quiet_zone)
    return Symbol(image.shape[0], bytes(memoryview(image)))  # type: ignore[arg-type]  # it is one: its stubs don't say so


def with_address(letter: LetterContent, address: str) -> LetterContent:
    """The same letter with a code that opens ``address`` in place of ``letter.link``; nothing else moves.

    Raises ``ValueError`` where no such code stands on it: ``render_letter`` gives no such letter.
    """
    import pikepdf

    before, after = symbol_of(letter.link), symbol_of(address)
    with pikepdf.open(io.BytesIO(letter.pdf)) as document:
        pictures = [each for each in document.objects if isinstance(each, pikepdf.Stream) and _shows(each, before)]
        if not pictures:
            raise ValueError("a letter with a link shows its code")
        for picture in pictures:
            # It may have another number of squares: a picture is drawn as large as its place, whatever it holds.
            picture.Width = picture.Height = after.side
            picture.write(after.squares)
        written = io.BytesIO()
        document.save(written, deterministic_id=True)
    return replace(letter, pdf=written.getvalue(), link="")


def _shows(stream: pikepdf.Stream, symbol: Symbol) -> bool:
    is_picture = stream.get("/Subtype") == "/Image" and stream.get("/Width") == stream.get("/Height") == symbol.side
    return is_picture and stream.read_bytes() == symbol.squares
