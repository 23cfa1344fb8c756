"""One language's phrase table: read from ``tables/<language>.toml``, compiled once. The file says how it is written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache
from importlib import resources
from typing import Any

from service.domain.replies.patterns import Spotter, literals, spread, with_sets
from service.domain.replies.question import Category, Reason
from service.domain.replies.words import drawn_out, one_letter_less, plain, squeezed

# A slip is looked for only in words that are about as long as those that may be meant.
_SHORTEST_SLIP, _LONGEST_SLIP = 6, 14


class Piece(Enum):
    """What a phrase is within a whole reply. ``OTHER`` is anything that no table knows."""

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
    approved: bool
    anywhere: Mapping[Category, Spotter]
    automatic: Spotter
    echo: Spotter
    phrases: Phrases
    guards: Mapping[str, Reason]
    _not_names: frozenset[str]
    _spelling: Mapping[str, tuple[str, ...]]
    _joined: Mapping[tuple[str, str], str]
    _known: frozenset[str]
    _drawn: Mapping[str, str]
    _near: Mapping[str, str]

    def canonical(self, words: Iterable[str]) -> tuple[str, ...]:
        """Spelling habits, held letters and single slips in long words undone, and pairs contracted."""
        out: list[str] = []
        for word in words:
            for each in self._spelling.get(word) or (self._known_form(word),):
                pair = self._joined.get((out[-1], each)) if out else None
                if pair is None:
                    out.append(each)
                else:
                    out[-1] = pair
        return tuple(out)

    def knows(self, word: str) -> bool:
        """Whether ``word`` is an ordinary word of the language, and so nobody's name."""
        small = word.casefold()
        return small in self._known or small in self._not_names or small in self._spelling

    def _known_form(self, word: str) -> str:
        if word in self._known or not word.isalpha():
            return word
        if drawn_out(word):
            held = self._drawn.get(squeezed(word))
            if held is not None:
                return held
        if _SHORTEST_SLIP <= len(word) <= _LONGEST_SLIP:
            for less in (word, *one_letter_less(word)):
                near = self._near.get(less)
                if near is not None and abs(len(near) - len(word)) < 2:
                    return near
        return word


@lru_cache
def table_for(language: str) -> Table | None:
    """The table of a BCP 47 tag's primary language; None where there is none."""
    primary = language.partition("-")[0].lower()
    if not (primary.isascii() and primary.isalpha()):
        return None
    file = resources.files("service.domain.replies") / "tables" / f"{primary}.toml"
    return _compiled(tomllib.loads(file.read_text(encoding="utf-8"))) if file.is_file() else None


def _compiled(data: dict[str, Any]) -> Table:
    anywhere = {name: [with_sets(p, data["sets"]) for p in patterns] for name, patterns in data["anywhere"].items()}
    whole = {name: [words for p in patterns for words in spread(p)] for name, patterns in data["whole"].items()}
    guards = {word: Reason(name) for name, words in data["guards"].items() for word in words}
    known = {word for patterns in anywhere.values() for p in patterns for word in literals(p)}
    known |= {word for listed in whole.values() for words in listed for word in words.split()}
    known |= {*guards, *data["near"]["keep"], *data["near"]["words"]}
    spotters = {name: Spotter(patterns) for name, patterns in anywhere.items()}
    table = Table(
        language=data["language"],
        approved=data["approved"],
        automatic=spotters.pop("automatic"),
        echo=spotters.pop("echo"),
        anywhere={Category(name): spotter for name, spotter in spotters.items()},
        phrases=Phrases({}),
        guards=guards,
        _not_names=frozenset(data["names"]["not_names"]),
        _spelling={word: tuple(meant.split()) for word, meant in data["spelling"].items()},
        _joined={(pair.split()[0], pair.split()[1]): meant for pair, meant in data["joined"].items()},
        _known=frozenset(known),
        # Of several words that meet when squeezed ("of", "off"), the shortest stands for all.
        _drawn={squeezed(word): word for word in sorted(known, key=len, reverse=True)},
        _near={less: word for word in data["near"]["words"] for less in (word, *one_letter_less(word))},
    )
    listed = [(words, (Piece[name.upper()], 0)) for name, all_words in whole.items() for words in all_words]
    listed += [(words, (Piece.NUMBER, int(n))) for n, names in data["numbers"].items() for words in names]
    return replace(table, phrases=Phrases({table.canonical(plain(words).words): part for words, part in listed}))
