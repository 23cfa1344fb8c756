"""What is text at all: controls, halves of a surrogate pair and code points that are no characters are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator

from easyread.document import Document
from easyread.errors import Part, Place, Unreadable

__all__ = ["require_text", "require_text_of"]

# A tab and a line feed are text: a table is pasted, an address has lines.
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def require_text(text: str, place: Place | None = None) -> None:
    """Raises ``Unreadable("character_not_text")``; without a ``place``, it is that of the character in ``text``."""
    found = _NO_TEXT.search(text)
    if found:
        raise Unreadable("character_not_text", place=place or Place(Part.TEXT, found.start()))


def require_text_of(document: Document) -> None:
    """The same of every word in it, with the place in the document. Every format asks this first."""
    for place, text in _texts(document):
        require_text(text, place)


def _texts(document: Document) -> Iterator[tuple[Place, str]]:
    yield Place(Part.TITLE), document.title
    for number, sentence in enumerate(document.sentences):
        yield Place(Part.SENTENCE, number), sentence.text
    for number, fact in enumerate(document.facts):
        yield Place(Part.FACT, number), fact.sentence.text
    if document.question:
        yield Place(Part.QUESTION), document.question.text
        for number, option in enumerate(document.question.options):
            yield Place(Part.OPTION, number), option
    contact = document.contact
    for number, line in enumerate((contact.name, contact.phone, *contact.address)):
        yield Place(Part.CONTACT, number), line
    yield Place(Part.REFERENCE), document.reference
