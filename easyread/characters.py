"""What is text at all: controls, halves of a surrogate pair and code points that are no characters are refused.

So are characters of private use, which each font draws in its own way, and marks heaped on one letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from easyread.document import Document
from easyread.errors import Part, Place, Unreadable

__all__ = ["MOST_MARKS", "is_seen", "require_text", "require_text_of", "tidied", "with_bullets"]

MOST_MARKS = 8
"""On one letter, accents and vowel signs alike: Burmese writes six. A printed page takes more than a minute for 1,000."""

# A tab and a line feed are text: a table is pasted, an address has lines.
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]")
# Marks, what can't be seen between them, and much else that is no letter: looked at one by one.
_PERHAPS_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{MOST_MARKS + 1},}}")
_WORD_BULLETS = re.compile("[\uf0b7\uf0a7]")
_LINE_END = re.compile("\r\n?|[\v\x85\u2028]")
_PARAGRAPH_END = re.compile("[\f\x1c-\x1e\u2029]")
_SEEN_AS_NOTHING = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_UNSEEN_KINDS = frozenset(("Cf", "Zl", "Zp", "Zs"))


def with_bullets(text: str) -> str:
    """Word's bullets, which its Symbol and Wingdings fonts keep in private use, read as ``•``."""
    return _WORD_BULLETS.sub("\u2022", text)


def tidied(text: str) -> str:
    """As typed or pasted from Word: its bullets as ``•``, each of its line ends as a line feed, its page ends as two."""
    return _PARAGRAPH_END.sub("\n\n", _LINE_END.sub("\n", with_bullets(text)))


def is_seen(text: str) -> bool:
    """Whether anything in it can be seen: no-width spaces, marks of direction and fillers can't."""
    return any(
        not (character.isspace() or character in _SEEN_AS_NOTHING or _is_variation(character))
        and unicodedata.category(character) not in _UNSEEN_KINDS
        for character in text
    )


def require_text(text: str, place: Place | None = None) -> None:
    """Raises ``Unreadable("character_not_text")``; without a ``place``, it is that of the character in ``text``."""
    found = _NO_TEXT.search(text)
    wrong = found.start() if found else _mark_too_many(text)
    if wrong is not None:
        raise Unreadable("character_not_text", place=place or Place(Part.TEXT, wrong))


def _mark_too_many(text: str) -> int | None:
    if text.isascii():
        return None
    for found in _PERHAPS_MARKS.finditer(text):
        marks = 0
        for number, character in enumerate(found.group(), start=found.start()):
            kind = unicodedata.category(character)
            # A joiner that can't be seen begins no new letter.
            marks = marks + 1 if kind.startswith("M") else marks if kind == "Cf" else 0
            if marks > MOST_MARKS:
                return number
    return None


def _is_variation(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


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
