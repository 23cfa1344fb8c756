"""A document as one re-flowed column: for large print and for the PDF on a screen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from easyread.asking import Translate
from easyread.characters import require_text_of
from easyread.document import Document, Heading, Kind, Sentence, Span
from easyread.errors import Part
from easyread.formats.labels import labels_in
from easyread.formats.pieces import long_words, pieces
from easyread.locales import is_right_to_left
from easyread.recognising import recognise
from easyread.typesetting import typeset
from easyread.writing import Style, addressed, write

__all__ = ["reading_pdf"]

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_Piece = dict[str, object]
_Lines = list[list[_Piece]]


def reading_pdf(document: Document, *, size: int, linked: bool, translate: Translate = str) -> bytes:
    """``size`` in points. ``linked``: phone numbers and email addresses can be followed; they stay readable as text.

    Raises ``Unreadable`` for what is no text, else as ``typeset``.
    """
    require_text_of(document)
    labels = labels_in(translate)
    language = document.language

    def told(spans: Iterable[Span]) -> list[_Piece]:
        return [piece for span in spans for piece in _told(span, language, linked=linked)]

    def typed(text: str) -> list[_Piece]:
        return told(recognise(text, language))

    def sentences(line: Iterable[Sentence]) -> list[_Piece]:
        found: list[_Piece] = []
        for sentence in line:
            found += [*told(sentence.spans), {"text": pieces(sentence.space)}]
        return found

    parts: list[dict[str, object]] = [
        {"label": pieces(labels.facts[fact.kind]), "lines": [told(fact.sentence.spans)]} for fact in document.facts
    ]
    level = 1
    for block in document.blocks:
        if isinstance(block, Heading):
            # PDF/UA: a heading never skips a level.
            level = min(block.level, level + 1)
            parts.append({"title": pieces(write(block.sentence, language, Style.PRINT)), "level": level})
        else:
            parts.append({"label": [], "lines": [sentences(line) for line in block.lines]})
    if document.question is not None:
        parts.append({"title": pieces(labels.question), "level": 2})
        asked: dict[str, object] = {"label": [], "lines": [typed(document.question.text or labels.is_this_clear)]}
        if document.question.options:
            asked |= {
                "lines": [
                    *(typed(document.question.text) for _ in [0] if document.question.text),
                    [{"text": pieces(labels.tick_one)}],
                ],
                "options": [pieces(option) for option in document.question.options],
            }
        parts.append(asked)
    contact, places = document.contact, list(_places(document))
    data = {
        "size": size,
        "name": document.title,
        "title": pieces(document.title),
        "dated": _dated(document, labels.reference),
        "parts": parts,
        "contact-label": labels.contact,
        "contact": [typed(line) for line in (contact.name, contact.phone, *addressed(contact.address, language)) if line],
        "page": labels.page,
        "long": list(long_words((text for _, text in places), 8)),
    }
    return typeset("reading", language, data, places)


def _dated(document: Document, reference: str) -> _Lines:
    lines: _Lines = []
    if document.dated is not None:
        day = document.dated.isoformat()
        lines.append([{"text": pieces(write(Span(day, Kind.DATE, day), document.language, Style.PRINT))}])
    if document.reference:
        # A code keeps its own direction inside text that runs from right to left.
        kept = "\u2068{}\u2069".format if is_right_to_left(document.language) else str
        lines.append([{"text": pieces(f"{reference} {kept(document.reference)}")}])
    return lines


def _told(span: Span, language: str, *, linked: bool) -> Iterator[_Piece]:
    text = write(span, language, Style.PRINT)
    if linked and span.kind is Kind.PHONE:
        yield {"text": pieces(text), "link": f"tel:{span.value}"}
        return
    place = 0
    for email in _EMAIL.finditer(text) if linked else ():
        yield {"text": pieces(text[place : email.start()])}
        yield {"text": [[email.group()]], "link": f"mailto:{email.group()}"}
        place = email.end()
    yield {"text": pieces(text[place:])}


def _places(document: Document) -> Iterator[tuple[Part, str]]:
    yield Part.TITLE, document.title
    for sentence in document.sentences:
        yield Part.SENTENCE, write(sentence, document.language, Style.PRINT)
    for fact in document.facts:
        yield Part.FACT, write(fact.sentence, document.language, Style.PRINT)
    if document.question is not None:
        yield Part.QUESTION, document.question.text
        for option in document.question.options:
            yield Part.OPTION, option
    contact = document.contact
    yield Part.CONTACT, "\n".join((contact.name, contact.phone, *contact.address))
    yield Part.REFERENCE, document.reference
