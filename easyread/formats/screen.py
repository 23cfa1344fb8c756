"""A PDF for reading on a screen: tagged, its language set, declared PDF/UA-1; phone numbers and emails can be followed."""

from __future__ import annotations

from easyread.asking import Translate
from easyread.document import Document
from easyread.formats.reading import reading_pdf

__all__ = ["SIZE", "screen_pdf"]

SIZE = 14


def screen_pdf(document: Document, *, translate: Translate = str) -> bytes:
    """Raises ``Unmakeable`` and ``NotInstalled`` as ``typeset``."""
    return reading_pdf(document, size=SIZE, linked=True, translate=translate)
