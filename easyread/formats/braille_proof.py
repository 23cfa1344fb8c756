"""Braille read back and compared with what went in, so that nothing is lost silently.

liblouis reads some words back wrongly that it wrote rightly. A word therefore holds if any of these holds: read back it is
the word; read back letter by letter it is the word; its parts hold; every character's own cells stand in it, in order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from easyread.formats.braille_tables import Table, digits_of, letter_sign_of, number_sign_of, signs_of, within_numbers_of
from easyread.formats.liblouis import back_translate, translate

__all__ = ["EIGHT_DOTS", "alone_in", "holds", "numbers_stand", "prepared", "reads_as", "stands_in_order", "unwritable"]

EIGHT_DOTS = re.compile("[\u2840-\u28ff]")

# Marks for a screen or a printer, which no finger reads.
_NO_BRAILLE = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
# Composed as the tables have them: Unicode's normal form takes them apart.
_COMPOSED = {
    "\u09af\u09bc": "\u09df", "\u09a1\u09bc": "\u09dc", "\u09a2\u09bc": "\u09dd", "\u0a16\u0a3c": "\u0a59",
    "\u0a17\u0a3c": "\u0a5a", "\u0a1c\u0a3c": "\u0a5b", "\u0a2b\u0a3c": "\u0a5e", "\u0a32\u0a3c": "\u0a33",
    "\u0a38\u0a3c": "\u0a36",
}  # fmt: skip
_TAKEN_APART = re.compile("|".join(_COMPOSED))
# Where a table lacks the character, this says the same.
_SAME_IN_PLAIN = {
    "\u2022": "-", "\u00b7": "-", "\u2013": "-", "\u2014": "-", "\u2010": "-", "\u2011": "-", "\u2212": "-", "\u2026": "...",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"', "\u2018": "'", "\u2019": "'", "\u0964": ".",
    "\u20ac": "EUR", "\u00a3": "GBP",
}  # fmt: skip
_ALIKE = str.maketrans({
    **dict.fromkeys("\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb\"", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    "\u2026": "...", "\u00e6": "ae", "\u00c6": "ae", "\u00a5": "\u0177",
})  # fmt: skip
# Right by the code, and read back wrongly by liblouis 3.24.
_KNOWN = {"enough": "\u2822", "were": "\u2836"}
_SPACES = re.compile(r"[^\S\u2007]+")
_EDGES = re.compile(r"([^\w£€$]*)(.*?)([^\w]*)", re.DOTALL)
_DIGIT = re.compile(r"\d")
_BLANK = "\u2800"
_CAPITAL = "\u2820"
_ONLY_ALONE = frozenset("\u2830")
_ONLY_ALONE_IN_INDIA = frozenset("\u2808\u2830")
"""Signs before a letter or a stop that stands by itself."""
_NEVER_WITHOUT_SIGN = "@$"
"""In India: without the sign they are the letter a and a full stop."""
# The braille of India puts the sign that a consonant has no vowel before the consonant, Arabic the sign that it is doubled.
_BEFORE_ITS_LETTER = re.compile(
    "([\u0995-\u09b9\u09dc-\u09df\u0a15-\u0a39\u0a59-\u0a5e\u0a95-\u0ab9])([\u09cd\u0a4d\u0acd])"
    "|([\u0621-\u064a][\u064b-\u0650]?)(\u0651)"
)


def prepared(text: str, table: Table) -> str:
    """Composed, in one line, without marks that braille can't have; what the table lacks said in plainer characters.

    Words are parted by a space, the groups of a phone number by a figure space.
    """
    text = unicodedata.normalize("NFC", _NO_BRAILLE.sub("", text))
    text = _TAKEN_APART.sub(lambda letter: _COMPOSED[letter[0]], text)
    for character in {character for character in text if character in _SAME_IN_PLAIN}:
        # The pound's cell in the tables of India is the number sign: before a number, none would notice it.
        if unwritable(character, table.name) or translate(table.name, character) == number_sign_of(table):
            text = text.replace(character, _SAME_IN_PLAIN[character])
    return _SPACES.sub(" ", text).strip(" ")


@lru_cache(maxsize=4096)
def unwritable(character: str, table: str) -> bool:
    cells = translate(table, character)
    return not cells or EIGHT_DOTS.search(cells) is not None


def reads_as(text: str, cells: str, table: str) -> bool:
    """Whether ``cells``, a line or a word, read back as ``text``: quotes, dashes, and capitals aside."""
    return _compared(back_translate(table, cells)) == _compared(text)


def _compared(text: str) -> str:
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
    return " ".join(text.translate(_ALIKE).casefold().split())


@lru_cache(maxsize=16384)
def holds(word: str, cells: str, table: Table) -> bool:
    """Whether this word is carried whole by these cells."""
    if reads_as(word, cells, table.name) or reads_as(word, cells, table.uncontracted):
        return numbers_stand(word, cells, table)
    if _parts_hold(word, cells, table):
        return True
    spelled = not table.contracts or cells == translate(table.uncontracted, word)
    return spelled and stands_in_order(word, cells, table)


def numbers_stand(word: str, cells: str, table: Table) -> bool:
    """Whether the digits of a word that liblouis reads back aright are digits to a reader too, and its letters letters.

    liblouis reads 1.a for 1.1 where a table writes both alike, and in Arabic takes a g for a 7.
    """
    return table.unified or not _DIGIT.search(word) or stands_in_order(word, cells, table, read_back=True)


def _parts_hold(word: str, cells: str, table: Table) -> bool:
    """What liblouis misreads is mostly a word beside brackets or a stop: each may hold by itself."""
    edges = _EDGES.fullmatch(word)
    if edges is None:
        return False
    before, core, after = edges.groups()
    for character in before:
        cells = _without(cells, character, table, from_end=False)
    for character in reversed(after):
        cells = _without(cells, character, table, from_end=True)
    if core[:1].isupper() and core[1:].islower() and cells.startswith(_CAPITAL):
        core, cells = core.lower(), cells.removeprefix(_CAPITAL)
    if not core or cells != translate(table.name, core):
        return not core and not cells
    return _KNOWN.get(core) == cells or reads_as(core, cells, table.name) or reads_as(core, cells, table.uncontracted)


def _without(cells: str, character: str, table: Table, *, from_end: bool) -> str:
    for form in _forms(character, table):
        if from_end and cells.endswith(form):
            return cells.removesuffix(form)
        if not from_end and cells.startswith(form):
            return cells.removeprefix(form)
    return "\ufffd"


def stands_in_order(word: str, cells: str, table: Table, *, read_back: bool = False) -> bool:
    """Whether the cells of each character follow each other with nothing but signs between. For spelled words.

    A reader takes the cell of a digit for a digit from a number sign until another sign, letter or mark (a full stop and a
    comma go on with the number), and for a letter elsewhere: so must each character. After another stop with which the
    table goes on, either needs its sign, unless liblouis has ``read_back`` what stands there
    (then a table's own space may stand in it too, as in Welsh before a per cent sign).
    """
    within = within_numbers_of(table)
    signs, number_sign, digits, letter_sign = signs_of(table), number_sign_of(table), digits_of(table), letter_sign_of(table)
    place, numeric, lettered, unclear = 0, False, False, False
    for character, forms in _forms_of(word, table):
        while (form := next((form for form in forms if cells.startswith(form, place)), None)) is None:
            if place >= len(cells):
                return False
            sign = cells[place]
            parted = read_back and sign == _BLANK
            if sign not in signs and not parted and not ((numeric or unclear) and sign == letter_sign):
                return False
            numeric, unclear = sign == number_sign, False
            place += 1
        place += len(form)
        if character.isdecimal():
            if not (numeric or form[0] == number_sign):
                return False
            numeric, unclear = True, False
        else:
            if (numeric or unclear) and form[0] in digits:
                return False
            if form == number_sign and not character.isalpha():
                return False
            # At the head of a word, the Indian letter that has the number sign's cell is read as that sign.
            goes_on = (numeric or unclear) and character in within
            numeric = (goes_on and numeric and (read_back or character in ".,")) or (form == number_sign and not lettered)
            unclear = goes_on and not numeric
        lettered = character.isalpha()
    return all(cell in signs for cell in cells[place:])


def _forms_of(word: str, table: Table) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Of each character, or of a cluster where the table has cells for it."""
    clusters = "|".join(cluster for cluster in table.also if len(cluster) > 1)
    for piece in re.split(f"({clusters})", word, flags=re.IGNORECASE) if clusters else (word,):
        if piece.lower() in table.also and len(piece) > 1:
            yield piece, table.also[piece.lower()]
        else:
            ordered = _BEFORE_ITS_LETTER.sub(lambda pair: (pair[2] or pair[4]) + (pair[1] or pair[3]), piece)
            yield from ((character, _forms(character, table)) for character in ordered)


def alone_in(table: Table, character: str) -> str:
    """The cells that a character has by itself."""
    cells = translate(table.uncontracted, character.lower())
    # The tables of India write a full stop by itself as the dollar sign.
    return cells.removeprefix("\u2808") if table.inserted and character == "." else cells


@lru_cache(maxsize=4096)
def _forms(character: str, table: Table) -> tuple[str, ...]:
    """The cells that may stand for it, the longest first: alone, after a sign that it has only when alone, and ``also``."""
    alone = alone_in(table, character)
    forms = {alone, *table.also.get(character, ())}
    only_alone = signs_of(table) if character.isdecimal() else _ONLY_ALONE
    if table.inserted and character not in _NEVER_WITHOUT_SIGN and not character.isdecimal():
        only_alone = _ONLY_ALONE_IN_INDIA
    if len(alone) > 1 and alone[0] in only_alone:
        forms.add(alone[1:])
    return tuple(sorted((form for form in forms if form), key=len, reverse=True))
