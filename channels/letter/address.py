"""A postal address as typed, made fit for the window of a UK envelope or refused with a reason (DOMAIN.md §5)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from babel import Locale

from channels.letter.postcode import normalise_postcode

FEWEST_LINES, MOST_LINES = 3, 7

_NO_FIXED_ABODE = re.compile(r"\bno[ -]*(?:fixed|permanent)[ -]*(?:abode|address|home)\b", re.IGNORECASE)
_NFA = re.compile(r"(?:of )?N\.? ?F\.? ?A\.?", re.IGNORECASE)
_SEPARATORS = ", "
_INWARD = 3

# The post needs no country inside the United Kingdom, and the window has no room to spare.
_HOME = frozenset(
    ("uk", "u.k.", "gb", "united kingdom", "great britain", "england", "scotland", "wales", "cymru", "northern ireland")
)
_OTHER_NAMES = frozenset(
    ("usa", "us", "united states of america", "republic of ireland", "eire", "holland", "the netherlands")
)


class AddressError(ValueError):
    """``code`` says which rule it breaks; neither it nor the message holds a word of the address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse_address(typed: str) -> tuple[str, ...]:
    """Three to seven tidy lines, the last a UK postcode or a country in English or Welsh.

    Blank lines, commas at the end of a line and characters that can't be seen are dropped; a postcode is upper case,
    spaced, and on a line of its own where there is room. Raises ``AddressError`` with ``characters_not_printable``,
    ``no_fixed_abode``, ``too_few_lines``, ``too_many_lines`` or ``no_postcode_or_country``.
    """
    lines = [tidy for line in typed.splitlines() if (tidy := _tidy(line))]
    if any(not _printable(character) for line in lines for character in line):
        raise AddressError("characters_not_printable")
    if any(_NO_FIXED_ABODE.search(line) or _NFA.fullmatch(line) for line in lines):
        raise AddressError("no_fixed_abode")
    if len(lines) > 1 and lines[-1].casefold() in _HOME and _split_postcode(lines[-2]) is not None:
        lines.pop()
    if lines and (split := _split_postcode(lines[-1])) is not None:
        before, postcode = split
        parts = [part for part in (before, postcode) if part]
        lines[-1:] = parts if len(lines) - 1 + len(parts) <= MOST_LINES else [f"{before} {postcode}"]
    if len(lines) < FEWEST_LINES:
        raise AddressError("too_few_lines")
    if len(lines) > MOST_LINES:
        raise AddressError("too_many_lines")
    if _split_postcode(lines[-1]) is None and lines[-1].casefold() not in _countries():
        raise AddressError("no_postcode_or_country")
    return tuple(lines)


def _tidy(line: str) -> str:
    seen = "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", line)
        if unicodedata.category(character) != "Cf"
    )
    return " ".join(seen.split()).strip(_SEPARATORS)


def _printable(character: str) -> bool:
    # Controls, private and unassigned code points, and pictures: nothing that stands on an envelope.
    return unicodedata.category(character) not in {"Cc", "Cs", "Co", "Cn", "So", "Sk"}


def _split_postcode(line: str) -> tuple[str, str] | None:
    """What stands before a postcode at the end of ``line``, and the postcode spaced; None without one."""
    words = line.split(" ")
    taken = 2 if len(words[-1]) == _INWARD else 1
    if postcode := normalise_postcode(" ".join(words[-taken:])):
        return " ".join(words[:-taken]).strip(_SEPARATORS), postcode
    return None


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    named = {
        name.casefold()
        for language in ("en", "cy")
        for code, name in Locale.parse(language).territories.items()
        # Two letters are a country, three digits a region of the world; GB is home, ZZ and the rest are no place.
        if len(code) == 2 and code not in {"GB", "ZZ", "EU", "UN", "EZ", "XA", "XB"}
    }
    return frozenset(named) | _OTHER_NAMES
