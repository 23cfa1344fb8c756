"""One text as a value that every format renders: what is told, and nothing of how it looks."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

__all__ = [
    "Block", "Contact", "Document", "Fact", "FactKind", "Heading", "Kind", "Paragraph", "Picture", "Question", "Sentence",
    "Span",
]  # fmt: skip

_FULL_WIDTH_STOPS = frozenset("\u3002\uff01\uff1f\uff61")
_FULL_WIDTH_CLOSERS = "\u300d\u300f\u201d\u2019\uff09\u300b"


class Kind(StrEnum):
    """What a piece of a sentence is, where a format or a locale writes it in its own way."""

    WORDS = "words"
    DATE = "date"
    TIME = "time"
    PHONE = "phone"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a sentence. ``text`` is as it was typed and never lost.

    ``value`` is what was recognised, empty for words: a date is ISO 8601 (``2026-05-03``), a time ``14:30`` on the 24-hour
    clock, a phone number E.164 (``+441632960123``), money in pence or cents with its ISO 4217 code (``1250 GBP``).
    What could mean two things (03/05) is words: it is a finding of the plain-language check, never a guess.
    """

    text: str
    kind: Kind = Kind.WORDS
    value: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """Stands for one idea. ``image`` is a file's bytes, SVG, PNG or JPEG; ``concept`` its name in the map it comes from."""

    concept: str
    alternative: str
    """What it shows, in the document's language."""
    image: bytes
    credit: str = ""
    """The attribution that its licence asks for, empty where none does."""


@dataclass(frozen=True, slots=True)
class Sentence:
    spans: tuple[Span, ...]
    picture: Picture | None = None

    @property
    def text(self) -> str:
        """As it was typed."""
        return "".join(span.text for span in self.spans)

    @property
    def space(self) -> str:
        """What stands between it and the next on its line: nothing after a stop of full width (``。``), else a space."""
        return "" if self.text.rstrip(_FULL_WIDTH_CLOSERS)[-1:] in _FULL_WIDTH_STOPS else " "


@dataclass(frozen=True, slots=True)
class Heading:
    sentence: Sentence
    level: int = 2
    """2 to 4: the document's title is the only 1."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences in order. ``breaks`` are the sentences, by index, that begin on a new line, as the writer typed them."""

    sentences: tuple[Sentence, ...]
    breaks: frozenset[int] = frozenset()

    @property
    def lines(self) -> tuple[tuple[Sentence, ...], ...]:
        """The sentences of each line."""
        if not self.breaks:
            return (self.sentences,)
        starts = [0, *sorted(index for index in self.breaks if 0 < index < len(self.sentences)), len(self.sentences)]
        return tuple(self.sentences[start:end] for start, end in itertools.pairwise(starts))


Block = Heading | Paragraph


class FactKind(StrEnum):
    """What a person must be able to find without reading all."""

    WHAT = "what"
    WHEN = "when"
    WHERE = "where"
    WHO = "who"


@dataclass(frozen=True, slots=True)
class Fact:
    kind: FactKind
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Question:
    """The check. No options: an open question; an empty text with no options: "is this clear?"."""

    text: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask. ``phone`` is as people dial it; ``name`` is neutral wherever it can be seen from outside."""

    name: str
    phone: str = ""
    address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """``language`` is a BCP 47 tag. ``reference`` is the reply code as shown (``KT4H-WN``); a document that nobody answers
    has none. ``dated`` is a day in Europe/London."""

    language: str
    title: str
    blocks: tuple[Block, ...]
    contact: Contact
    facts: tuple[Fact, ...] = ()
    question: Question | None = None
    reference: str = ""
    dated: date | None = None

    @property
    def sentences(self) -> Iterator[Sentence]:
        """Of all blocks, in reading order."""
        for block in self.blocks:
            if isinstance(block, Heading):
                yield block.sentence
            else:
                yield from block.sentences
