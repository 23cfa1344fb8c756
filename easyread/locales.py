"""A language tag as Babel's locale: where one language is written in several ways, the way of this country comes first."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError

__all__ = ["is_right_to_left", "locale_of", "primary_subtag"]

_HERE_FIRST = {"en": "en_GB", "pt": "pt_PT", "es": "es_ES", "fr": "fr_FR", "prs": "fa_AF"}
# Scripts tell the direction where Babel knows no locale for the language.
_RIGHT_TO_LEFT = frozenset({"ar", "ur", "fa", "prs", "ps", "ckb", "he", "yi", "sd", "ug", "dv"})


@lru_cache(maxsize=128)
def locale_of(language: str) -> Locale | None:
    """``language`` is a BCP 47 tag. None: CLDR has no data for it (a sign language, or no language at all)."""
    try:
        return Locale.parse(_HERE_FIRST.get(language, language.replace("-", "_")))
    except (UnknownLocaleError, ValueError, TypeError):
        return None


@lru_cache(maxsize=128)
def is_right_to_left(language: str) -> bool:
    subtags = language.lower().replace("_", "-").split("-")
    if "latn" in subtags or "guru" in subtags or "cyrl" in subtags:
        return False
    return subtags[0] in _RIGHT_TO_LEFT or "arab" in subtags


def primary_subtag(language: str) -> str:
    """``pa`` of ``pa-Guru``."""
    return language.replace("_", "-").split("-")[0].lower()
