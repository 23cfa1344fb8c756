"""Letters broken on purpose: something drawn where nothing may be. Lengths are in mm from the top left of the page."""

from __future__ import annotations

import io

import pikepdf

POINTS_IN_A_MM = 72 / 25.4
_TALL = 841.89


def with_square(pdf: bytes, x: float, y: float, *, side: float = 4, page: int = 1) -> bytes:
    x, low, side = x * POINTS_IN_A_MM, _TALL - (y + side) * POINTS_IN_A_MM, side * POINTS_IN_A_MM
    return _drawn(pdf, page, f"q 0 0 0 rg {x:.2f} {low:.2f} {side:.2f} {side:.2f} re f Q")


def with_words(pdf: bytes, x: float, y: float, words: str, *, page: int = 1) -> bytes:
    """In Helvetica, which is not embedded."""
    x, base = x * POINTS_IN_A_MM, _TALL - y * POINTS_IN_A_MM
    return _drawn(pdf, page, f"BT 0 0 0 rg /Broken 10 Tf 1 0 0 1 {x:.2f} {base:.2f} Tm ({words}) Tj ET")


def resized(pdf: bytes, width: float, height: float) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.pages[0].mediabox = pikepdf.Array([0, 0, width * POINTS_IN_A_MM, height * POINTS_IN_A_MM])
        return _saved(document)


def turned(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.pages[0].rotate(90, relative=False)
        return _saved(document)


def repeated(pdf: bytes, times: int) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        page = document.pages[0]
        for _ in range(times - 1):
            document.pages.append(page)
        return _saved(document)


def blank() -> bytes:
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595.276, _TALL))
        return _saved(document)


def locked(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        written = io.BytesIO()
        document.save(written, encryption=pikepdf.Encryption(owner="o", user="secret"))
        return written.getvalue()


def _drawn(pdf: bytes, page: int, stream: str) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        sheet = document.pages[page - 1]
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        sheet.add_resource(font, pikepdf.Name.Font, pikepdf.Name("/Broken"))
        sheet.contents_add(b"q", prepend=True)
        sheet.contents_add(b"Q " + stream.encode())
        return _saved(document)


def _saved(document: pikepdf.Pdf) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
