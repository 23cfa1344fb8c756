"""Plain text, as a worker types or pastes it, made into a document. Nothing is lost, and only Word's bullets are changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from easyread.characters import require_text, tidied, with_bullets
from easyread.document import Contact, Document, Fact, Paragraph, Question, Sentence
from easyread.errors import Part, Place, Unreadable
from easyread.recognising import recognise
from easyread.splitting import sentences_of

__all__ = ["LONGEST", "compose", "paragraphs_of", "sentence_of"]

LONGEST = 50_000
"""Characters that a text may have."""

_BREAK = re.compile("[\r\v\f\x1c-\x1e\x85]")
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


def compose(
    text: str,
    *,
    language: str,
    title: str,
    contact: Contact,
    question: Question | None = None,
    reference: str = "",
    dated: date | None = None,
    facts: Sequence[Fact] = (),
) -> Document:
    """Blank lines part paragraphs, and every line break is kept.

    Raises ``Unreadable``: ``text_too_long``, ``character_not_text`` (with its place in ``text``, counted from 0).
    """
    return Document(
        language=language,
        title=_one_line(title, Part.TITLE),
        blocks=paragraphs_of(text, language, dated=dated),
        contact=contact,
        facts=tuple(facts),
        question=question,
        reference=reference,
        dated=dated,
    )


def paragraphs_of(text: str, language: str, *, dated: date | None = None) -> tuple[Paragraph, ...]:
    if len(text) > LONGEST:
        raise Unreadable("text_too_long", place=Place(Part.TEXT, LONGEST))
    require_text(_BREAK.sub("\n", with_bullets(text)))
    plain = tidied(text.removeprefix("\ufeff"))
    return tuple(_paragraph(block, language, dated) for block in _BLANK_LINES.split(plain) if block.strip())


def sentence_of(text: str, language: str, *, dated: date | None = None) -> Sentence:
    """One sentence, however many stops it has: for headings, facts and options."""
    return Sentence(recognise(_one_line(text, Part.TEXT), language, dated=dated))


def _paragraph(block: str, language: str, dated: date | None) -> Paragraph:
    sentences: list[Sentence] = []
    breaks: set[int] = set()
    for line in block.split("\n"):
        if sentences:
            breaks.add(len(sentences))
        sentences += (Sentence(recognise(text, language, dated=dated)) for text in sentences_of(line, language))
    return Paragraph(tuple(sentences), frozenset(index for index in breaks if index < len(sentences)))


def _one_line(text: str, part: Part) -> str:
    line = " ".join(with_bullets(text).split())
    require_text(line, Place(part))
    return line
