"""Words as the printed formats take them, told apart where a line may break: in Typst that would cost four times as much."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

__all__ = ["Pieces", "long_words", "pieces"]

Pieces = list[str | list[str] | None]
"""Strings that may break at their spaces, strings in a list that never break, and None for the end of a line."""

# Scripts that break a line between any two letters: their words have no width of their own.
_BREAKS_ANYWHERE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"
_HYPHENS = "/\u2010\u2013\u2014\\-"
_LETTER = rf"[^\s{_HYPHENS}{_BREAKS_ANYWHERE}]"
# A phone number, and a word with a hyphen from where it begins: each is read in one go.
_KEPT = re.compile(
    rf"(\+?\d[\d ]{{5,16}}\d|(?<![^\s{_BREAKS_ANYWHERE}])"
    rf"(?:[{_HYPHENS}]+{_LETTER}+|{_LETTER}+[{_HYPHENS}]+{_LETTER}+)(?:[{_HYPHENS}]+{_LETTER}+)*[{_HYPHENS}]?)"
)
_WORD = re.compile(rf"[^\s{_BREAKS_ANYWHERE}]+")


def pieces(text: str) -> Pieces:
    found: Pieces = []
    for number, line in enumerate(text.split("\n")):
        if number:
            found.append(None)
        for place, piece in enumerate(_KEPT.split(line)):
            if piece:
                found.append([piece] if place % 2 else piece)
    return found


def long_words(texts: Iterable[str], ems: float) -> Iterator[str]:
    """Those that may be wider than ``ems``: never split, they are measured and refused where they are.

    No letter is wider than one em.
    """
    for text in texts:
        yield from (word for word in _WORD.findall(text) if len(word) > ems)
