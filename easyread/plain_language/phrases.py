"""Lists of words and phrases, found in a sentence whatever their ending: a plural, "-ed", "-ing", "'s"."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from easyread.plain_language.passage import Word

__all__ = ["Match", "Phrase", "Phrases", "rows"]

_WORDS = Path(__file__).parents[1] / "words"
_PART = re.compile(r"[^\W_]+(?:['\u2019.&][^\W_]+)*|[#~]")
_NUMBER, _WHOSE = "#", "~"
_POSSESSIVES = frozenset("my your his her its our their the".split())
_HISSING = ("s", "x", "z", "ch", "sh")
_VOWELS = frozenset("aeiou")
_JOINING = re.compile(r"[\s\u00ad\-\u2010\u2011]{0,4}").fullmatch


@dataclass(frozen=True, slots=True)
class Phrase:
    """``term`` as the list has it; ``plain`` to say instead."""

    term: str
    plain: str
    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """``first`` and ``last`` are places in the sentence's words."""

    first: int
    last: int
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class _Tail:
    """What must follow the first word: forms of each word, or None for a number."""

    parts: tuple[frozenset[str] | None, ...]
    phrase: Phrase


@dataclass(slots=True)
class Phrases:
    """Terms with two capitals and no space (IMCA, DoLS) are found in these capitals only, all others in any.

    In a term ``#`` stands for any number and ``~`` for "your", "the" and the like.
    """

    _exact: dict[str, Phrase] = field(default_factory=dict)
    _by_first: dict[str, list[_Tail]] = field(default_factory=dict)
    _as_listed: dict[tuple[str, ...], Phrase] = field(default_factory=dict)

    @classmethod
    def of(cls, phrases: Iterable[Phrase]) -> Phrases:
        made = cls()
        for phrase in phrases:
            made._add(phrase)
        for tails in made._by_first.values():
            tails.sort(key=lambda tail: len(tail.parts), reverse=True)
        return made

    def _add(self, phrase: Phrase) -> None:
        term = phrase.term
        if " " not in term and sum(letter.isupper() for letter in term) > 1:
            self._exact |= dict.fromkeys((term, f"{term}s", f"{term}'s", f"{term}\u2019s"), phrase)
            return
        parts = _PART.findall(term.lower().replace("\u2019", "'"))
        self._as_listed[tuple(parts)] = phrase
        last = len(parts) - 1
        tail = _Tail(tuple(_forms_at(part, inflected=at == last) for at, part in enumerate(parts[1:], start=1)), phrase)
        for form in _forms_at(parts[0], inflected=True) or ():
            self._by_first.setdefault(form, []).append(tail)

    def find(self, text: str, words: Sequence[Word]) -> Iterator[Match]:
        """The longest at each place, none inside another."""
        place = 0
        while place < len(words):
            match = self._at(text, words, place)
            if match is None:
                place += 1
            else:
                yield match
                place = match.last + 1

    def _at(self, text: str, words: Sequence[Word], place: int) -> Match | None:
        for tail in self._by_first.get(words[place].lower, ()):
            last = place + len(tail.parts)
            if last < len(words) and _follows(text, words, place, tail):
                typed = tuple(word.lower for word in words[place : last + 1])
                # "Outcomes" may have a line of its own beside "outcome".
                return Match(place, last, self._as_listed.get(typed, tail.phrase))
        exact = self._exact.get(words[place].typed)
        return Match(place, place, exact) if exact else None

    @property
    def acronyms(self) -> Collection[str]:
        """Those that are found in their capitals only, with their plurals."""
        return self._exact.keys()


def rows(name: str) -> Iterator[list[str]]:
    """Of a list in ``easyread/words``, without its heading."""
    with (_WORDS / name).open(encoding="utf-8", newline="") as lines:
        table = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(table)
        yield from table


def _follows(text: str, words: Sequence[Word], place: int, tail: _Tail) -> bool:
    for at, forms in enumerate(tail.parts, start=place + 1):
        word = words[at]
        if (not word.lower[0].isdigit()) if forms is None else (word.lower not in forms):
            return False
        if not _JOINING(text, words[at - 1].end, word.start):
            return False
    return True


def _forms_at(part: str, *, inflected: bool) -> frozenset[str] | None:
    if part == _NUMBER:
        return None
    if part == _WHOSE:
        return _POSSESSIVES
    return frozenset(_forms(part) if inflected else (part,))


def _forms(word: str) -> Iterator[str]:
    """Of a noun and of a verb alike: forms that are no words are never met."""
    yield from (word, f"{word}s", f"{word}'s", f"{word}s'", f"{word}ed", f"{word}ing")
    if len(word) < 3:
        return
    if word.endswith("e"):
        yield from (f"{word}d", f"{word[:-1]}ing")
    elif word.endswith(_HISSING):
        yield f"{word}es"
    elif word.endswith("y") and word[-2] not in _VOWELS:
        yield from (f"{word[:-1]}ies", f"{word[:-1]}ied")
    elif word[-1] not in "aeiouwxy" and word[-2] in _VOWELS and word[-3] not in _VOWELS:
        yield from (f"{word}{word[-1]}ed", f"{word}{word[-1]}ing")
