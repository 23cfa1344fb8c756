"""One language's phrase table, ready to read with. ``loading`` makes it of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from service.domain.replies.patterns import Spotter
from service.domain.replies.question import Category, Reason
from service.domain.replies.words import drawn_out, one_letter_less, squeezed

# A slip is looked for only in words that are about as long as those that may be meant.
_SHORTEST_SLIP, _LONGEST_SLIP = 6, 14


class Piece(Enum):
    """What a phrase is within a whole reply. ``OTHER`` is anything that no table knows.

    ``COUNT`` ranks or counts ("the second", "dwie"): a day, an hour, a date or how many, and no answer by itself.
    """

    YES = auto()
    CLAIM = auto()
    ACK_LIGHT = auto()
    RECEIPT = auto()
    ACK = auto()
    FILLER = auto()
    PLEASE = auto()
    CLOSING = auto()
    NO = auto()
    CALL = auto()
    LOST = auto()
    STOP = auto()
    STOP_BARE = auto()
    LEAD = auto()
    LEAD_CHOICE = auto()
    LEAD_LABEL = auto()
    NUMBER = auto()
    COUNT = auto()
    LABEL = auto()
    OTHER = auto()


Part = tuple[Piece, int]
"""A piece and, for a number or a label, which."""


class Phrases:
    """Whole phrases as words, and how long the longest is that starts with a word."""

    def __init__(self, parts: Mapping[tuple[str, ...], Part]) -> None:
        self.parts = parts
        self.longest: dict[str, int] = {}
        for words in parts:
            self.longest[words[0]] = max(len(words), self.longest.get(words[0], 0))


@dataclass(frozen=True, eq=False)
class Table:
    """Patterns for what counts anywhere, phrases for what counts only as the whole, guards that forbid confirming."""

    language: str
    checked_by: str
    anywhere: Mapping[Category, Spotter]
    automatic: Spotter
    echo: Spotter
    phrases: Phrases
    guards: Mapping[str, Reason]
    guard_phrases: Mapping[str, Reason]
    days: Mapping[tuple[str, ...], str]
    not_names: frozenset[str]
    spelling: Mapping[str, tuple[str, ...]]
    joined: Mapping[tuple[str, str], str]
    known: frozenset[str]
    drawn: Mapping[str, str]
    near: Mapping[str, str]

    @property
    def approved(self) -> bool:
        """Whether a named reader of the language has checked it. Until then nothing is confirmed by it."""
        return bool(self.checked_by)

    def canonical(self, words: Iterable[str]) -> tuple[str, ...]:
        """Spelling habits, held letters and single slips in long words undone, and pairs contracted."""
        return self.paired(each for word in words for each in self.meant(word))

    def paired(self, words: Iterable[str]) -> tuple[str, ...]:
        """Pairs that are one word made one."""
        out: list[str] = []
        for word in words:
            pair = self.joined.get((out[-1], word)) if out else None
            if pair is None:
                out.append(word)
            else:
                out[-1] = pair
        return tuple(out)

    def meant(self, word: str) -> tuple[str, ...]:
        """One word as it is usually spelled."""
        known = word if word in self.spelling else self._known_form(word)
        return self.spelling.get(known) or (known,)

    def knows(self, word: str) -> bool:
        """Whether ``word`` is an ordinary word of the language, and so nobody's name."""
        small = word.casefold()
        return small in self.known or small in self.not_names or small in self.spelling

    def _known_form(self, word: str) -> str:
        if word in self.known or any(c.isdigit() for c in word):
            return word
        if drawn_out(word):
            held = self.drawn.get(squeezed(word))
            if held is not None:
                return held
        if _SHORTEST_SLIP <= len(word) <= _LONGEST_SLIP:
            for less in (word, *one_letter_less(word)):
                near = self.near.get(less)
                if near is not None and abs(len(near) - len(word)) < 2:
                    return near
        return word
