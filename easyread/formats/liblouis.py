"""liblouis by ctypes: text to braille cells, and back. Cells are Unicode braille patterns (U+2800 to U+28FF)."""

from __future__ import annotations

import ctypes
import ctypes.util
import threading
from collections.abc import Iterator
from functools import lru_cache

from easyread.errors import NotInstalled, Unmakeable

__all__ = ["PACKAGE", "back_translate", "has_table", "installed", "translate"]

PACKAGE = "liblouis20"
_TABLES_PACKAGE = "liblouis-data"
_NAMES = ("liblouis.so.20", "liblouis.20.dylib", "liblouis.dll")
# Characters in and out are then Unicode braille, whatever the code page that a table was made for.
_DISPLAY = "unicode.dis,"
_NO_LOG = 60000
_LONGEST = 2000
"""Characters in one call: its time grows faster than its text."""

# liblouis keeps its tables in globals: one call at a time.
_calling = threading.Lock()


def installed() -> bool:
    try:
        _library()
    except NotInstalled:
        return False
    return has_table("en-ueb-g2.ctb")


def has_table(table: str) -> bool:
    with _calling:
        return bool(_library().lou_checkTable((_DISPLAY + table).encode()))


def translate(table: str, text: str) -> str:
    """Cells, a blank one for each space. A character that the table lacks gives cells of eight dots (from U+2840 on).

    ``text`` has no NUL and no half of a surrogate pair. Raises ``NotInstalled`` (``braille_not_installed``), ``Unmakeable``
    (``braille_table_failed``).
    """
    return "\u2800".join(_called("lou_translateString", table, piece) for piece in _pieces(text, " "))


def back_translate(table: str, cells: str) -> str:
    """What a reader of this table reads. It is right but for liblouis' own mistakes: see ``braille_proof``."""
    return " ".join(_called("lou_backTranslateString", table, piece) for piece in _pieces(cells, "\u2800"))


def _called(function: str, table: str, text: str) -> str:
    if not text:
        return ""
    library = _library()
    width = library.lou_charSize()
    encoding = "utf-32-le" if width == 4 else "utf-16-le"
    raw = text.encode(encoding)
    units = len(raw) // width
    # A cell may stand for a word, and a character that no table knows becomes ten cells.
    room = units * 12 + 200
    out = ctypes.create_string_buffer(room * width)
    read, written = ctypes.c_int(units), ctypes.c_int(room)
    with _calling:
        done = getattr(library, function)(
            (_DISPLAY + table).encode(), raw, ctypes.byref(read), out, ctypes.byref(written), None, None, 0
        )
    if not done or read.value != units:
        if not has_table(table):
            raise NotInstalled("braille_not_installed", package=_TABLES_PACKAGE)
        raise Unmakeable("braille_table_failed")
    return ctypes.string_at(out, written.value * width).decode(encoding, "replace")


@lru_cache(maxsize=1)
def _library() -> ctypes.CDLL:
    for name in (*_NAMES, ctypes.util.find_library("louis")):
        try:
            if name:
                library = ctypes.CDLL(name)
                break
        except OSError:
            continue
    else:
        raise NotInstalled("braille_not_installed", package=PACKAGE)
    pointer = ctypes.c_char_p
    count = ctypes.POINTER(ctypes.c_int)
    for function in (library.lou_translateString, library.lou_backTranslateString):
        function.argtypes = [pointer, pointer, count, pointer, count, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int]
        function.restype = ctypes.c_int
    library.lou_checkTable.argtypes = [pointer]
    library.lou_checkTable.restype = ctypes.c_int
    # It would write the words that it stumbles over to standard error.
    library.lou_setLogLevel(_NO_LOG)
    return library


def _pieces(text: str, space: str) -> Iterator[str]:
    """Of ``_LONGEST`` at most, cut at a space where there is one."""
    begins = 0
    while len(text) - begins > _LONGEST:
        cut = text.rfind(space, begins, begins + _LONGEST)
        if cut <= begins:
            cut = text.find(space, begins + _LONGEST)
            if cut < 0:
                break
        yield text[begins:cut]
        begins = cut + 1
    yield text[begins:]
