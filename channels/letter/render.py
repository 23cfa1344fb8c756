"""A letter made into a tagged PDF (PDF/UA-1) by Typst, from fixed templates: words are data, never template source."""

from __future__ import annotations

import importlib.resources
import io
import json
import re
import threading
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

import segno
import typst

from channels.base import LetterContent
from channels.errors import Uncarriable
from channels.letter.document import LetterDocument, SenderBlock, SlipLabels
from channels.slips import layout
from channels.slips.payload import encode_payload

__all__ = ["LetterDocument", "SenderBlock", "SlipLabels", "render_letter"]

MOST_PAGES = 10
LARGEST_STANDARD_SLIP_POINTS = 14

_TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
_FONTS = importlib.resources.files("fontpkg_noto_sans") / "files"
_LANGUAGE = re.compile(r"[a-z]{2,3}(?=-|$)")
# The templates' own refusals: `assert(…, message: "bothways:slip_label_too_long")`.
_REFUSAL = re.compile(r"bothways:([a-z_]+)")
_NO_GLYPH = ("could not be displayed", "disallowed codepoint", "private use")
_LINE_BREAKS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
# Unicode's mark for what was already lost has a glyph, but nobody wrote it.
_NEVER_WRITTEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]")

_compiling = threading.Lock()


def render_letter(letter: LetterDocument) -> LetterContent:
    """The finished letter; the same values give the same bytes.

    Raises ``Uncarriable``: ``glyph_missing`` (a character that our font can't print), ``too_many_pages``,
    ``too_many_options``, ``slip_label_too_long``, ``word_too_wide``, ``sender_too_long``, ``address_too_large``. No error
    holds any of its words.
    """
    if len(letter.options) > layout.MOST_OPTIONS:
        raise Uncarriable("too_many_options")
    words = _words(letter)
    if letter.font_size > LARGEST_STANDARD_SLIP_POINTS:
        return _compiled(letter, words, layout.LARGE)
    try:
        return _compiled(letter, words, layout.STANDARD)
    except Uncarriable as error:
        if error.code != "slip_label_too_long":
            raise
        return _compiled(letter, words, layout.LARGE)


def _words(letter: LetterDocument) -> dict[str, object]:
    values = asdict(letter)
    values["address"] = [line for line in letter.address or () if line.strip()]
    values["sender"]["return_address"] = [line for line in letter.sender.return_address if line.strip()]
    values["question"] = (letter.question or "").strip()
    language = _LANGUAGE.match(letter.language)
    values["language"] = language.group() if language else "en"
    return values


def _compiled(letter: LetterDocument, words: dict[str, object], version: int) -> LetterContent:
    options = len(letter.options)
    qr = segno.make(encode_payload(letter.reference, options, version), error="m", micro=False, boost_error=False)
    svg = io.BytesIO()
    qr.save(svg, kind="svg", border=0, xmldecl=False, nl=False)
    written = json.dumps({**words, "slip": _geometry(options, version), "qr": svg.getvalue().decode()}, ensure_ascii=False)
    # JSON writes control characters as escapes: look at the words themselves.
    if any(_NEVER_WRITTEN.search(text) for text in _texts(words)):
        raise Uncarriable("glyph_missing")
    pdf = _typeset(written)
    # Here and not above: every worker stands on this module, and none makes letters.
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = len(document.pages)
    if pages > MOST_PAGES:
        raise Uncarriable("too_many_pages")
    return LetterContent(pdf, pages)


@lru_cache(maxsize=16)
def _geometry(options: int, version: int) -> dict[str, object]:
    slip = layout.layout_for(options, version)
    return {**asdict(slip), "page_top": slip.page_top}


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in _texts(part)]
    return []


def _typeset(data: str) -> bytes:
    refused = ""
    pdf: object = None
    try:
        with _compiling:
            pdf = _compiler().compile(sys_inputs={"letter": data}, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        refused = _code_of(error.message)
    if refused:
        # Raised out here: Typst's message quotes the letter, and must not ride along as the context.
        raise Uncarriable(refused)
    if not isinstance(pdf, bytes):
        raise TypeError("Typst gave no PDF")
    return pdf


def _code_of(message: str) -> str:
    refusal = _REFUSAL.search(message)
    if refusal is not None:
        return refusal.group(1)
    return "glyph_missing" if any(words in message for words in _NO_GLYPH) else "letter_not_typeset"


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    # One family and no system fonts: a letter looks the same on every machine, and what it can't print it refuses.
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_FONTS)])
    return typst.Compiler(
        input=str(_TEMPLATES / "letters" / "letter.typ"), root=str(_TEMPLATES), font_paths=fonts, ignore_system_fonts=True
    )
