"""Large print: re-flowed at 16 to 28 points, never enlarged on a copier. The paper's colour is the printer's to know."""

from __future__ import annotations

from easyread.asking import Translate
from easyread.document import Document
from easyread.errors import Unmakeable
from easyread.formats.reading import reading_pdf

__all__ = ["LARGEST_SIZE", "SMALLEST_SIZE", "large_print_pdf"]

SMALLEST_SIZE, LARGEST_SIZE = 16, 28


def large_print_pdf(document: Document, *, size: int, translate: Translate = str) -> bytes:
    """``size`` in points. Raises ``Unmakeable`` (``size_not_large_print``, and as ``typeset``) and ``NotInstalled``."""
    if not SMALLEST_SIZE <= size <= LARGEST_SIZE:
        raise Unmakeable("size_not_large_print")
    return reading_pdf(document, size=size, linked=False, translate=translate)
