"""Letters to print in tests, and eyes to read them back: lengths are in mm from the top left of the page."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

import pypdfium2
import zxingcpp
from PIL import Image

from channels.letter.document import LetterDocument, SenderBlock

MM_IN_A_POINT = 25.4 / 72
ADDRESS = ("Mrs Olwen Pritchard", "Flat 2, Tŷ Gŵyn", "14 Heol y Bont", "Caerdydd", "CF10 3AT")


def a_letter(**changes: object) -> LetterDocument:
    values: dict[str, object] = {
        "address": ADDRESS,
        "date": "22 November 2026",
        "reference": "KT4H-WN",
        "sender": SenderBlock(
            "Adult social care", "01632 960 100", ("Riverside Council", "Town Hall", "Riverside", "RV1 2AB")
        ),
        "greeting": "Dear Mrs Pritchard,",
        "paragraphs": ("We want to visit you on Tuesday 8 December 2026.", "Someone from your family can be with you."),
        "contact_line": "To talk to someone, ring 01632 960 100, or tick a box on the slip and post it back.",
        "question": "What day will we visit you?",
        "options": ("Monday 7 December", "Tuesday 8 December", "Friday 11 December"),
    }
    return LetterDocument(**{**values, **changes})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Glyph:
    character: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


def page_count(pdf: bytes) -> int:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return len(document)


def text_of(pdf: bytes, page: int = 1) -> str:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return str(document[page - 1].get_textpage().get_text_range()).replace("\r\n", "\n")


def glyphs(pdf: bytes, page: int = 1) -> list[Glyph]:
    """Every printed character of the page; white space has no ink and is left out."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        sheet = document[page - 1]
        height, text = sheet.get_height(), sheet.get_textpage()
        found = []
        for index in range(text.count_chars()):
            character = text.get_text_range(index, 1)
            if character.strip():
                left, bottom, right, top = (value * MM_IN_A_POINT for value in text.get_charbox(index))
                tall = height * MM_IN_A_POINT
                size = pypdfium2.raw.FPDFText_GetFontSize(text, index)
                found.append(Glyph(character, left, tall - top, right, tall - bottom, size))
        return found


def image_of(pdf: bytes, page: int, dpi: int) -> Image.Image:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        image: Image.Image = document[page - 1].render(scale=dpi / 72).to_pil().convert("L")
        return image


def codes_on(image: Image.Image) -> list[zxingcpp.Barcode]:
    return list(zxingcpp.read_barcodes(image))


def darkness(image: Image.Image, dpi: int, left: float, top: float, width: float, height: float) -> float:
    """The share of dark pixels in a rectangle given in mm."""
    scale = dpi / 25.4
    box = (round(left * scale), round(top * scale), round((left + width) * scale), round((top + height) * scale))
    histogram = image.crop(box).histogram()
    return sum(histogram[:128]) / sum(histogram)


def lines_in(pdf: bytes, left: float, top: float, right: float, bottom: float, page: int = 1) -> list[str]:
    """What a machine of the post reads in a rectangle given in mm: each line from left to right, without its spaces."""
    rows: dict[int, list[Glyph]] = {}
    for glyph in glyphs(pdf, page):
        if left <= glyph.left and glyph.right <= right and top <= glyph.top and glyph.bottom <= bottom:
            near = next((row for row in rows if abs(row - round(glyph.bottom * 10)) < 18), round(glyph.bottom * 10))
            rows.setdefault(near, []).append(glyph)
    return [
        "".join(glyph.character for glyph in sorted(found, key=lambda glyph: glyph.left))
        for _, found in sorted(rows.items())
    ]
