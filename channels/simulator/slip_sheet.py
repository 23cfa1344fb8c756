"""A printed slip, read from the paper: its code by the camera, its words by where they stand, crosses put in by hand."""

from __future__ import annotations

import importlib.resources
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pypdfium2
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from channels.simulator.tray import text_in
from channels.slips.layout import FILLED_IN_BY, REQUESTS, Box, Rect, SlipLayout, layout_for
from channels.slips.payload import PayloadError, parse_payload

SCAN_DPI = 200
_INK = (24, 44, 138)
_PEN_MM = 0.7
_HAND_MM = 5.0
_SMALLEST_HAND_MM = 2.0
# Hundredths of a millimetre, the layout's own unit.
_IN_A_MM = 100
_FONT = importlib.resources.files("fontpkg_noto_sans") / "files" / "NotoSans-Italic[wdth,wght].ttf"


@dataclass(frozen=True, slots=True)
class LabelledBox:
    """A box to tick, with the words printed beside it."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class BoxGroup:
    """Boxes that stand under one printed heading; ``heading`` is '' where there is none."""

    heading: str
    boxes: tuple[LabelledBox, ...]


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """A slip as the person holds it. ``code`` is plain, without a dash; ``page_number`` counts from 1 in the batch's PDF."""

    page_number: int
    code: str
    layout: SlipLayout
    groups: tuple[BoxGroup, ...]
    line_label: str

    def labels_of(self, names: Collection[str]) -> list[str]:
        """The printed words of these boxes, in the slip's own order."""
        return [box.label for group in self.groups for box in group.boxes if box.name in names]


def layout_in(image: Image.Image) -> tuple[str, SlipLayout] | None:
    """The reply code and geometry that a QR code in the picture tells; None where there is none of ours."""
    for found in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)):
        try:
            payload = parse_payload(found.text)
        except PayloadError:
            continue
        return payload.code, layout_for(payload.options, payload.version)
    return None


def read_words(page: pypdfium2.PdfPage, page_number: int, code: str, layout: SlipLayout) -> PrintedSlip:
    """The slip of a page whose geometry is known, with every label as it is printed."""

    def words(area: Rect) -> str:
        top = layout.page_top + area.y
        edges = (area.x, top, area.right, top + area.height)
        return " ".join(text_in(page, *(edge / _IN_A_MM for edge in edges)).split())

    def labelled(boxes: Iterable[Box]) -> tuple[LabelledBox, ...]:
        return tuple(LabelledBox(box.name, words(box.label) or box.name) for box in boxes)

    kept = (*REQUESTS, *FILLED_IN_BY)
    groups = (
        BoxGroup(words(layout.heading), labelled(box for box in layout.boxes if box.name not in kept)),
        BoxGroup("", labelled(box for box in layout.boxes if box.name in REQUESTS)),
        BoxGroup(words(layout.filled_in_label), labelled(box for box in layout.boxes if box.name in FILLED_IN_BY)),
    )
    return PrintedSlip(page_number, code, layout, groups, words(layout.line_label))


def filled_in(page: Image.Image, layout: SlipLayout, ticked: Collection[str], line: str) -> Image.Image:
    """The slip torn off at its line and scanned at ``SCAN_DPI``, with crosses in ``ticked`` and ``line`` in handwriting.

    ``page`` is the whole page at ``SCAN_DPI``.
    """
    top = _pixels(layout.page_top)
    slip = page.crop((0, top, page.width, page.height))
    pen = ImageDraw.Draw(slip)
    width = round(_PEN_MM * SCAN_DPI / 25.4)
    for box in layout.boxes:
        if box.name in ticked:
            left, upper = _pixels(box.x), _pixels(box.y)
            right, lower = _pixels(box.x + box.size), _pixels(box.y + box.size)
            pen.line((left, upper, right, lower), fill=_INK, width=width)
            pen.line((left, lower, right, upper), fill=_INK, width=width)
    writing = layout.lines[0]
    font = _hand_for(line, _pixels(writing.length))
    pen.text((_pixels(writing.x), _pixels(writing.y) - width), line, fill=_INK, font=font, anchor="ls")
    return slip


def _hand_for(line: str, room: int) -> ImageFont.FreeTypeFont:
    """Smaller for a longer line, down to what can just be read."""
    with importlib.resources.as_file(_FONT) as path:
        hand = _HAND_MM
        font = ImageFont.truetype(path, round(hand * SCAN_DPI / 25.4))
        while font.getlength(line) > room and hand > _SMALLEST_HAND_MM:
            hand -= 0.5
            font = ImageFont.truetype(path, round(hand * SCAN_DPI / 25.4))
    return font


def _pixels(hundredths: int) -> int:
    return round(hundredths / _IN_A_MM / 25.4 * SCAN_DPI)
