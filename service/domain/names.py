"""A name made comparable: without case, accents or punctuation, so that it is found however somebody types it."""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 200
_OWN_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th", "ŧ": "t"}
)
"""Letters that Unicode does not take apart, as people without them on the keyboard write them."""
_JOINS = frozenset("'\u2019\u2018\u02bc\u02bb`\u00b4")


def name_words(name: str) -> tuple[str, ...]:
    """The words of ``name``, each of letters and digits alone: "Síle O'Brien-Żak" gives sile, obrien, zak."""
    apart = unicodedata.normalize("NFKD", name).casefold().translate(_OWN_LETTERS)
    kept = "".join(_kept(character) for character in unicodedata.normalize("NFKD", apart) if character not in _JOINS)
    return tuple(dict.fromkeys(kept.split()))


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Mn":
        return ""
    return character if category[0] in "LN" or category == "Mc" else " "
