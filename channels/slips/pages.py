"""The pages of a scanned file as grey pictures. Files come from anywhere: every limit is asked before it is unpacked."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageSequence, UnidentifiedImageError

from channels.slips.finding import Gray

MOST_BYTES = 200 * 1024 * 1024
MOST_PAGES = 1000
MOST_PIXELS = 60_000_000
"""Of one page: A4 at 600 dpi has 35 million."""
_RENDER_DPI = 170
_WIDE_ENOUGH = 1700
"""Pixels across A4 for which a code and a tick are read surely; a picture twice as wide is halved while it is unpacked."""
_PDF, _JPEG, _PNG, _TIFF = b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", (b"II*\0", b"MM\0*")


class Unreadable(ValueError):
    """A file or a page that can't be read. ``code`` is a stable word; ``page`` counts from 0, ``None``: the whole file."""

    def __init__(self, code: str, page: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.page = page


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """``picture`` or, where this page alone can't be read, ``why``."""

    number: int
    picture: Gray | None
    why: str = ""


def count_pages(data: bytes) -> int:
    """Raises ``Unreadable``: ``empty``, ``too_large``, ``not_a_scan``, ``locked``, ``damaged``, ``too_many_pages``."""
    if not data:
        raise Unreadable("empty")
    if len(data) > MOST_BYTES:
        raise Unreadable("too_large")
    if _PDF in data[:1024]:
        with _opened(data) as document:
            count = len(document)
    elif data.startswith(_TIFF):
        with _image(data) as image:
            count = getattr(image, "n_frames", 1)
    elif data.startswith((_JPEG, _PNG)):
        count = 1
    else:
        raise Unreadable("not_a_scan")
    if count > MOST_PAGES:
        raise Unreadable("too_many_pages")
    if count == 0:
        raise Unreadable("damaged")
    return count


def pages_of(data: bytes, first: int = 0) -> Iterator[ScannedPage]:
    """The pages from ``first`` (counted from 0), one at a time. Raises ``Unreadable`` as ``count_pages`` does."""
    count = count_pages(data)
    if _PDF in data[:1024]:
        with _opened(data) as document:
            for number in range(first, count):
                yield _scanned(number, partial(_pdf_page, document, number))
    elif data.startswith(_TIFF):
        with _image(data) as image:
            for number, frame in enumerate(ImageSequence.Iterator(image)):
                if number >= first:
                    yield _scanned(number, partial(_of_frame, frame))
    elif first == 0:
        yield _scanned(0, partial(_unpacked, data))


def _scanned(number: int, read: Callable[[], Gray]) -> ScannedPage:
    try:
        picture = read()
    except Unreadable as error:
        return ScannedPage(number, None, error.code)
    except (OSError, ValueError, cv2.error, pypdfium2.PdfiumError, Image.DecompressionBombError, SyntaxError):
        return ScannedPage(number, None, "damaged")
    return ScannedPage(number, picture)


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("locked" if "password" in str(error).lower() else "damaged") from None


def _pdf_page(document: pypdfium2.PdfDocument, number: int) -> Gray:
    page = document[number]
    try:
        alone = _only_jpeg(page)
        if alone is not None:
            return _unpacked(alone)
        width, height = page.get_size()
        scale = _RENDER_DPI / 72
        # A page without a size, or the size of a wall, is no letter; it is drawn small enough to look for a code.
        scale = min(scale, (MOST_PIXELS / max(width * height, 1)) ** 0.5, 6000 / max(width, height, 1))
        drawn = page.render(scale=scale, grayscale=True, may_draw_forms=False)
        return np.array(drawn.to_numpy().reshape(drawn.height, drawn.width), dtype=np.uint8)
    finally:
        page.close()


def _only_jpeg(page: pypdfium2.PdfPage) -> bytes | None:
    """The page's one picture as the scanner wrote it, if the page is nothing else: no need to draw it."""
    objects = list(page.get_objects(max_depth=1))
    if len(objects) != 1 or objects[0].type != pdfium_c.FPDF_PAGEOBJ_IMAGE:
        return None
    image = objects[0]
    if image.get_filters() != ["DCTDecode"]:
        return None
    left, foot, right, top = image.get_bounds()
    width, height = page.get_size()
    if right - left < width * 0.9 or top - foot < height * 0.9 or page.get_rotation():
        return None
    matrix = image.get_matrix()
    if abs(matrix.b) + abs(matrix.c) > 0.01 or matrix.a <= 0 or matrix.d <= 0:
        return None
    return bytes(image.get_data(decode_simple=False))


def _unpacked(data: bytes) -> Gray:
    with _image(data) as image:
        width, height = image.size
        if width * height > MOST_PIXELS:
            raise Unreadable("too_many_pixels")
        jpeg = image.format == "JPEG"
    if jpeg:
        short = min(width, height)
        flag = cv2.IMREAD_REDUCED_GRAYSCALE_2 if short >= 2 * _WIDE_ENOUGH * 0.72 else cv2.IMREAD_GRAYSCALE
        found = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), flag)
        if found is None:
            raise Unreadable("damaged")
        return np.asarray(found, dtype=np.uint8)
    with _image(data) as image:
        return _of_frame(image)


def _of_frame(image: Image.Image) -> Gray:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise Unreadable("too_many_pixels")
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        whole = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(paper, whole)
    if image.mode.startswith("I;16") or image.mode in {"I", "F"}:
        deep = np.asarray(image, dtype=np.float64)
        return np.asarray(deep * (255 / max(float(deep.max()), 1.0)), dtype=np.uint8)
    gray = np.asarray(image.convert("L"), dtype=np.uint8)
    if min(width, height) >= 2 * _WIDE_ENOUGH:
        return np.asarray(cv2.resize(gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return np.ascontiguousarray(gray)


def _image(data: bytes) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "TIFF"])
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise Unreadable("too_many_pixels") from None
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
            raise Unreadable("damaged") from None
