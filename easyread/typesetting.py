"""Words made into a tagged PDF (PDF/UA-1) by Typst, from fixed templates: words are data, never template source."""

from __future__ import annotations

import io
import json
import os
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import pikepdf
import typst

from easyread.document import Picture
from easyread.errors import EasyReadError, Part, Place, Unmakeable
from easyread.fonts import families_for, folders
from easyread.locales import is_right_to_left, primary_subtag
from easyread.svg import raster_kind, wrapped

__all__ = ["picture_png", "typeset"]

_TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SCRIPT = re.compile(r"-([A-Za-z]{4})(?=-|$)")
# The templates' own refusals: `assert(…, message: "bothways:word_too_wide " + word)`.
_REFUSAL = re.compile(r"bothways:([a-z_]+)(?: (\S+))?")
_NO_GLYPH = ("could not be displayed", "disallowed codepoint", "private use")
_UNSHOWN = re.compile(r'text `"(.*?)"` could')
# Unicode's mark for what was already lost has a glyph, but nobody wrote it.
_NEVER_WRITTEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]")

_WIDE_SPACE = "\u2003"
"""As wide as the letters are high: where a tab parted two words."""

_compiling = threading.Lock()


def typeset(template: str, language: str, data: Mapping[str, object], places: Sequence[tuple[Part, str]] = ()) -> bytes:
    """``template`` is a name in ``templates/formats``; ``places`` are the document's words, to tell where one is refused.

    The same values give the same bytes. Raises ``Unmakeable`` (``glyph_missing``, ``word_too_wide``, ``picture_unreadable``,
    ``not_typeset``) and ``NotInstalled`` (``font_not_installed``). No error holds any of the words.
    """
    words = "\n".join(_texts(data))
    unwritten = _NEVER_WRITTEN.search(words)
    if unwritten is not None:
        raise Unmakeable("glyph_missing", place=_place_of(unwritten.group(), places))
    script = _SCRIPT.search(language)
    setting = {
        "lang": primary_subtag(language) if _LANGUAGE.fullmatch(primary_subtag(language)) else "en",
        "script": script.group(1).lower() if script else None,
        "dir": "rtl" if is_right_to_left(language) else "ltr",
        "fonts": families_for(words, language),
    }
    written = json.dumps({**_spaced(data), "setting": setting}, ensure_ascii=False)
    refused: EasyReadError | None = None
    pdf: object = None
    try:
        with _compiling:
            source = str(_TEMPLATES / "formats" / f"{template}.typ")
            pdf = _compiler().compile(input=source, sys_inputs={"document": written}, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        refused = _refusal(error.message, places)
    except BaseException as error:  # noqa: BLE001 - a panic has no other name
        _require_panic(error)
        refused = Unmakeable("not_typeset")
    if refused is not None:
        # Raised out here: Typst's message quotes the words, and must not ride along as the context.
        raise refused
    if not isinstance(pdf, bytes):
        raise TypeError("Typst gave no PDF")
    return _turned(pdf) if setting["lang"] == "pa" and setting["dir"] == "ltr" else pdf


@lru_cache(maxsize=512)
def picture_png(picture: Picture) -> bytes:
    """300 pixels high on white, for programs that show no drawings, such as those for mail; a photograph stays as it is.

    Raises ``Unmakeable`` (``picture_unreadable``).
    """
    if raster_kind(picture.image):
        return picture.image
    refused = False
    image: object = None
    try:
        with _compiling:
            source = str(_TEMPLATES / "formats" / "picture.typ")
            drawing = {"drawing": wrapped(picture.image)}
            image = _compiler().compile(input=source, sys_inputs=drawing, format="png", ppi=300)
    except (typst.TypstError, ValueError):
        refused = True
    except BaseException as error:  # noqa: BLE001 - a panic has no other name
        _require_panic(error)
        refused = True
    if refused or not isinstance(image, bytes):
        raise Unmakeable("picture_unreadable")
    return image


def _require_panic(error: BaseException) -> None:
    # A Rust panic, as of a syllable of more than 127 letters, is no Exception and its class can't be imported.
    if type(error).__name__ != "PanicException":
        raise error
    _compiler.cache_clear()


def _turned(pdf: bytes) -> bytes:
    # Typst takes all Panjabi for Shahmukhi and declares it read from right to left; Gurmukhi is not.
    with pikepdf.open(io.BytesIO(pdf)) as file:
        file.Root.ViewerPreferences.Direction = pikepdf.Name.L2R
        turned = io.BytesIO()
        file.save(turned, deterministic_id=True)
    return turned.getvalue()


def _spaced(data: Mapping[str, object]) -> Mapping[str, object]:
    """A tab has no width in a PDF, and the cells of a pasted table would run together."""
    if not any("\t" in text for text in _texts(data)):
        return data
    return {key: part if key == "image" else _spaced_part(part) for key, part in data.items()}


def _spaced_part(value: object) -> object:
    if isinstance(value, str):
        return value.replace("\t", _WIDE_SPACE)
    if isinstance(value, Mapping):
        return _spaced(value)
    return [_spaced_part(part) for part in value] if isinstance(value, list | tuple) else value


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            # A drawing is markup, not words.
            if key != "image":
                yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def _refusal(message: str, places: Sequence[tuple[Part, str]]) -> EasyReadError:
    refusal = _REFUSAL.search(message)
    if refusal is not None:
        return Unmakeable(refusal[1], place=_place_of(refusal[2], places) if refusal[2] else None)
    if any(words in message for words in _NO_GLYPH):
        unshown = _UNSHOWN.search(message)
        return Unmakeable("glyph_missing", place=_place_of(unshown.group(1), places) if unshown else None)
    return Unmakeable("picture_unreadable" if "image" in message or "SVG" in message else "not_typeset")


def _place_of(words: str, places: Sequence[tuple[Part, str]]) -> Place | None:
    counted: dict[Part, int] = {}
    for part, text in places:
        if words in text:
            return Place(part, counted.get(part, 0))
        counted[part] = counted.get(part, 0) + 1
    return None


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    # Idle threads of Typst's pool spin: on two cores a page costs a third more CPU. Read when the pool is first used.
    os.environ.setdefault("RAYON_NUM_THREADS", "1")
    # No system fonts: a page looks the same on every machine, and what it can't print it refuses.
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders()))
    return typst.Compiler(root=str(_TEMPLATES), font_paths=fonts, ignore_system_fonts=True)
