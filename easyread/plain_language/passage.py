"""A text read once for all rules: its sentences and words, each with its place. Linear in the length of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from easyread.document import Kind
from easyread.recognising import recognise
from easyread.splitting import sentences_of

__all__ = ["Passage", "Sentence", "Word", "read"]

_LINE = re.compile("[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_CHUNK = re.compile(r"\S+")
_WORD = re.compile(r"[^\W_]+(?:['\u2019.&][^\W_]+)*")
_REPLY_CODE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{2}").fullmatch
_WEB = re.compile(r"(?:[\w-]{1,63}\.){1,5}(?:uk|com|org|net|cymru|wales|scot)(?:/\S*)?").fullmatch
_AROUND = "().,;:!?\"'\u201c\u201d\u2018\u2019<>[]"


@dataclass(frozen=True, slots=True)
class Word:
    """``lower`` has straight apostrophes. Words inside web addresses, emails, dates, times and codes are left out."""

    start: int
    end: int
    typed: str
    lower: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """``length`` counts what spaces part, as a reader does. ``known`` are dates, times, phone numbers and money in it."""

    start: int
    end: int
    words: tuple[Word, ...]
    length: int
    known: tuple[tuple[int, int, Kind], ...]


@dataclass(frozen=True, slots=True)
class Passage:
    text: str
    sentences: tuple[Sentence, ...]


def read(text: str, language: str) -> Passage:
    return Passage(text, tuple(_sentences(text, language)))


def _sentences(text: str, language: str) -> Iterator[Sentence]:
    for line in _LINE.finditer(text):
        place = line.start()
        for words in sentences_of(line[0], language):
            while text[place].isspace():
                place += 1
            yield _sentence(words, place, language)
            place += len(words)


def _sentence(typed: str, start: int, language: str) -> Sentence:
    known = tuple(_known(typed, start, language))
    words: list[Word] = []
    length = passed = 0
    for chunk in _CHUNK.finditer(typed):
        found = [
            Word(start + chunk.start() + word.start(), start + chunk.start() + word.end(), word[0], _lower(word[0]))
            for word in _WORD.finditer(chunk[0])
        ]
        length += bool(found)
        if _is_address(chunk[0]):
            continue
        for word in found:
            while passed < len(known) and known[passed][1] <= word.start:
                passed += 1
            if passed == len(known) or word.end <= known[passed][0]:
                words.append(word)
    return Sentence(start, start + len(typed), tuple(words), length, known)


def _known(typed: str, start: int, language: str) -> Iterator[tuple[int, int, Kind]]:
    place = start
    for span in recognise(typed, language):
        if span.kind is not Kind.WORDS:
            yield place, place + len(span.text), span.kind
        place += len(span.text)


def _lower(word: str) -> str:
    # Some letters grow when they are made small; nothing here counts on the length.
    return word.lower().replace("\u2019", "'")


def _is_address(chunk: str) -> bool:
    if "@" in chunk or "://" in chunk:
        return True
    bare = chunk.strip(_AROUND)
    return _REPLY_CODE(bare) is not None or ("." in bare and _WEB(bare) is not None)
