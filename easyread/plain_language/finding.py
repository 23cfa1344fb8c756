"""What the check finds, and on whose authority."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["Advice", "Finding", "Rule", "Severity", "Source", "Target", "mark"]


class Target(StrEnum):
    """Whom the words are for."""

    STANDARD = "standard"
    EASY_READ = "easy_read"


class Severity(StrEnum):
    NOTE = "note"
    """Good to know; many texts are right as they are."""
    ADVICE = "advice"
    """Most readers gain by a change."""
    FAULT = "fault"
    """Measured against a rule of the target; a gate may hold the text back."""


class Source(StrEnum):
    """Who says so (DOMAIN.md §5). ``BOTHWAYS`` is our own rule."""

    INCLUSION_EUROPE = "Inclusion Europe"
    DH_2009 = "DH 2009"
    GOV_UK = "GOV.UK"
    BOTHWAYS = "Bothways"


class Rule(StrEnum):
    HARD_WORD = "hard_word"
    RARE_WORD = "rare_word"
    IDIOM = "idiom"
    LATIN = "latin"
    ACRONYM = "acronym"
    LONG_SENTENCE = "long_sentence"
    MANY_IDEAS = "many_ideas"
    PASSIVE = "passive"
    NEGATIVE = "negative"
    DOUBLE_NEGATIVE = "double_negative"
    NEGATIVE_CONTRACTION = "negative_contraction"
    PERCENTAGE = "percentage"
    FRACTION = "fraction"
    LARGE_NUMBER = "large_number"
    NUMBER_IN_WORDS = "number_in_words"
    ROMAN_NUMERAL = "roman_numeral"
    AMBIGUOUS_DATE = "ambiguous_date"
    DATE_IN_FIGURES = "date_in_figures"
    SHORT_DATE = "short_date"
    VAGUE_TIME = "vague_time"
    CAPITALS = "capitals"
    SYMBOL = "symbol"
    NOT_TEXT = "not_text"
    HIDDEN_CHARACTER = "hidden_character"
    STYLED_LETTERS = "styled_letters"
    LANGUAGE_NOT_CHECKED = "language_not_checked"
    """Not a fault of the text: its words and grammar were not looked at, for want of rules for its language."""


def mark(message: str) -> str:
    """Imported as ``_``: puts a message into the catalogue. It is translated where it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Advice:
    """``message`` is English and the id of a catalogue's message; its ``%(name)s`` are filled with ``values``."""

    message: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = str) -> str:
        """In the language that ``translate`` gives; ``str`` leaves English."""
        return translate(self.message) % self.values


@dataclass(frozen=True, slots=True)
class Finding:
    """``words`` are ``text[start:end]`` as they were typed: places count characters from 0."""

    rule: Rule
    start: int
    end: int
    words: str
    advice: Advice
    source: Source
    severity: Severity = Severity.ADVICE
