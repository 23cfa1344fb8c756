"""A worker's own words in another language: people translate them, and what must not get lost is looked for."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from babel import Locale

from easyread.document import Kind, Span
from easyread.recognising import recognise
from service.domain.deadlines import LONDON, Nation
from service.domain.errors import Invalid, InvalidFields
from service.domain.messages import Draft


class Decision(StrEnum):
    """What a second person said of a translation, or the worker of the request."""

    APPROVED = "approved"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"


class Stage(StrEnum):
    """What an open request waits for."""

    TO_TRANSLATE = "to_translate"
    TO_APPROVE = "to_approve"
    TO_SEND = "to_send"


@dataclass(frozen=True, slots=True)
class Words:
    """What is translated of a message: ``options`` in their order."""

    body: str
    question: str = ""
    options: tuple[str, ...] = ()

    def stripped(self) -> Words:
        return Words(self.body.strip(), self.question.strip(), tuple(option.strip() for option in self.options))


@dataclass(frozen=True, slots=True)
class Below:
    """The words that stand below a translation on the same letter, in the language that they were written in."""

    language: str
    words: Words


def prints_both(nation: Nation, language: str) -> bool:
    """Whether a letter that was translated bears the original too: in Wales, Welsh first (Welsh Language Standards)."""
    return nation is Nation.WALES and language == "cy"


def words_of(draft: Draft) -> Words:
    return Words(draft.body, draft.question, draft.options).stripped()


def require_requestable(draft: Draft, language: str, due_on: date, now: datetime) -> None:
    """Raise ``InvalidFields``. ``draft`` is sound; ``language`` is the one wanted, ``due_on`` a day in London."""
    faults = []
    if language == draft.language:
        faults.append(Invalid("translation_same_language", field="into"))
    if due_on < now.astimezone(LONDON).date():
        faults.append(Invalid("translation_due_past", field="due_on"))
    elif draft.event_at is not None and due_on > draft.event_at.astimezone(LONDON).date():
        faults.append(Invalid("translation_due_after_event", field="due_on"))
    if faults:
        raise InvalidFields(tuple(faults))


def require_whole(original: Words, translated: Words) -> None:
    """Raise ``InvalidFields`` where a part of the original has no counterpart at all."""
    faults = []
    if not translated.body:
        faults.append(Invalid("body_missing", field="body"))
    if bool(original.question) != bool(translated.question):
        faults.append(Invalid("translation_question_missing", field="question"))
    if len(original.options) != len(translated.options) or not all(translated.options):
        faults.append(Invalid("translation_options_missing", field="options"))
    if faults:
        raise InvalidFields(tuple(faults))


_NUMBER = re.compile(r"\d+")
# In scripts without spaces between words they stand right beside other letters.
_CALL = re.compile(r"(?<![A-Za-z])CALL(?![A-Za-z])")
_ADDRESSES = re.compile(r"https?://[!-~]*[\w/]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tongues:
    """From which language into which (BCP 47), and the day of the original: it tells the year of "Tuesday 3 May"."""

    written_in: str
    into: str
    dated: date


def missing(original: Words, translated: Words, tongues: Tongues) -> tuple[str, ...]:
    """What of the original can't be found again, as it stands there: numbers, CALL, dates, times, phones, money, addresses.

    Digits of any script count; a month may be a word, a time may be on either clock. Each is looked for in its own part, and
    found once for each time that it stands in the original.
    """
    pairs = zip(
        (original.body, original.question, *original.options),
        (translated.body, translated.question, *translated.options),
        strict=True,
    )
    return tuple(dict.fromkeys(part for before, after in pairs for part in _missing(before, after, tongues)))


def _missing(before: str, after: str, tongues: Tongues) -> Iterator[str]:
    before, after = _western(before), _western(after)
    addresses = Counter(_ADDRESSES.findall(after))
    for address in _ADDRESSES.findall(before):
        if not addresses[address]:
            yield address
        addresses[address] -= 1
    before, after = _ADDRESSES.sub(" ", before), _ADDRESSES.sub(" ", after)
    if len(_CALL.findall(after)) < len(_CALL.findall(before)):
        yield "CALL"
    left = _Left(after, tongues.into)
    # Phones first: their digits are no one else's numbers.
    spans = sorted(recognise(before, tongues.written_in, dated=tongues.dated), key=lambda span: span.kind is not Kind.PHONE)
    for span in spans:
        yield from left.without(span)


class _Left:
    """The translated words that nothing of the original has claimed yet."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language

    def without(self, span: Span) -> Iterator[str]:
        """What of ``span`` is not there; what is there stands for nothing else from now on."""
        if span.kind is Kind.WORDS:
            yield from (number for number in _NUMBER.findall(span.text) if not self._claim(re.escape(number)))
        elif not self._holds(span):
            yield span.text

    def _holds(self, span: Span) -> bool:
        match span.kind:
            case Kind.PHONE:
                digits = "".join(_NUMBER.findall(span.text))
                return self._claim(r"[\s().\-\u2010-\u2013\u2066-\u2069]*".join(digits))
            case Kind.TIME:
                return any(self._claim(form) for form in _times(span.value))
            case Kind.MONEY:
                return self._claim(_amount(span.value))
            case _:
                return self._date(span)

    def _claim(self, pattern: str) -> bool:
        # No piece of a longer number.
        found = re.search(rf"(?:(?<!\d)|(?!\d))(?:{pattern})(?:(?<!\d)|(?!\d))", self.text, re.IGNORECASE)
        if found is not None:
            self.text = f"{self.text[: found.start()]}\x1f{self.text[found.end() :]}"
        return found is not None

    def _date(self, span: Span) -> bool:
        day = date.fromisoformat(span.value)
        wanted = [_month(day.month, self.language), f"0?{day.day}"]
        if str(day.year) in span.text:
            wanted.append(str(day.year))
        found = [self._claim(one) for one in wanted]
        return all(found)


@lru_cache(maxsize=256)
def _month(number: int, language: str) -> str:
    """Its number beside the day, or its name in any form that CLDR knows; an ending may follow."""
    months = Locale.parse(language, sep="-").months
    names = {months[form][width][number] for form in ("format", "stand-alone") for width in ("wide", "abbreviated")}
    words = (re.escape(name.rstrip(".")) for name in sorted(names, key=len, reverse=True) if not name[:1].isdigit())
    return "|".join((*words, rf"(?<=[/.\-])\s?0?{number}(?=[/.\-])", rf"(?<=[年\s]){number}\s?月"))


def _times(value: str) -> Iterator[str]:
    """The ways in which a time such as 14:30 is written: on either clock, a full hour also without minutes."""
    hour, minute = (int(part) for part in value.split(":"))
    hours = sorted({hour, hour % 12 or 12}, reverse=True)
    for one in hours:
        yield rf"0?{one}\s?[:.h,\u066b]\s?{minute:02}"
    if minute == 0:
        yield from (f"0?{one}" for one in hours)


def _amount(value: str) -> str:
    """Cents and currency as a pattern: 1,250.50 and 1 250,50 are the same sum."""
    whole, cents = divmod(int(value.split(maxsplit=1)[0]), 100)
    if not whole:
        return rf"{cents}|0[.,\u066b]{cents:02}"
    digits = f"{whole:,}".replace(",", r"[.,\u066c\s\u00a0\u202f]?")
    return rf"{digits}[.,\u066b]{cents:02}" if cents else rf"{digits}(?:[.,\u066b]00)?"


def _western(text: str) -> str:
    """Digits of every script as 0 to 9, so that they can be compared."""
    return "".join(str(unicodedata.digit(letter)) if letter.isdecimal() else letter for letter in text)
