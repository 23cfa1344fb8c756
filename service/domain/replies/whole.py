"""A reply cut into the pieces that a language knows, longest first. What no piece covers is extra content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from service.domain.replies.question import Question
from service.domain.replies.table import Part, Phrases, Piece, Table
from service.domain.replies.words import Plain, plain

LONGEST_WHOLE_REPLY = 16
"""Words. What is longer is nobody's plain answer: only how it begins still counts ("No, …")."""
_OPTION_NUMBER = re.compile("[1-9]?[0-9]")
_NO_OPTION = 0
_COUNTS = frozenset({Piece.NUMBER, Piece.COUNT})
_WHOLE_NUMBERS = "en"
_OTHER: Part = (Piece.OTHER, 0)


@dataclass(frozen=True, slots=True)
class Options:
    """How a choice may be answered. ``unclear`` holds the numbers that could mean two options ("2" beside "2 pm").

    ``by_word``: whether a number may be written as a word. "One" beside "One carer" is what they want, and not which option.
    """

    labels: Phrases
    unclear: frozenset[int]
    by_word: bool


@lru_cache(maxsize=1024)
def options_of(question: Question, table: Table) -> Options:
    """Labels as a person would type them.

    A label counts only if it is nobody else's, holds none of the words that forbid confirming and is no phrase with a
    meaning of its own ("Yes", "OK", "Call"): those options are answered by number. A day may be called by any of its
    names, unless the name is another option's number.
    """
    spelled = [table.canonical(plain(label).words) for label in question.options]
    labels = {
        words: (Piece.LABEL, number)
        for number, words in enumerate(spelled, start=1)
        if words and spelled.count(words) == 1 and (words in table.days or not table.guards.keys() & set(words))
        if any(piece is Piece.OTHER for piece, _ in cut(words, table.phrases))
    }
    days = {number: table.days[words] for number, words in enumerate(spelled, start=1) if words in table.days}
    for number, day in days.items():
        others = {words for other, words in enumerate(spelled, start=1) if other != number}
        if list(days.values()).count(day) == 1:
            labels |= {
                words: (Piece.LABEL, number if _may_mean(table.phrases.parts.get(words), number) else _NO_OPTION)
                for words, named in table.days.items()
                if named == day and words not in others
            }
    counted = {number: _numbers_in(words, table) for number, words in enumerate(spelled, start=1) if words not in table.days}
    unclear = {number for other, found in counted.items() for number in found if number != other}
    # Only English is known to list every form of its numbers.
    by_word = not any(counted.values()) if table.language == _WHOLE_NUMBERS else not counted
    return Options(Phrases(labels), frozenset(unclear), by_word)


def _numbers_in(words: tuple[str, ...], table: Table) -> frozenset[int]:
    """Which numbers a label could be meant by: those it begins a word with, and those it says or counts by in words."""
    parts = [*cut(words, table.phrases), *(part for word in words for part in cut((word,), table.phrases))]
    said = {value for piece, value in parts if piece in _COUNTS}
    return frozenset(said | {number for word in words if (number := _leading_number(word)) is not None})


@dataclass(frozen=True, slots=True)
class Reading:
    """One reply, prepared: ``own`` as typed without its code, ``spoken`` its words joined, ``parts`` the same cut up.

    ``guarded`` are the words that may forbid confirming: all but those of a day that was offered (in Chinese "one" stands in
    "Monday"). ``numbered`` is what the numbers of its parts were written as.
    """

    own: str
    reply: Plain
    words: tuple[str, ...]
    spoken: str
    parts: tuple[Part, ...]
    guarded: tuple[str, ...]
    numbered: tuple[str, ...]
    question: Question
    table: Table
    options: Options

    @property
    def pieces(self) -> frozenset[Piece]:
        return frozenset(piece for piece, _ in self.parts)

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(value for piece, value in self.parts if piece is Piece.NUMBER)


def prepare(own: str, reply: Plain, question: Question, table: Table) -> Reading:
    words = table.canonical(_apart(reply, table))
    options = options_of(question, table)
    spans = _spans(words, (options.labels, table.phrases))
    parts = tuple(part for _, part in spans)
    guarded = tuple(
        word for piece, (kind, _) in spans if kind is not Piece.LABEL or piece not in table.days for word in piece
    )
    numbered = tuple(" ".join(piece) for piece, (kind, _) in spans if kind is Piece.NUMBER)
    return Reading(own, reply, words, " ".join(words), parts, guarded, numbered, question, table, options)


def _apart(reply: Plain, table: Table) -> tuple[str, ...]:
    """Without its apostrophe "we'd" is Wednesday: where that makes a day or a number of it, it is a word nobody knows."""
    return tuple(
        f"'{word}" if word in reply.elided and _names_one(table.meant(word), table) else word for word in reply.words
    )


def _names_one(words: tuple[str, ...], table: Table) -> bool:
    return words in table.days or table.phrases.parts.get(words, _OTHER)[0] in _COUNTS


def cut(words: tuple[str, ...], *known: Phrases) -> list[Part]:
    """The pieces of a whole reply, in order."""
    return [part for _, part in _spans(words, known)]


def _spans(words: tuple[str, ...], known: Sequence[Phrases]) -> list[tuple[tuple[str, ...], Part]]:
    """What no piece can be made of any more, a long reply's tail among it, is one that nobody knows."""
    spans: list[tuple[tuple[str, ...], Part]] = []
    at = 0
    while at < min(len(words), LONGEST_WHOLE_REPLY):
        length, part = _longest(words, at, known)
        spans.append((words[at : at + length], part))
        at += length
    if at < len(words):
        spans.append((words[at:], _OTHER))
    return spans


def _longest(words: tuple[str, ...], at: int, known: Sequence[Phrases]) -> tuple[int, Part]:
    word = words[at]
    for length in range(max(phrases.longest.get(word, 0) for phrases in known), 0, -1):
        for phrases in known:
            part = phrases.parts.get(words[at : at + length])
            if part is not None:
                return min(length, len(words) - at), part
    # "01" and "007" are no option's number.
    return 1, (Piece.NUMBER, int(word)) if _OPTION_NUMBER.fullmatch(word) else _OTHER


def _may_mean(otherwise: Part | None, number: int) -> bool:
    """In some languages Monday is "second": where that is not the second option, nobody can tell what it means."""
    return otherwise is None or otherwise[0] not in _COUNTS or otherwise == (Piece.NUMBER, number)


def _leading_number(word: str) -> int | None:
    digits = word[: len(word) - len(word.lstrip("0123456789"))]
    return int(digits) if digits else None
