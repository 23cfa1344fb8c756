"""What can go wrong while a format is made. No error ever quotes the words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["EasyReadError", "NotInstalled", "Part", "Place", "Unmakeable", "Unreadable"]


class Part(StrEnum):
    """A part of a document, or of the text that it is composed of."""

    TEXT = "text"
    TITLE = "title"
    SENTENCE = "sentence"
    FACT = "fact"
    QUESTION = "question"
    OPTION = "option"
    CONTACT = "contact"
    REFERENCE = "reference"
    PICTURE = "picture"
    """A line of a picture pack's list."""
    PHRASE = "phrase"
    """Words that Bothways adds, such as "Reply 1 for"."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where. ``number`` counts from 0: a character of the text, a sentence of ``Document.sentences``, a fact, an option."""

    part: Part
    number: int = 0


class EasyReadError(Exception):
    """``code`` is stable; ``place`` tells where, if it is in one place; ``package`` what to install, if that is it."""

    def __init__(self, code: str, *, place: Place | None = None, package: str = "") -> None:
        where = f" at {place.part.value} {place.number}" if place else ""
        needs = f", install {package}" if package else ""
        super().__init__(f"{code}{where}{needs}")
        self.code = code
        self.place = place
        self.package = package


class Unreadable(EasyReadError):
    """The text can't be taken as it is."""


class Unmakeable(EasyReadError):
    """This format can't hold this text, or not in this language. Other formats may."""


class NotInstalled(EasyReadError):
    """A part of the system that this format needs is missing here: ``package`` names it."""
