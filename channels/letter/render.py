"""A letter made into a tagged PDF (PDF/UA-1) by Typst, from fixed templates: words are data, never template source."""

from __future__ import annotations

import io
import json
import os
import re
import threading
from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

import typst

from channels.base import LetterContent
from channels.errors import Uncarriable
from channels.letter.document import MOST_PAGES, LetterDocument, SenderBlock, SlipLabels
from channels.letter.errors import Place, Unprintable
from channels.letter.fonts import Setting, folders, needs_cjk, setting_for
from channels.letter.link_code import symbol_of
from channels.letter.pictures import PictureRefused
from channels.letter.wording import places_of, with_tabs_spaced, words_for
from channels.slips import layout
from channels.slips.payload import encode_payload

__all__ = ["LetterDocument", "SenderBlock", "SlipLabels", "render_letter"]

LARGEST_STANDARD_SLIP_POINTS = 14

_TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# The templates' own refusals: `assert(…, message: "bothways:slip_label_too_long")`.
_REFUSAL = re.compile(r"bothways:([a-z_]+)")
_NO_GLYPH = ("could not be displayed", "disallowed codepoint", "private use")
_UNSHOWN = re.compile(r'text `"(.*?)"` could')
# Unicode's mark for what was already lost has a glyph, but nobody wrote it; private characters mean nothing elsewhere.
_NEVER_WRITTEN = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\uf8ff\ufffd-\uffff\U000f0000-\U0010ffff]")

_DARK = re.compile(b"\0+")

_compiling = threading.Lock()


def render_letter(letter: LetterDocument) -> LetterContent:
    """The finished letter; the same values give the same bytes.

    Raises ``Uncarriable``: ``glyph_missing`` (a character that no font here prints; an ``Unprintable`` with its place),
    ``font_not_installed``, ``picture_unreadable``, ``too_many_pages``, ``too_many_options``, ``slip_label_too_long``,
    ``word_too_wide``, ``sender_too_long``, ``address_too_large``. No error holds any of its words.
    """
    if len(letter.options) > layout.MOST_OPTIONS:
        raise Uncarriable("too_many_options")
    tabs = False
    for place, text in places_of(letter):
        tabs = tabs or "\t" in text
        if _NEVER_WRITTEN.search(text):
            raise Unprintable("glyph_missing", place)
    if tabs:
        letter = with_tabs_spaced(letter)
    *fitting, last = _slips(letter)
    for version, both in fitting:
        try:
            return _compiled(letter, version, both=both)
        except Uncarriable as error:
            if error.code != "slip_label_too_long":
                raise
    version, both = last
    return _compiled(letter, version, both=both)


def _slips(letter: LetterDocument) -> Iterator[tuple[int, bool]]:
    """Versions to try, the best first: one slip in both languages is better than one in the first alone."""
    sizes = [layout.LARGE] if letter.font_size > LARGEST_STANDARD_SLIP_POINTS else [layout.STANDARD, layout.LARGE]
    for both in (True, False) if letter.second is not None else (False,):
        for version in sizes:
            yield version, both


def _compiled(letter: LetterDocument, version: int, *, both: bool) -> LetterContent:
    setting, second = _settings(letter)
    qr = _qr(encode_payload(letter.reference, len(letter.options), version))
    try:
        words = words_for(letter, setting, second, version, qr, both=both)
    except PictureRefused as refused:
        raise Uncarriable(refused.code) from None
    pdf = _typeset(json.dumps(words, default=asdict), setting, letter)
    # Here and not above: every worker stands on this module, and none makes letters.
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = len(document.pages)
    if pages > MOST_PAGES:
        raise Uncarriable("too_many_pages")
    return LetterContent(pdf, pages, link=letter.link)


def _settings(letter: LetterDocument) -> tuple[Setting, Setting | None]:
    # A name may be in a script of its own, and the slip shows both languages: one list of fonts for the whole sheet.
    written = "\n".join(text for _, text in places_of(letter))
    first = setting_for(letter.language, written)
    if letter.second is None:
        return first, None
    return first, setting_for(letter.second.language, written)


def _qr(payload: str) -> str:
    """The symbol as a drawing of 21 by 21, without its quiet zone."""
    symbol = symbol_of(payload, quiet_zone=False)
    side = symbol.side
    runs = (
        (run.start(), row, run.end() - run.start())
        for row in range(side)
        for run in _DARK.finditer(symbol.squares[row * side : (row + 1) * side])
    )
    drawn = "".join(f"M{x} {y}h{width}v1h-{width}z" for x, y, width in runs)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{drawn}"/></svg>'


def _typeset(data: str, setting: Setting, letter: LetterDocument) -> bytes:
    # The words stand in the source as one string of JSON in ASCII: with its backslashes and quotes escaped, nothing in it
    # can end the string. By `sys.inputs` they would cost twice the time: a new input makes all of Typst's library anew.
    quoted = data.replace("\\", "\\\\").replace('"', '\\"')
    source = f'#import "/letters/letter.typ": letter\n#show: _ => letter(json(bytes("{quoted}")))\n'
    try:
        return compile_source(source, cjk=needs_cjk(setting.fonts))
    except typst.TypstError as error:
        refused = _refusal(error.message, letter)
    # Raised out here: Typst's message quotes the letter, and must not ride along as the context.
    raise refused


def compile_source(source: str, *, cjk: bool = False, tagged: bool = True) -> bytes:
    """``source`` is ours, with words in it as JSON strings alone. Raises ``typst.TypstError``."""
    with _compiling:
        pdf = _compiler(cjk=cjk).compile(
            input=source.encode(), format="pdf", pdf_standards=["ua-1"] if tagged else [], pdf_tags=tagged
        )
    if not isinstance(pdf, bytes):
        raise TypeError("Typst gave no PDF")
    return pdf


def _refusal(message: str, letter: LetterDocument) -> Uncarriable:
    refusal = _REFUSAL.search(message)
    if refusal is not None:
        return Uncarriable(refusal.group(1))
    if any(words in message for words in _NO_GLYPH):
        unshown = _UNSHOWN.search(message)
        return Unprintable("glyph_missing", _place_of(unshown.group(1), letter) if unshown else None)
    return Uncarriable("picture_unreadable" if "image" in message or "SVG" in message else "letter_not_typeset")


def _place_of(words: str, letter: LetterDocument) -> Place | None:
    return next((place for place, text in places_of(letter) if words in text), None)


@lru_cache(maxsize=2)
def _compiler(*, cjk: bool) -> typst.Compiler:
    # Idle threads of Typst's pool spin, a third more CPU on two cores. Read when the pool is first used.
    os.environ.setdefault("RAYON_NUM_THREADS", "1")
    # No system fonts: a letter looks the same on every machine, and what it can't print it refuses.
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders(cjk=cjk)))
    return typst.Compiler(root=str(_TEMPLATES), font_paths=fonts, ignore_system_fonts=True)
