"""The word that a person says so that we know it is them. It counts spoken; written, it is given away.

Kept as a hash alone, like a password. Its letters are compared without case, accents, spaces and signs: "Blue Bell" is
"bluebell", and who types what they heard finds it. A change of that comparison would make every word that is kept useless.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from service.domain import passwords
from service.domain.errors import Invalid
from service.domain.names import name_words

FEWEST_LETTERS: Final = 5
MOST_LETTERS: Final = 40
MOST_WORDS: Final = 3
MOST_COMPARED: Final = 64
"""Words, or rows of words, of one reply that are compared: each takes a password's work, some 20 ms. A long letter holds
more than these; what stands further on in it is not looked at."""
MASK: Final = "\u2588\u2588\u2588\u2588\u2588"
"""As long for every word: not even its length is told."""

CODE_WORD_MATCHED: Final = "code_word_matched"
CODE_WORD_DID_NOT_MATCH: Final = "code_word_did_not_match"
"""What is kept of a call: that it was asked for, and whether it was right."""

# What replies are made of: no code word may be one of these, and none of these is compared. Words are only ever taken out.
ORDINARY: Final = frozenset(
    (
        "about above after again agree alone already alright always answer anyone anything appointment around asked "
        "attend because before being better between bring brother called calling change clear come coming confirm "
        "could council daughter doctor doing email every everything family father feeling fine first friday friend "
        "getting going great hello home hope hospital house husband january know later leave letter letters little "
        "london long made make maybe meeting message messages money monday month morning mother moved myself need "
        "never night nothing number okay other partner people person phone place please quite really received reply "
        "right ring saturday school second send sent should sister social something sorry start still stop sunday "
        "support talk tell text texts than thank thanks that their them then there these they thing things think this "
        "thursday time today tomorrow tuesday understand understood until very visit wait want wanted was wednesday "
        "week weeks well went were what when where which while will with without work worker worried would write "
        "wrong yesterday your yours "
    ).split()
)


@dataclass(frozen=True, slots=True)
class Stored:
    """A code word as it is kept: its hash, and of how many words it is."""

    id: UUID
    hash: str
    words: int


@dataclass(frozen=True, slots=True)
class Looked:
    """A reply's words with every code word hidden; ``found`` are those that stood in it."""

    words: str
    found: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    letters: str


def new(typed: str, name: str = "") -> tuple[str, int]:
    """Its hash, and how many words it has. Raises ``Invalid`` where it could be found out, or be said by chance."""
    pieces = _pieces(typed)
    letters = "".join(piece.letters for piece in pieces)
    if len(letters) < FEWEST_LETTERS:
        raise Invalid("code_word_short", field="code_word")
    if len(letters) > MOST_LETTERS or len(pieces) > MOST_WORDS:
        raise Invalid("code_word_long", field="code_word")
    names = {_letters(word) for word in name_words(name)}
    easy = all(piece.letters in ORDINARY | names for piece in pieces)
    if easy or letters in ORDINARY or letters.isdecimal() or len(set(letters)) < 3:
        raise Invalid("code_word_easy", field="code_word")
    return passwords.hash_password(letters), len(pieces)


def matches(stored: Stored, said: str) -> bool:
    """Whether what somebody said is the code word."""
    return passwords.matches(stored.hash, "".join(piece.letters for piece in _pieces(said))[: MOST_LETTERS + 1])


def hide(written: str, stored: Sequence[Stored]) -> Looked:
    """Look for each code word in what was written: as all of it, word by word, and in rows of as many words as it has."""
    pieces = _pieces(written)
    spans: set[tuple[int, int]] = set()
    found: set[UUID] = set()
    for each in stored:
        rows = list(_rows(pieces, each.words))
        compared = dict.fromkeys(row.letters for row in rows)
        for letters in list(compared)[: MOST_COMPARED // len(stored)]:
            if passwords.matches(each.hash, letters):
                found.add(each.id)
                spans |= {(row.start, row.end) for row in rows if row.letters == letters}
                break
    return Looked(_masked(written, spans), frozenset(found))


def _rows(pieces: Sequence[_Piece], words: int) -> Iterator[_Piece]:
    """What may be the code word, likeliest first: all of it, then as many words as it has, then typed together or apart."""
    lengths = dict.fromkeys((words, 1, words + 1))
    if len(pieces) <= MOST_WORDS + 1:
        lengths = dict.fromkeys((len(pieces), *lengths))
    for length in lengths:
        for at in range(len(pieces) - length + 1):
            row = pieces[at : at + length]
            letters = "".join(piece.letters for piece in row)
            ordinary = length == 1 and letters in ORDINARY
            if length and FEWEST_LETTERS <= len(letters) <= MOST_LETTERS and not ordinary and not letters.isdecimal():
                yield _Piece(row[0].start, row[-1].end, letters)


def _masked(written: str, spans: set[tuple[int, int]]) -> str:
    out, at = [], 0
    for start, end in sorted(spans):
        if start >= at:
            out += [written[at:start], MASK]
            at = end
    return "".join([*out, written[at:]])


def _pieces(text: str) -> list[_Piece]:
    """The words of a text with their places: letters, the marks on them, and digits; an apostrophe inside parts nothing."""
    pieces: list[_Piece] = []
    start: int | None = None
    for at, character in enumerate(f"{text} "):
        if unicodedata.category(character)[0] in "LMN" or (start is not None and character in "'\u2019"):
            start = at if start is None else start
        elif start is not None:
            letters = _letters(text[start:at])
            if letters:
                pieces.append(_Piece(start, at, letters))
            start = None
    return pieces


def _letters(word: str) -> str:
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", word).casefold())
    return "".join(
        c for c in plain if unicodedata.category(c)[0] in "LN" or (unicodedata.category(c)[0] == "M" and c > "\u036f")
    )
