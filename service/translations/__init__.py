"""Catalogues of every text, one folder a locale (``<locale>/LC_MESSAGES/messages.po``), kept by ``make messages``.

The texts in the source are English, so ``en`` needs no catalogue. They are read as translators write them: there is no
second form of them to keep in step.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

DEFAULT = "en"
_HERE = Path(__file__).parent


@cache
def available() -> tuple[str, ...]:
    """The locales that have texts (``cy``, ``pa_Guru``), the default first."""
    found = sorted(path.parent.parent.name for path in _HERE.glob("*/LC_MESSAGES/messages.po"))
    return (DEFAULT, *(name for name in found if name != DEFAULT))


def negotiate(wanted: list[str], offered: tuple[str, ...] | None = None) -> str:
    """The first locale of ``wanted`` (BCP 47, best first) that has texts, else the default.

    ``zh-CN`` and ``pa`` are answered in the script that their readers use; ``zh-TW`` is not.
    """
    offered = available() if offered is None else offered
    for tag in wanted:
        locale = _locale(tag)
        if locale is not None:
            for name in (f"{locale.language}_{locale.script}", locale.language):
                if name in offered:
                    return name
    return DEFAULT


@cache
def _locale(tag: str) -> Locale | None:
    try:
        locale = Locale.parse(tag, sep="-" if "-" in tag else "_")
    except (ValueError, UnknownLocaleError):
        return None
    if locale.script is None:
        likely = get_global("likely_subtags").get(str(locale), get_global("likely_subtags").get(locale.language))
        return Locale.parse(likely) if likely else locale
    return locale


@cache
def catalogue(locale: str) -> Catalog:
    """Every text of one locale with its English, as its translators wrote it; empty for one without texts."""
    path = _HERE / locale / "LC_MESSAGES" / "messages.po"
    if locale not in available() or locale == DEFAULT:
        return Catalog(locale=DEFAULT)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


@cache
def translations_for(locale: str) -> NullTranslations:
    """The texts of one locale (``pa-Guru`` or ``pa_Guru``); what a catalogue lacks stays English."""
    name = negotiate([locale])
    if name == DEFAULT:
        return NullTranslations()
    written = BytesIO()
    write_mo(written, catalogue(name))
    written.seek(0)
    return Translations(written)
