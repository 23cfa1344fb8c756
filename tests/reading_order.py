"""What a screen reader says of a tagged PDF: its words in the order of the tags, by pdfium's structure tree."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium_c


@dataclass(frozen=True, slots=True)
class Spoken:
    """One tagged piece: ``kind`` is its element's (``P``, ``H1``, ``Figure`` …); a picture says its alternative text."""

    kind: str
    words: str


def spoken(pdf: bytes) -> list[Spoken]:
    """Every piece of the document that says something, in the order in which it is read."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return [piece for page in document for piece in _page(page)]


def aloud(pdf: bytes) -> str:
    """The same as one text, spaces made one."""
    return " ".join(" ".join(piece.words for piece in spoken(pdf)).split())


def untagged(pdf: bytes) -> list[str]:
    """Printed words that stand in no tag: page numbers and what repeats on each page may, nothing else."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return [words for page in document for number, words in _texts(page) if number < 0 and words.strip()]


def _page(page: pypdfium2.PdfPage) -> Iterator[Spoken]:
    words: dict[int, str] = {}
    for number, text in _texts(page):
        words[number] = words.get(number, "") + text
    tree = pdfium_c.FPDF_StructTree_GetForPage(page.raw)
    try:
        for at in range(pdfium_c.FPDF_StructTree_CountChildren(tree)):
            yield from _element(pdfium_c.FPDF_StructTree_GetChildAtIndex(tree, at), words)
    finally:
        pdfium_c.FPDF_StructTree_Close(tree)


def _element(element: object, words: dict[int, str]) -> Iterator[Spoken]:
    if not element:
        return
    kind = _string(pdfium_c.FPDF_StructElement_GetType, element)
    alternative = _string(pdfium_c.FPDF_StructElement_GetAltText, element)
    if alternative:
        yield Spoken(kind, alternative)
        return
    for at in range(pdfium_c.FPDF_StructElement_CountChildren(element)):
        number = pdfium_c.FPDF_StructElement_GetChildMarkedContentID(element, at)
        if number >= 0:
            said = words.get(number, "")
            if said.strip():
                yield Spoken(kind, said)
        else:
            yield from _element(pdfium_c.FPDF_StructElement_GetChildAtIndex(element, at), words)


def _texts(page: pypdfium2.PdfPage) -> Iterator[tuple[int, str]]:
    textpage = page.get_textpage()
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT], max_depth=8):
        size = pdfium_c.FPDFTextObj_GetText(item.raw, textpage.raw, None, 0)
        buffer = ctypes.create_string_buffer(size)
        pdfium_c.FPDFTextObj_GetText(item.raw, textpage.raw, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
        yield pdfium_c.FPDFPageObj_GetMarkedContentID(item.raw), buffer.raw.decode("utf-16-le").rstrip("\0")


def _string(ask: object, element: object) -> str:
    size = ask(element, None, 0)  # type: ignore[operator]  # one of pdfium's functions
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    ask(element, buffer, size)  # type: ignore[operator]  # one of pdfium's functions
    return buffer.raw.decode("utf-16-le").rstrip("\0")
