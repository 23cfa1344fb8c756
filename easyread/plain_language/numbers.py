"""Numbers and dates that are hard to read or can be read in two ways."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import chain

from easyread.document import Kind
from easyread.plain_language.finding import Advice, Finding, Rule, Severity, Source, Target
from easyread.plain_language.finding import mark as _
from easyread.plain_language.passage import Passage

__all__ = ["find_number_words", "find_numbers"]

_DATE = re.compile(
    r"(?<![\w/.\-])(?P<one>\d{1,2})(?P<mark>[/.\-\u2011])(?P<two>\d{1,2})(?:(?P=mark)(?P<year>\d{4}|\d{2}))?(?![\w/\-]|\.\d)"
)
_ISO_DATE = re.compile(r"(?<![\w/.\-])\d{4}[-/.](?P<two>\d{1,2})[-/.](?P<one>\d{1,2})(?![\w/\-]|\.\d)")
_PERCENT = re.compile(r"(?:\d[\d.,]{0,20} ?)?[%\u2030\u066a\ufe6a\uff05]{1,50}")
_FRACTION_SIGN = re.compile("[\u00bc-\u00be\u2150-\u215e]")
_LARGE = re.compile(r"(?<![\w.,/:\-])\d[\d,]{3,30}(?![\w/:\-]|\.\d)")
_ROMAN = re.compile(r"(?=[IVXLC]{2,6}$)C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})").fullmatch
_NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        (
            "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
            "eighteen nineteen twenty"
        ).split(),
        start=2,
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_LARGE_WORDS = frozenset("million millions billion billions trillion trillions".split())
_FRACTION_WORDS = frozenset("thirds quarters fifths tenths".split())
_PERCENT_WORDS = frozenset("percent percentage percentages".split())
_PARTS = frozenset({2, 3, 4, 5, 6, 8, 10})
_LARGE_FROM = {Target.EASY_READ: 1_000, Target.STANDARD: 1_000_000}
_SHORT_DATES = frozenset(
    "mon tue tues wed weds thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec".split()
)


_AMBIGUOUS = _("\u201c%(words)s\u201d can mean two days. Write the month in words: 3 May 2026.")
_FIGURES = _("\u201c%(words)s\u201d is hard to read as a date. Write the month in words: 3 May 2026.")
_SHORT_DATE = _("Write \u201c%(words)s\u201d in full, such as Thursday 3 December.")
_PERCENTAGE = _(
    "Many people don't understand \u201c%(words)s\u201d. Say it with few people or things, such as 1 in 10 people."
)
_FRACTION = _("Many people don't understand \u201c%(words)s\u201d. Say it with few people or things, such as 1 of 4 people.")
_LARGE_NUMBER = _("Few people can picture \u201c%(words)s\u201d. If the exact number is not needed, say: many.")
_IN_WORDS = _("Write the number in digits: %(plain)s.")
_ROMAN_NUMERAL = _("\u201c%(words)s\u201d may be a number in Roman letters. Write it in digits.")
_HARD = {Target.EASY_READ: Severity.FAULT, Target.STANDARD: Severity.ADVICE}


def find_numbers(passage: Passage, target: Target) -> Iterator[Finding]:
    """What needs no language. Phone numbers and money are let pass."""
    text = passage.text
    known = _Known(passage)
    for found in chain(_DATE.finditer(text), _ISO_DATE.finditer(text)):
        if known.covers(found.start(), {Kind.PHONE, Kind.MONEY, Kind.TIME}):
            continue
        finding = _numeric_date(found, target)
        if finding is not None:
            yield finding
    for found in _PERCENT.finditer(text):
        yield _finding(Rule.PERCENTAGE, found, _PERCENTAGE, Source.INCLUSION_EUROPE, Severity.ADVICE)
    for found in _FRACTION_SIGN.finditer(text):
        yield _finding(Rule.FRACTION, found, _FRACTION, Source.INCLUSION_EUROPE, Severity.ADVICE)
    for found in _LARGE.finditer(text):
        amount = int(found[0].replace(",", "") or 0)
        if amount < _LARGE_FROM[target] or known.covers(found.start(), set(Kind)):
            continue
        if not _may_be_a_year(found[0]):
            yield _finding(Rule.LARGE_NUMBER, found, _LARGE_NUMBER, Source.INCLUSION_EUROPE, Severity.NOTE)


def _may_be_a_year(typed: str) -> bool:
    return len(typed) == 4 and typed.isdigit() and 1900 <= int(typed) < 2100


def _numeric_date(found: re.Match[str], target: Target) -> Finding | None:
    one, two = int(found["one"]), int(found["two"])
    iso = "year" not in found.re.groupindex
    if not iso and found["year"] is None:
        # 3.5 is a number and 3-5 "from 3 to 5"; only a slash makes a day of two numbers.
        if found["mark"] != "/" or found[0] == "24/7":
            return None
        if one < two and two in _PARTS and "0" not in (found["one"][0], found["two"][0]):
            return _finding(Rule.FRACTION, found, _FRACTION, Source.INCLUSION_EUROPE, Severity.ADVICE)
    if not (1 <= one <= 31 and 1 <= two <= 31 and min(one, two) <= 12):
        return None
    if not iso and one <= 12 and two <= 12 and one != two:
        return _finding(Rule.AMBIGUOUS_DATE, found, _AMBIGUOUS, Source.GOV_UK, Severity.FAULT)
    return _finding(Rule.DATE_IN_FIGURES, found, _FIGURES, Source.INCLUSION_EUROPE, _HARD[target])


def find_number_words(passage: Passage, target: Target) -> Iterator[Finding]:
    """English only."""
    for sentence in passage.sentences:
        for at, word in enumerate(sentence.words):
            beside = sentence.words[at - 1] if at else None
            of_cent = word.lower == "cent" and beside is not None and beside.lower == "per"
            if of_cent or word.lower in _PERCENT_WORDS:
                start = beside.start if of_cent and beside else word.start
                yield _words(passage, start, word.end, Rule.PERCENTAGE, _PERCENTAGE)
            elif word.lower in _FRACTION_WORDS and beside is not None and beside.lower in _NUMBER_WORDS:
                yield _words(passage, beside.start, word.end, Rule.FRACTION, _FRACTION)
            elif word.lower in _LARGE_WORDS:
                yield _words(passage, word.start, word.end, Rule.LARGE_NUMBER, _LARGE_NUMBER)
            elif word.lower in _SHORT_DATES and word.typed[0].isupper() and _by_a_number(passage.text, word.start, word.end):
                yield _words(passage, word.start, word.end, Rule.SHORT_DATE, _SHORT_DATE)
            elif target is Target.EASY_READ and word.lower in _NUMBER_WORDS:
                advice = Advice(_IN_WORDS, {"plain": _NUMBER_WORDS[word.lower]})
                yield Finding(
                    Rule.NUMBER_IN_WORDS, word.start, word.end, word.typed, advice, Source.INCLUSION_EUROPE, Severity.ADVICE
                )
            elif target is Target.EASY_READ and _ROMAN(word.typed):
                yield _words(passage, word.start, word.end, Rule.ROMAN_NUMERAL, _ROMAN_NUMERAL)


def _by_a_number(text: str, start: int, end: int) -> bool:
    return text[end : end + 3].lstrip(". ")[:1].isdigit() or text[max(0, start - 4) : start].rstrip(" sthndr")[-1:].isdigit()


class _Known:
    """Which spans were recognised at a place."""

    def __init__(self, passage: Passage) -> None:
        self._spans = [span for sentence in passage.sentences for span in sentence.known]
        self._starts = [span[0] for span in self._spans]

    def covers(self, place: int, kinds: set[Kind]) -> bool:
        at = bisect_right(self._starts, place) - 1
        return at >= 0 and place < self._spans[at][1] and self._spans[at][2] in kinds


def _finding(rule: Rule, found: re.Match[str], message: str, source: Source, severity: Severity) -> Finding:
    return Finding(rule, found.start(), found.end(), found[0], Advice(message, {"words": found[0]}), source, severity)


def _words(passage: Passage, start: int, end: int, rule: Rule, message: str) -> Finding:
    typed = passage.text[start:end]
    return Finding(rule, start, end, typed, Advice(message, {"words": typed}), Source.INCLUSION_EUROPE, Severity.ADVICE)
