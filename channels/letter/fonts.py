"""Which Noto Sans families a letter needs, and where they are: from packages, so that it looks the same on every machine.

Urdu is set in Noto Sans Arabic: a plain hand, and Nastaliq needs twice the room.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from channels.letter.errors import Unprintable

LATIN = "Noto Sans"
_MOST, _CJK = "manimgx_fonts", "manimgx_fonts_cjk"
_LETTERS = {
    "Noto Sans Armenian": "\u0531-\u058f",
    "Noto Sans Hebrew": "\u0590-\u05ff\ufb1d-\ufb4f",
    "Noto Sans Arabic": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    "Noto Sans Devanagari": "\u0900-\u0963\u0966-\u097f\ua8e0-\ua8ff",
    "Noto Sans Bengali": "\u0980-\u09ff",
    "Noto Sans Gurmukhi": "\u0a00-\u0a7f",
    "Noto Sans Gujarati": "\u0a80-\u0aff",
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
_SCRIPTS = {family: re.compile(f"[{letters}]") for family, letters in _LETTERS.items()}
_BEYOND_LATIN = re.compile("[\u0531-\u1cbf\u2e80-\ud7ff\uf900-\ufaff\ufb1d-\ufefc\uff01-\uffef\U00020000-\U0003ffff]")
# One character is drawn in several ways: which one is the language's to say.
_REGION = {"ja": "JP", "ko": "KR", "yue": "HK"}
_RIGHT_TO_LEFT = frozenset({"ar", "ur", "fa", "prs", "ps", "ckb", "he", "yi", "sd", "ug", "dv"})
_SUBTAG = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Setting:
    """How Typst sets one language. ``script`` is an ISO 15924 code, or None where it goes without saying."""

    lang: str
    script: str | None
    dir: str
    fonts: tuple[str, ...]


def setting_for(language: str, words: str) -> Setting:
    """``language`` is a BCP 47 tag, ``words`` all that is printed in it.

    Raises ``Unprintable`` (``font_not_installed``). A script that no family here knows is told later: Typst misses a glyph.
    """
    lang, script, direction = _of(language)
    if not _BEYOND_LATIN.search(words):
        return Setting(lang, script, direction, (LATIN,))
    found = [LATIN, *(family for family, letters in _SCRIPTS.items() if letters.search(words))]
    if needs_cjk(found) and _folder(_CJK) is None:
        raise Unprintable("font_not_installed")
    shown = (f"{family} {_variant(language)}" if family.endswith("CJK") else family for family in found)
    return Setting(lang, script, direction, tuple(shown))


def needs_cjk(families: list[str] | tuple[str, ...]) -> bool:
    """Those fonts are 32 MB: they are opened for who needs them."""
    return any(" CJK" in family for family in families)


def folders(*, cjk: bool) -> list[str]:
    """Where Typst finds them."""
    return [str(folder) for folder in (_folder(_MOST), _folder(_CJK) if cjk else None) if folder is not None]


def latin_font() -> str:
    """The file of the family that every letter is set in; its one axis is the weight."""
    folder = _folder(_MOST)
    if folder is None:
        raise Unprintable("font_not_installed")
    return str(folder / "NotoSans[wght].ttf")


@lru_cache(maxsize=128)
def _of(language: str) -> tuple[str, str | None, str]:
    first, *rest = language.replace("_", "-").lower().split("-")
    script = next((subtag for subtag in rest if len(subtag) == 4), None)
    mirrored = script == "arab" if script in {"arab", "latn", "guru", "cyrl"} else first in _RIGHT_TO_LEFT
    return first if _SUBTAG.fullmatch(first) else "en", script, "rtl" if mirrored else "ltr"


def _variant(language: str) -> str:
    subtags = language.lower().split("-")
    if "hant" in subtags or "tw" in subtags:
        return "TC"
    return "HK" if "hk" in subtags else _REGION.get(subtags[0], "SC")


@lru_cache(maxsize=2)
def _folder(package: str) -> Path | None:
    spec = find_spec(package)
    return None if spec is None or spec.origin is None else Path(spec.origin).parent
