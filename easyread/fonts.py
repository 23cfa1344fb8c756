"""Which Noto Sans families a text needs, and where they are: in packages, so that it looks the same on every machine.

``manimgx-fonts`` holds Noto Sans for Latin, Greek and Cyrillic and for the scripts below, ``manimgx-fonts-cjk`` those of
China, Japan and Korea. ``fontpkg-noto-sans-*`` lacks Bengali, Gujarati and Gurmukhi. Urdu is set in Noto Sans Arabic: Easy
Read asks for a plain hand, and Nastaliq needs twice the room.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from easyread.errors import NotInstalled
from easyread.locales import primary_subtag

__all__ = ["LATIN", "families_for", "folders"]

LATIN = "Noto Sans"
_MOST, _CJK = "manimgx-fonts", "manimgx-fonts-cjk"
_LETTERS = {
    "Noto Sans Armenian": "\u0531-\u058f",
    "Noto Sans Hebrew": "\u0590-\u05ff\ufb1d-\ufb4f",
    "Noto Sans Arabic": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    "Noto Sans Devanagari": "\u0900-\u0963\u0966-\u097f\ua8e0-\ua8ff",
    "Noto Sans Bengali": "\u0980-\u09ff",
    "Noto Sans Gurmukhi": "\u0a00-\u0a7f",
    "Noto Sans Gujarati": "\u0a80-\u0aff",
    "Noto Sans Oriya": "\u0b00-\u0b7f",
    "Noto Sans Tamil": "\u0b80-\u0bff",
    "Noto Sans Telugu": "\u0c00-\u0c7f",
    "Noto Sans Kannada": "\u0c80-\u0cff",
    "Noto Sans Malayalam": "\u0d00-\u0d7f",
    "Noto Sans Sinhala": "\u0d80-\u0dff",
    "Noto Sans Thai": "\u0e00-\u0e7f",
    "Noto Sans Lao": "\u0e80-\u0eff",
    "Noto Sans Myanmar": "\u1000-\u109f",
    "Noto Sans Georgian": "\u10a0-\u10ff\u1c90-\u1cbf",
    "Noto Sans Ethiopic": "\u1200-\u139f",
    "Noto Sans Khmer": "\u1780-\u17ff",
    "Noto Sans CJK": "\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff01-\uffef\U00020000-\U0003ffff",
}
# Arrows, ticks and bullets, as word processors paste them: those that Noto Sans lacks are in one of these two.
_SYMBOLS = re.compile("[\u2190-\u2bff]")
_SCRIPTS = {family: re.compile(f"[{letters}]") for family, letters in _LETTERS.items()}
_BEYOND_LATIN = re.compile("[\u0531-\u1cbf\u2e80-\ud7ff\uf900-\ufaff\ufb1d-\ufefc\uff01-\uffef\U00020000-\U0003ffff]")
# One character is drawn in several ways: which one is the language's to say.
_CHINESE_OF = {"ja": "JP", "ko": "KR"}


def families_for(text: str, language: str) -> tuple[str, ...]:
    """The families that ``text`` needs, the first for Latin. ``language`` is a BCP 47 tag.

    Raises ``NotInstalled`` (``font_not_installed``), naming the package. A script without a family is not told here: Typst
    finds the glyph missing.
    """
    found = [LATIN]
    if _BEYOND_LATIN.search(text):
        found += [family for family, letters in _SCRIPTS.items() if letters.search(text)]
    if _SYMBOLS.search(text):
        found += [family for family in ("Noto Sans Symbols", "Noto Sans CJK") if family not in found]
    for family in found:
        package = _CJK if family.endswith("CJK") else _MOST
        if _folder(package) is None:
            raise NotInstalled("font_not_installed", package=package)
    return tuple(f"{family} {_region(language)}" if family.endswith("CJK") else family for family in found)


def folders() -> tuple[str, ...]:
    """Where Typst finds them."""
    return tuple(str(folder) for folder in (_folder(_MOST), _folder(_CJK)) if folder is not None)


def _region(language: str) -> str:
    subtags = language.lower().split("-")
    if "hant" in subtags or "tw" in subtags:
        return "TC"
    if "hk" in subtags or subtags[0] == "yue":
        return "HK"
    return _CHINESE_OF.get(primary_subtag(language), "SC")


@lru_cache(maxsize=4)
def _folder(package: str) -> Path | None:
    spec = find_spec(package.replace("-", "_"))
    return None if spec is None or spec.origin is None else Path(spec.origin).parent
