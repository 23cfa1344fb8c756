"""Dates, times, phone numbers and money found in a sentence. What could mean two things stays words: never a guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from easyread.document import Kind, Span
from easyread.phones import complete_number
from easyread.vocabulary import Vocabulary, vocabulary

__all__ = ["recognise"]

_CURRENCIES = MappingProxyType({"£": "GBP", "€": "EUR", "GBP": "GBP", "EUR": "EUR", "USD": "USD"})
_MAY_HOLD_ONE = re.compile(r"\d")
_Found = tuple[Kind, str] | None
_YEARS = range(1900, 2100)
# "I may 5 2026": only a capital makes a month of it.
_VERB = re.compile("may|march")
_SIGN_AFTER_NUMBER = re.compile(r"(?<=\d)\s?[年月日]")


def recognise(text: str, language: str, *, dated: date | None = None) -> tuple[Span, ...]:
    """The pieces of ``text`` in order: joined they are ``text`` again. Empty for no text.

    ``dated`` is the day on which it was written: with it, "Tuesday 3 May" is a date, since of three neighbouring years only
    one has that Tuesday. A weekday that its date doesn't have leaves both words.
    """
    if not _MAY_HOLD_ONE.search(text):
        return (Span(text),) if text else ()
    words = vocabulary(language)
    spans: list[Span] = []
    told = begins = 0
    while match := words.pattern.search(text, begins):
        typed, found = _read(match, words, dated)
        begins = match.start() + len(typed)
        if found is None or _is_half_of_a_range(match, found[0], spans, told, words, dated):
            continue
        if match.start() > told:
            spans.append(Span(text[told : match.start()]))
        spans.append(Span(typed, *found))
        told = begins
    if told < len(text):
        spans.append(Span(text[told:]))
    return tuple(spans)


_UNITS = r"(?:st|nd|rd|th|\s?[ap]\.?m\.?|\s?h|p|\s?[£€])?"
_DASH, _TO = (
    r"\s{0,2}[\-\u2010-\u2014]\s{0,2}",
    r"to|un?til|till?|through|tan|hyd|do|à|al?|às|la|iki|ilaa|إلى|حتى|تا|से|至|到",
)
_JOINED_BEFORE = re.compile(
    rf"\d{_UNITS}(?P<joint>{_DASH}|\s{{1,2}}(?:{_TO}|and|or|&|neu|i|y|e|et)\s{{1,2}})\Z", re.IGNORECASE
)
_JOINED_AFTER = re.compile(rf"(?:{_DASH}|\s{{1,2}}(?:{_TO})\s{{1,2}})(?=[£€]?\d)", re.IGNORECASE)
_LONGEST_JOINT = 20


def _is_half_of_a_range(
    match: re.Match[str], kind: Kind, spans: list[Span], told: int, words: Vocabulary, dated: date | None
) -> bool:
    """Whether to write this anew would leave the other half as typed: "7:30 to 8pm" is not what "7:30 to 20:00" said."""
    text = match.string
    if kind is Kind.PHONE:
        return False
    if kind is Kind.DATE and not words.weekday.search(match[0]):
        beside = text[max(0, match.start() - _LONGEST_JOINT) : match.start()]
        if words.weekday_before.search(beside) or words.weekday_after.match(text, match.end()):
            return True
    before = _JOINED_BEFORE.search(text[max(0, match.start() - _LONGEST_JOINT) : match.start()])
    if before and _joins(kind, before["joint"]):
        known = told and told == match.start() - len(before["joint"])
        if not known or _stay_together(kind, spans[-1].kind, before["joint"]):
            return True
    after = _JOINED_AFTER.match(text, match.end())
    if after is None or not _joins(kind, after[0]):
        return False
    other = words.pattern.match(text, after.end())
    found = _read(other, words, dated)[1] if other else None
    return found is None or _stay_together(kind, found[0], after[0])


def _joins(kind: Kind, joint: str) -> bool:
    """A sum keeps its sign on either side of a word."""
    return kind is not Kind.MONEY or not any(letter.isalpha() for letter in joint)


def _stay_together(kind: Kind, other: Kind, joint: str) -> bool:
    """Two times or sums with a dash between them, which a voice leaves out."""
    return kind is other and kind is not Kind.DATE and not any(letter.isalpha() for letter in joint)


def _read(match: re.Match[str], words: Vocabulary, dated: date | None) -> tuple[str, _Found]:
    """What was typed, and what it means."""
    if match.lastgroup == "phone":
        number = complete_number(match[0])
        return (number[0], (Kind.PHONE, number[1])) if number else (match[0], None)
    return match[0], _READERS[match.lastgroup or ""](match[0], words, dated)


def _date(text: str, words: Vocabulary, dated: date | None) -> _Found:
    weekday, month, year, rest = None, None, None, []
    named = words.weekday.search(text)
    if named:
        weekday = words.days.get((named["first"] or named["last"]).casefold())
        text = text[named.end() :] if named["first"] else text[: named.start()]
    if _VERB.match(text) or (named and weekday is None):
        return None
    for token in re.findall(r"[^\W\d_][^\d\s,،.]*|\d+", _SIGN_AFTER_NUMBER.sub(" ", text)):
        if not token.isdigit():
            month = month or words.months.get(token.casefold())
        elif len(token) == 4:
            year = int(token)
        else:
            rest.append(int(token))
    if month is None and len(rest) == 2:
        rest, month = _by_numbers(text, rest)
    if month is None or len(rest) != 1:
        return None
    day = _day(year if year else _year_with(weekday, month, rest[0], dated), month, rest[0])
    return (Kind.DATE, day.isoformat()) if day and weekday in {None, day.weekday()} else None


def _by_numbers(text: str, numbers: list[int]) -> tuple[list[int], int | None]:
    """Day and month where a date is all numbers, if they can be told apart."""
    first, second = numbers
    text = text.removeprefix("the ")
    if text[4:5] in "-年 ":
        return [second], first
    if first > 12 or first == second:
        return [first], second
    return numbers, None


def _year_with(weekday: int | None, month: int, day: int, dated: date | None) -> int | None:
    if weekday is None or dated is None:
        return None
    near = timedelta(days=550)
    for year in (dated.year - 1, dated.year, dated.year + 1):
        found = _day(year, month, day)
        if found and found.weekday() == weekday and abs(found - dated) < near:
            return year
    return None


def _day(year: int | None, month: int, day: int) -> date | None:
    if year is None or year not in _YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _time(text: str, words: Vocabulary, _dated: date | None) -> _Found:
    hour, *rest = (int(number) for number in re.findall(r"\d+", text))
    minute = rest[0] if rest else 0
    said = text.casefold().replace(".", "")
    if said.endswith(("noon", "midday", "midnight")):
        return Kind.TIME, "00:00" if said.endswith("midnight") else "12:00"
    if said.endswith(("am", "pm")):
        if not 1 <= hour <= 12 or minute > 59:
            return None
        return Kind.TIME, f"{hour % 12 + 12 * said.endswith('pm'):02}:{minute:02}"
    if hour > 23 or minute > 59 or ("h" in said and words.twelve_hours):
        return None
    if words.twelve_hours and 1 <= hour <= 12 and not text.startswith("0"):
        return None
    return Kind.TIME, f"{hour:02}:{minute:02}"


def _money(text: str, words: Vocabulary, _dated: date | None) -> _Found:
    if text[:-1].isdigit():
        return (Kind.MONEY, f"{int(text[:-1])} GBP") if words.decimal == "." else None
    sign = next(_CURRENCIES[sign] for sign in _CURRENCIES if sign in text.upper())
    amount = re.sub(r"[^\d.,]", "", text)
    whole, cents = amount, "0"
    if re.search(r"[.,]\d\d\Z", amount):
        whole, cents = amount[:-3], amount[-2:]
        # "£12,50" where the comma groups thousands: nobody knows what was meant. "£12.50" is read everywhere here.
        if amount[-3] not in {words.decimal, "."}:
            return None
    if words.decimal in whole:
        return None
    return Kind.MONEY, f"{int(re.sub(r'[.,]', '', whole)) * 100 + int(cents)} {sign}"


_READERS: Mapping[str, Callable[[str, Vocabulary, date | None], _Found]] = {
    "date": _date,
    "time": _time,
    "money": _money,
}
