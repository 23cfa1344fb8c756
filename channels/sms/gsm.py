"""How much of the air a text takes: its encoding, units and parts, by 3GPP TS 23.038 (once GSM 03.38) and TS 23.040."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

MAX_CHARACTERS = 1600
"""Twilio's limit for one message, counted here in UTF-16 units, the strictest reading of "characters" (error 21617)."""

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = "\f^{}\\[~]|€"
_ESCAPE = "\x1b"

_only_gsm7 = re.compile(f"[{re.escape(_BASIC + _EXTENSION)}]*").fullmatch
_extended = re.compile(f"[{re.escape(_EXTENSION)}]")

_HIGH_SURROGATE = range(0xD8, 0xDC)

Encoding = Literal["GSM-7", "UCS-2"]


@dataclass(frozen=True, slots=True)
class Measure:
    """``units`` are septets in GSM-7 and UTF-16 units in UCS-2; an empty text has no part and one whole part left.

    ``part_units`` are the units that each part carries, without the header that joins parts.
    """

    encoding: Encoding
    units: int
    part_units: tuple[int, ...]
    units_left_in_part: int

    @property
    def parts(self) -> int:
        return len(self.part_units)


def measure(text: str) -> Measure:
    """Say how ``text`` is carried. A character of two units is never split over two parts, so a part may end one short."""
    if _only_gsm7(text):
        septets = _extended.sub(_ESCAPE + "e", text)
        return _measure("GSM-7", len(septets), 160, 153, lambda at: septets[at] == _ESCAPE)
    utf16 = text.encode("utf-16-be", "surrogatepass")
    return _measure("UCS-2", len(utf16) // 2, 70, 67, lambda at: utf16[2 * at] in _HIGH_SURROGATE)


def characters(text: str) -> int:
    """Length as ``MAX_CHARACTERS`` counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _measure(encoding: Encoding, units: int, alone: int, joined: int, opens_pair: Callable[[int], bool]) -> Measure:
    if units <= alone:
        return Measure(encoding, units, (units,) if units else (), alone - units)
    filled: list[int] = []
    start = 0
    while units - start > joined:
        filled.append(joined - 1 if opens_pair(start + joined - 1) else joined)
        start += filled[-1]
    return Measure(encoding, units, (*filled, units - start), joined - (units - start))
