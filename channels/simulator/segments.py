"""How many parts a carrier cuts a text into, counted on this side of the wire: 3GPP TS 23.038 and 23.040."""

from __future__ import annotations

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")


def segments(body: str) -> int:
    """At least 1. A two-unit character at the end of a part is counted as if it could be cut: the carriers' own estimate."""
    if all(character in _BASIC or character in _EXTENDED for character in body):
        units = sum(2 if character in _EXTENDED else 1 for character in body)
        whole, part = 160, 153
    else:
        units = len(body.encode("utf-16-le")) // 2
        whole, part = 70, 67
    return 1 if units <= whole else -(-units // part)
