"""The print rules of DOMAIN.md §5, measured on the finished PDF: what is really there, whoever made it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from channels.letter.address import FEWEST_LINES, MOST_LINES, AddressError, parse_address
from channels.letter.document import MOST_PAGES
from channels.letter.pdfium import turn

WIDTH, HEIGHT = 210.0, 297.0
# PDFium adds half a line's width at its ends, which is 0.28 mm for the line that a slip is torn at.
_TOLERANCE, _SIZE_TOLERANCE = 0.3, 2.0
SIDE_MARGIN, END_MARGIN = 15.0, 5.0
_MM = 25.4 / 72
# A sheet slips in its envelope by this much: around a window that must tell nothing else, it stays white.
_SLIP = 5.0
# Up to here PDFium gives characters back as they were typed; scripts beyond are shaped, and some are put in another order.
_AS_TYPED = 0x0590


@dataclass(frozen=True, slots=True)
class Box:
    """In mm from the top left corner of the page."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return self.left < other.right and self.right > other.left and self.top < other.bottom and self.bottom > other.top

    def within(self, other: Box) -> bool:
        return (
            self.left >= other.left - _TOLERANCE
            and self.right <= other.right + _TOLERANCE
            and self.top >= other.top - _TOLERANCE
            and self.bottom <= other.bottom + _TOLERANCE
        )


WINDOW = Box(24.6, 39.5, 120.0, 66.3)
AROUND_WINDOW = Box(WINDOW.left - _SLIP, WINDOW.top - _SLIP, WINDOW.right + _SLIP, WINDOW.bottom + _SLIP)
BELOW_WINDOW = Box(0.0, WINDOW.bottom, WINDOW.right, 95.0)
_PAGE = Box(0.0, 0.0, WIDTH, HEIGHT)


@dataclass(frozen=True, slots=True)
class PrintFault:
    """One rule that is broken, by its code. ``page`` counts from 1; 0 is the whole file. ``place`` is None for a page."""

    code: str
    page: int
    place: Box | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands on a page: a run of text, a drawing, a picture."""

    box: Box
    is_text: bool
    embedded: bool


def measure_letter(pdf: bytes, *, address: Sequence[str] | None = None, neutral: bool = False) -> tuple[PrintFault, ...]:
    """Every rule that the letter breaks, in the order of its pages; none for one that prints right.

    ``address``: the lines that the window must show, so that whatever else shows there is found. ``neutral``: it goes in a
    plain envelope. Codes: ``pdf_unreadable``, ``too_many_pages``, ``paper_size_wrong``, ``outside_page``, ``margin_left``,
    ``margin_right``, ``margin_top``, ``margin_bottom``, ``font_not_embedded``, ``window_not_alone``, ``window_not_clear``
    (around it, ``neutral``), ``address_outside_window``, ``address_missing``, ``address_too_few_lines``,
    ``address_too_many_lines``, ``address_no_postcode_or_country``, ``body_too_high``.
    """
    with turn:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError:
            return (PrintFault("pdf_unreadable", 0),)
        with closing(document):
            faults = [PrintFault("too_many_pages", 0)] if len(document) > MOST_PAGES else []
            for number in range(1, min(len(document), MOST_PAGES) + 1):
                with closing(document[number - 1]) as page:
                    faults += _of_page(page, number, address, neutral=neutral)
            return tuple(faults)


def _of_page(page: pypdfium2.PdfPage, number: int, address: Sequence[str] | None, *, neutral: bool) -> Iterator[PrintFault]:
    left, bottom, right, top = page.get_mediabox()
    wide, tall = (right - left) * _MM, (top - bottom) * _MM
    if abs(wide - WIDTH) > _SIZE_TOLERANCE or abs(tall - HEIGHT) > _SIZE_TOLERANCE or page.get_rotation() != 0:
        yield PrintFault("paper_size_wrong", number)
        return
    pieces = list(_pieces(page, left, top))
    for piece in pieces:
        code = _out_of_bounds(piece.box)
        if code:
            yield PrintFault(code, number, piece.box)
        if not piece.embedded:
            yield PrintFault("font_not_embedded", number, piece.box)
    if number > 1:
        return
    yield from _of_window(page, pieces, left, top, address, neutral=neutral)
    for piece in pieces:
        if piece.box.meets(BELOW_WINDOW) and not piece.box.within(WINDOW):
            yield PrintFault("body_too_high", number, piece.box)


def _out_of_bounds(box: Box) -> str:
    if not box.within(_PAGE):
        return "outside_page"
    if box.left < SIDE_MARGIN - _TOLERANCE:
        return "margin_left"
    if box.right > WIDTH - SIDE_MARGIN + _TOLERANCE:
        return "margin_right"
    if box.top < END_MARGIN - _TOLERANCE:
        return "margin_top"
    return "margin_bottom" if box.bottom > HEIGHT - END_MARGIN + _TOLERANCE else ""


def _of_window(
    page: pypdfium2.PdfPage,
    pieces: Sequence[_Piece],
    left: float,
    top: float,
    address: Sequence[str] | None,
    *,
    neutral: bool,
) -> Iterator[PrintFault]:
    showing = [piece for piece in pieces if piece.box.meets(WINDOW)]
    for piece in showing:
        if not piece.is_text:
            yield PrintFault("window_not_alone", 1, piece.box)
        elif not piece.box.within(WINDOW):
            yield PrintFault("address_outside_window", 1, piece.box)
    if neutral:
        for piece in pieces:
            if piece.box.meets(AROUND_WINDOW) and piece not in showing:
                yield PrintFault("window_not_clear", 1, piece.box)
    lines = _lines(page, left, top) if any(piece.is_text for piece in showing) else []
    code = _of_address(lines, address)
    if code:
        yield PrintFault(code, 1, WINDOW)


def _of_address(lines: Sequence[str], address: Sequence[str] | None) -> str:
    if not lines:
        return "address_missing"
    if address is not None:
        wanted, seen = "".join("".join(address).split()), "".join("".join(lines).split())
        if all(ord(character) < _AS_TYPED for character in wanted + seen) and wanted != seen:
            return "window_not_alone"
    # A line that wraps is printed as two.
    if len(lines if address is None else address) > MOST_LINES:
        return "address_too_many_lines"
    if len(lines) < FEWEST_LINES:
        return "address_too_few_lines"
    try:
        parse_address("\n".join([*("line" for _ in range(FEWEST_LINES - 1)), lines[-1]]))
    except AddressError:
        return "address_no_postcode_or_country"
    return ""


def _pieces(page: pypdfium2.PdfPage, left: float, top: float) -> Iterator[_Piece]:
    sides = [ctypes.c_float() for _ in range(4)]
    fonts: dict[int, bool] = {}
    for number in range(raw.FPDFPage_CountObjects(page)):
        piece = raw.FPDFPage_GetObject(page, number)
        if not raw.FPDFPageObj_GetBounds(piece, *sides):
            continue
        from_left, low, from_right, high = (side.value for side in sides)
        is_text = raw.FPDFPageObj_GetType(piece) == raw.FPDF_PAGEOBJ_TEXT
        if is_text and (from_right <= from_left or high <= low):
            # White space has no ink.
            continue
        box = Box((from_left - left) * _MM, (top - high) * _MM, (from_right - left) * _MM, (top - low) * _MM)
        yield _Piece(box, is_text, not is_text or _embedded(piece, fonts))


def _embedded(piece: object, fonts: dict[int, bool]) -> bool:
    font = raw.FPDFTextObj_GetFont(piece)
    key = ctypes.addressof(font.contents)
    if key not in fonts:
        fonts[key] = bool(raw.FPDFFont_GetIsEmbedded(font))
    return fonts[key]


def _lines(page: pypdfium2.PdfPage, left: float, top: float) -> list[str]:
    """What the post's machines read in the window: each line from left to right, whatever the order in the file."""
    text = page.get_textpage()
    rows: dict[int, list[tuple[float, str]]] = {}
    box = raw.FS_RECTF()
    with closing(text):
        for number in range(text.count_chars()):
            if not raw.FPDFText_GetLooseCharBox(text, number, box):
                continue
            # The loose box is as wide as the letter's own room, so that a space is told by its own character.
            x, base = (box.left - left) * _MM, (top - box.bottom) * _MM
            if WINDOW.left - _TOLERANCE <= x < WINDOW.right and WINDOW.top <= base <= WINDOW.bottom + 2:
                character = chr(raw.FPDFText_GetUnicode(text, number))
                if character not in "\r\n\0":
                    near = next((row for row in rows if abs(row - base * 10) < 15), round(base * 10))
                    rows.setdefault(near, []).append((x, character))
    found = ("".join(character for _, character in sorted(row)).strip() for _, row in sorted(rows.items()))
    return [" ".join(line.split()) for line in found if line]
