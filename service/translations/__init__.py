"""Catalogues of page texts, one folder a locale (``<locale>/LC_MESSAGES/messages.mo``), made by Babel from ``babel.cfg``.

The texts in the source are English, so ``en`` needs no catalogue.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel import Locale, negotiate_locale
from babel.support import NullTranslations, Translations

DEFAULT = "en"
_HERE = Path(__file__).parent


def available() -> tuple[str, ...]:
    """The locales that have texts, the default first."""
    found = sorted(path.parent.parent.name for path in _HERE.glob("*/LC_MESSAGES/messages.mo"))
    return (DEFAULT, *(name for name in found if name != DEFAULT))


def negotiate(wanted: list[str]) -> str:
    """The first locale of ``wanted`` (BCP 47, best first) that has texts, else the default."""
    return negotiate_locale(wanted, available(), sep="-") or DEFAULT


@cache
def translations_for(locale: str) -> NullTranslations:
    """The texts of one locale; what a catalogue lacks stays English."""
    return Translations.load(_HERE, [Locale.parse(locale, sep="-" if "-" in locale else "_")])
