"""The pages of a letter as pictures within the page itself: a preview writes nothing, so there is no file to link to."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

import pypdfium2

from channels.letter.pdfium import turn

_DOTS_PER_INCH = 100
_POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class PageImage:
    """``source`` is a ``data:`` URI of a PNG; ``words`` are those printed on the page, in reading order."""

    source: str
    words: str
    width: int
    height: int


def page_images(pdf: bytes) -> tuple[PageImage, ...]:
    with turn:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return tuple(_image(document[number]) for number in range(len(document)))
        finally:
            document.close()


def _image(page: pypdfium2.PdfPage) -> PageImage:
    picture = page.render(scale=_DOTS_PER_INCH / _POINTS_PER_INCH, grayscale=True).to_pil()
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    text = page.get_textpage()
    try:
        words = "\n".join(line.strip() for line in text.get_text_bounded().splitlines() if line.strip())
    finally:
        text.close()
    source = "data:image/png;base64," + base64.b64encode(written.getvalue()).decode()
    return PageImage(source, words, picture.width, picture.height)
