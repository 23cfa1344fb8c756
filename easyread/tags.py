"""The tags of a finished PDF's page: its pictures and paragraphs, as a screen reader is told of them.

For the threads that hold pdfium's lock (``easyread.measuring``).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator

import pypdfium2
import pypdfium2.raw as pdfium

__all__ = ["PICTURE", "UNTAGGED", "alternative_of", "declared_box", "marks_of", "tags_of", "text_from"]

PICTURE = "Figure"
UNTAGGED = -1
_PARAGRAPH = "P"
_SKIPPED = frozenset({"H1", "H2", "H3", "H4", "H5", "H6", "L"})


def tags_of(page: pypdfium2.PdfPage) -> Iterator[tuple[pdfium.FPDF_STRUCTELEMENT, str]]:
    """Each picture and each paragraph outside headings and lists with its kind, in reading order."""
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    try:
        for number in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            yield from _below(pdfium.FPDF_StructTree_GetChildAtIndex(tree, number))
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _below(element: pdfium.FPDF_STRUCTELEMENT) -> Iterator[tuple[pdfium.FPDF_STRUCTELEMENT, str]]:
    if not element:
        return
    kind = text_from(lambda buffer, length: pdfium.FPDF_StructElement_GetType(element, buffer, length), "utf-16-le")
    if kind in _SKIPPED:
        return
    if kind in {PICTURE, _PARAGRAPH}:
        yield element, kind
        return
    for number in range(pdfium.FPDF_StructElement_CountChildren(element)):
        yield from _below(pdfium.FPDF_StructElement_GetChildAtIndex(element, number))


def alternative_of(element: pdfium.FPDF_STRUCTELEMENT) -> str:
    return text_from(lambda buffer, length: pdfium.FPDF_StructElement_GetAltText(element, buffer, length), "utf-16-le")


def declared_box(element: pdfium.FPDF_STRUCTELEMENT) -> tuple[float, float, float, float] | None:
    """Of the tag: pdfium takes a sharp bend in a line for a spike, and boxes of drawings reach off the page."""
    for number in range(pdfium.FPDF_StructElement_GetAttributeCount(element)):
        value = pdfium.FPDF_StructElement_Attr_GetValue(
            pdfium.FPDF_StructElement_GetAttributeAtIndex(element, number), b"BBox"
        )
        if value and pdfium.FPDF_StructElement_Attr_CountChildren(value) == 4:
            edges = [ctypes.c_float() for _ in range(4)]
            for index, edge in enumerate(edges):
                pdfium.FPDF_StructElement_Attr_GetNumberValue(
                    pdfium.FPDF_StructElement_Attr_GetChildAtIndex(value, index), edge
                )
            left, bottom, right, top = (edge.value for edge in edges)
            return left, bottom, right, top
    return None


def marks_of(element: pdfium.FPDF_STRUCTELEMENT) -> Iterator[int]:
    """In reading order."""
    for number in range(pdfium.FPDF_StructElement_CountChildren(element)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, number)
        if child:
            yield from marks_of(child)
            continue
        mark = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, number)
        if mark != UNTAGGED:
            yield mark


def text_from(call: Callable[[ctypes.Array[ctypes.c_char] | None, int], int], encoding: str) -> str:
    length = call(None, 0)
    if length <= 0:
        return ""
    buffer = ctypes.create_string_buffer(length)
    call(buffer, length)
    return buffer.raw.decode(encoding, "replace").rstrip("\0")
