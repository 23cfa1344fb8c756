"""Danger as it is hidden or hurried: "k*ll", "h1ts", "want 2 die". Read for danger alone, never for an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LETTERS_ELSEWHERE = str.maketrans(
    "\u03b1\u03bf\u03b9\u03b5\u03ba\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456", "aoiekaeopcyxi"
)
_LOOKALIKES = str.maketrans("@013$!", "aoiesi")
# Nearly every reply holds none of these, and is looked at no further.
_SUSPECT = re.compile(r"[*@$!\d\u0370-\u04ff]|(?<!\w)\w[ .\-_]\w[ .\-_]\w(?!\w)")
_LATIN = re.compile("[a-z]")
_INSIDE = re.compile(r"[a-z][@013$!]+(?=[a-z])|(?<=[a-z])[@013$!](?=[a-z])|(?<!\w)[@$][a-z]{2}")
_SPELT_OUT = re.compile(r"(?<!\w)(?:\w[.\-_]){2,}\w(?!\w)|(?<!\w)(?:\w ){2,}\w(?!\w)")
_NUMBER_WORD = re.compile(r"(?<!\w)[24](?!\w)")
_BLANK = re.compile(r"(?<=[a-z])\*+(?=[a-z])")
_WORD = re.compile(r"\S+")
_VOWELS = "iuae"
_FEWEST_WORDS = 3


def unmasked(text: str) -> Iterator[str]:
    """What it may have meant, likeliest first; nothing where nothing is hidden. Words of Latin letters alone."""
    if not _SUSPECT.search(text):
        return
    small = text.casefold()
    plainer = small.translate(_LETTERS_ELSEWHERE) if _LATIN.search(small) else small
    plainer = _WORD.sub(lambda word: _looked_through(word[0]), plainer)
    plainer = _SPELT_OUT.sub(lambda found: re.sub(r"[ .\-_]", "", found[0]), plainer)
    if len(small.split()) >= _FEWEST_WORDS:
        plainer = _NUMBER_WORD.sub(lambda found: "to" if found[0] == "2" else "for", plainer)
    if _BLANK.search(plainer):
        yield from (_BLANK.sub(vowel, plainer) for vowel in _VOWELS)
    elif plainer != small:
        yield plainer


def _looked_through(word: str) -> str:
    return word.translate(_LOOKALIKES) if _INSIDE.search(word) else word
