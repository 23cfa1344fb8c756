"""What a finished PDF shows, measured on it: lines of text with their type, pictures with their tags.

Lengths are points, from the bottom left. pdfium is not thread-safe: one page is read at a time.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

from easyread.pdfium import turn
from easyread.tags import PICTURE, UNTAGGED, alternative_of, declared_box, marks_of, tags_of, text_from

__all__ = ["Box", "Paragraph", "Shown", "ShownPage", "TextRun", "page_count", "shown_pages"]


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    bottom: float
    right: float
    top: float

    def within(self, edges: tuple[float, float, float, float] | None) -> Box:
        if edges is None:
            return self
        left, bottom, right, top = edges
        return Box(max(self.left, left), max(self.bottom, bottom), min(self.right, right), min(self.top, top))

    def beside(self, other: Box) -> bool:
        """Whether some of both is at one height."""
        return min(self.top, other.top) > max(self.bottom, other.bottom)


@dataclass(frozen=True, slots=True)
class TextRun:
    """A piece of one line in one type. ``size`` is as it is seen; ``spaces`` are the widths of its spaces, in ems."""

    text: str
    box: Box
    size: float
    baseline: float
    font: str
    embedded: bool
    slanted: bool
    serif: bool
    bold: bool
    tagged: bool
    spaces: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture by its tag."""

    alternative: str
    box: Box


@dataclass(frozen=True, slots=True)
class Paragraph:
    """By its tag. Headings and lists are none."""

    runs: tuple[TextRun, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def box(self) -> Box:
        return _around([run.box for run in self.runs])


@dataclass(frozen=True, slots=True)
class ShownPage:
    """``drawn`` are lines and areas outside pictures. ``headings`` and lists are in ``runs`` only."""

    width: float
    height: float
    runs: tuple[TextRun, ...]
    paragraphs: tuple[Paragraph, ...]
    pictures: tuple[Shown, ...]
    drawn: tuple[Box, ...]

    @property
    def text(self) -> str:
        return " ".join(run.text for run in self.runs)

    @property
    def untagged_text(self) -> str:
        """Of the head and the foot."""
        return " ".join(run.text for run in self.runs if not run.tagged)


@dataclass(slots=True)
class _Marked:
    """What one mark of the page's content holds."""

    runs: list[TextRun] = field(default_factory=list)
    drawn: list[Box] = field(default_factory=list)


def shown_pages(pdf: bytes) -> tuple[ShownPage, ...]:
    with turn:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return tuple(_shown(page) for page in document)
        finally:
            document.close()


def page_count(pdf: bytes) -> int:
    """Raises ``pypdfium2.PdfiumError`` for what is no PDF."""
    with turn:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def _shown(page: pypdfium2.PdfPage) -> ShownPage:
    width, height = page.get_size()
    marked = _marked(page)
    paragraphs: list[Paragraph] = []
    pictures: list[Shown] = []
    in_pictures: set[int] = set()
    for element, kind in tags_of(page):
        marks = list(marks_of(element))
        held = [marked[mark] for mark in marks if mark in marked]
        if kind == PICTURE:
            in_pictures.update(marks)
            if boxes := [box for one in held for box in one.drawn]:
                pictures.append(Shown(alternative_of(element), _around(boxes).within(declared_box(element))))
        elif runs := tuple(run for one in held for run in one.runs):
            paragraphs.append(Paragraph(runs))
    runs = tuple(run for one in marked.values() for run in one.runs)
    drawn = tuple(box for mark, one in marked.items() if mark not in in_pictures for box in one.drawn)
    return ShownPage(width, height, runs, tuple(paragraphs), tuple(pictures), drawn)


def _marked(page: pypdfium2.PdfPage) -> dict[int, _Marked]:
    """What stands under each mark of the page's content, in the order of the content."""
    textpage = page.get_textpage()
    spaces = _spaces(textpage)
    marked: dict[int, _Marked] = {}
    for number in range(pdfium.FPDFPage_CountObjects(page.raw)):
        handle = pdfium.FPDFPage_GetObject(page.raw, number)
        mark = pdfium.FPDFPageObj_GetMarkedContentID(handle)
        box = _box(handle)
        if box is None:
            continue
        here = marked.setdefault(mark, _Marked())
        if pdfium.FPDFPageObj_GetType(handle) == pdfium.FPDF_PAGEOBJ_TEXT:
            run = _run(handle, textpage, box, spaces.get(_address(handle), ()), tagged=mark != UNTAGGED)
            if run.text.strip():
                here.runs.append(run)
        else:
            here.drawn.append(box)
    return marked


def _around(boxes: list[Box]) -> Box:
    return Box(
        min(box.left for box in boxes),
        min(box.bottom for box in boxes),
        max(box.right for box in boxes),
        max(box.top for box in boxes),
    )


def _box(handle: pdfium.FPDF_PAGEOBJECT) -> Box | None:
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(handle, *edges):
        return None
    return Box(*(edge.value for edge in edges))


def _run(
    handle: pdfium.FPDF_PAGEOBJECT, textpage: pypdfium2.PdfTextPage, box: Box, spaces: tuple[float, ...], *, tagged: bool
) -> TextRun:
    size, matrix = ctypes.c_float(), pdfium.FS_MATRIX()
    pdfium.FPDFTextObj_GetFontSize(handle, size)
    pdfium.FPDFPageObj_GetMatrix(handle, matrix)
    font = pdfium.FPDFTextObj_GetFont(handle)
    seen = size.value * (matrix.b**2 + matrix.d**2) ** 0.5
    angle = ctypes.c_int()
    pdfium.FPDFFont_GetItalicAngle(font, angle)
    name = text_from(lambda buffer, length: pdfium.FPDFFont_GetBaseFontName(font, buffer, length), "utf-8")
    flags = pdfium.FPDFFont_GetFlags(font)
    leaning = abs(matrix.c) > 0.01 * abs(matrix.d) or angle.value != 0 or bool(flags & 64)
    return TextRun(
        text=text_from(
            lambda buffer, length: pdfium.FPDFTextObj_GetText(handle, textpage.raw, _as_units(buffer), length),
            "utf-16-le",
        ),
        box=box,
        size=seen,
        baseline=matrix.f,
        font=name,
        embedded=bool(pdfium.FPDFFont_GetIsEmbedded(font)),
        slanted=leaning or "italic" in name.lower() or "oblique" in name.lower(),
        serif=bool(flags & 2) or "sans" not in name.lower(),
        bold="bold" in name.lower() or pdfium.FPDFFont_GetWeight(font) >= 600,
        tagged=tagged,
        spaces=tuple(width / seen for width in spaces) if seen else (),
    )


def _spaces(textpage: pypdfium2.PdfTextPage) -> dict[int, tuple[float, ...]]:
    """How far each space moves the pen, by the text object that it is in."""
    found: dict[int, list[float]] = {}
    x, y, next_x = ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
    count = pdfium.FPDFText_CountChars(textpage.raw)
    for number in range(count - 1):
        if pdfium.FPDFText_GetUnicode(textpage.raw, number) != 32 or pdfium.FPDFText_IsGenerated(textpage.raw, number) == 1:
            continue
        handle = pdfium.FPDFText_GetTextObject(textpage.raw, number)
        following = pdfium.FPDFText_GetTextObject(textpage.raw, number + 1)
        if not handle or not following or _address(handle) != _address(following):
            continue
        pdfium.FPDFText_GetCharOrigin(textpage.raw, number, x, y)
        pdfium.FPDFText_GetCharOrigin(textpage.raw, number + 1, next_x, y)
        found.setdefault(_address(handle), []).append(abs(next_x.value - x.value))
    return {address: tuple(widths) for address, widths in found.items()}


def _as_units(buffer: ctypes.Array[ctypes.c_char] | None) -> object:
    return None if buffer is None else ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))


def _address(handle: pdfium.FPDF_PAGEOBJECT) -> int:
    return ctypes.cast(handle, ctypes.c_void_p).value or 0
