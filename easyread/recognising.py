"""Dates, times, phone numbers and money found in a sentence. What could mean two things stays words: never a guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from easyread.document import Kind, Span
from easyread.locales import locale_of, primary_subtag
from easyread.phones import RUN, complete_number

__all__ = ["recognise"]

_CURRENCIES = MappingProxyType({"£": "GBP", "€": "EUR", "$": "USD", "GBP": "GBP", "EUR": "EUR", "USD": "USD"})
# Times on these clocks may be of the morning or of the afternoon: only what can't be both is taken.
_TWELVE_HOURS_IN_USE = frozenset({"en", "cy"})
_WEEKDAY_AFTER = frozenset({"tr", "lt", "zh"})
_OF = r"(?:\s+(?:o[fw]?|de|di|del|d'))?"
_YEARS = range(1900, 2100)
_SIGN_AFTER_NUMBER = re.compile(r"(?<=\d)\s?[年月日]")


def recognise(text: str, language: str, *, dated: date | None = None) -> tuple[Span, ...]:
    """The pieces of ``text`` in order: joined they are ``text`` again. Empty for no text.

    ``dated`` is the day on which it was written: with it, "Tuesday 3 May" is a date, since of three neighbouring years only
    one has that Tuesday. A weekday that its date doesn't have leaves both words.
    """
    if not _MAY_HOLD_ONE.search(text):
        return (Span(text),) if text else ()
    words = _vocabulary(language)
    spans: list[Span] = []
    told = begins = 0
    while match := words.pattern.search(text, begins):
        typed, found = _read(match, words, dated)
        begins = match.start() + len(typed)
        if found is None:
            continue
        if match.start() > told:
            spans.append(Span(text[told : match.start()]))
        spans.append(Span(typed, *found))
        told = begins
    if told < len(text):
        spans.append(Span(text[told:]))
    return tuple(spans)


def _read(match: re.Match[str], words: _Vocabulary, dated: date | None) -> tuple[str, _Found]:
    """What was typed, and what it means."""
    if match.lastgroup == "phone":
        number = complete_number(match[0])
        return (number[0], (Kind.PHONE, number[1])) if number else (match[0], None)
    return match[0], _READERS[match.lastgroup or ""](match[0], words, dated)


_MAY_HOLD_ONE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    pattern: re.Pattern[str]
    months: Mapping[str, int]
    days: Mapping[str, int]
    """Monday is 0."""
    decimal: str
    twelve_hours: bool


_Found = tuple[Kind, str] | None


@lru_cache(maxsize=64)
def _vocabulary(language: str) -> _Vocabulary:
    locale = locale_of(language) or locale_of("en")
    if locale is None:
        raise LookupError("Babel lacks English")
    months = _names(locale.months, first=1)
    days = _names(locale.days, first=0)
    decimal = locale.number_symbols.get("latn", {}).get("decimal", ".")
    tag = primary_subtag(language)
    if tag == "en":
        months |= {"sept": 9}
    month, weekday = _any_of(months), _any_of(days)
    number = r"\d{1,2}(?:st|nd|rd|th|er|º|ª|°|\.(?=\s))?"
    year = r"(?:\.?[,،]?\s{1,2}(?:de\s|del\s|m\.\s)?\d{4})"
    before = rf"(?:{weekday}[.,،]?\s{{1,2}})?(?:the\s)?"
    after = rf"(?:,?\s?{weekday})?" if tag in _WEEKDAY_AFTER else ""
    dates = "|".join(
        (
            rf"{before}{number}{_OF}\s{{1,2}}{month}{year}?{after}",
            rf"{before}{month}\.?\s{{1,2}}\d{{1,2}}(?:st|nd|rd|th)?{year}?",
            rf"\d{{4}}\sm\.\s{month}\s\d{{1,2}}\sd\.{after}",
            rf"\d{{4}}\s?年\s?\d{{1,2}}\s?月\s?\d{{1,2}}\s?日{after}",
            r"\d{4}-\d\d-\d\d",
            r"\d{1,2}[/.]\d{1,2}[/.]\d{4}",
        )
    )
    times = (
        r"\d{1,2}(?:[:.]\d\d)?\s?[ap](?:m(?![^\W_])|\.m\.)|12\s(?:noon|midnight|midday)"
        r"|\d{1,2}:\d\d(?!:\d)|\d{1,2}\s?h(?:\s?\d\d)?"
    )
    amount = r"\d{1,3}(?:[,.\u00a0\u202f]\d{3}){1,3}(?:[.,]\d\d)?|\d{1,9}(?:[.,]\d\d)?"
    sign = "[£€$]|GBP|EUR|USD"
    # A number that goes on is another number; "£5k" and "£2 million" are sums that pence can't tell.
    ends = r"(?![^\W_])(?![.,]\d)(?!\s?(?:million|billion|thousand|bn|m)\b)"
    money = rf"(?:{sign})\s?(?:{amount}){ends}|(?:{amount})\s?(?:[£€]|GBP|EUR)(?![^\W_])(?!\s?\d)|\d{{1,2}}p(?![^\W_])"
    # Chinese has no spaces between words: only a number may not go on there.
    inside = r"\d" if tag == "zh" else r"[^\W_]"
    pattern = re.compile(
        rf"(?<!{inside})(?<![/=&])(?<!\d[.,:])(?:(?P<date>{dates})(?!{inside})|(?P<time>{times})(?!{inside})"
        rf"|(?P<phone>{RUN})(?!{inside}))|(?<!{inside})(?<!{inside}[.,])(?P<money>{money})",
        re.IGNORECASE,
    )
    twelve_hours = tag in _TWELVE_HOURS_IN_USE or _says_am_pm(language)
    return _Vocabulary(pattern, MappingProxyType(months), MappingProxyType(days), decimal, twelve_hours)


def _names(forms: Mapping[str, Mapping[str, Mapping[int, str]]], *, first: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for form in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in forms.get(form, {}).get(width, {}).items():
                # "1" for January, as some locales abbreviate, would make a date of any two numbers.
                if name and not any(letter.isdigit() for letter in name):
                    found.setdefault(name.rstrip(".").casefold(), number)
    return {name: number for name, number in found.items() if number >= first}


def _any_of(names: Mapping[str, int]) -> str:
    if not names:
        return r"(?!)"
    return "(?:" + "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) + ")"


def _says_am_pm(language: str) -> bool:
    locale = locale_of(language)
    return locale is None or "a" in locale.time_formats["short"].pattern


def _date(text: str, words: _Vocabulary, dated: date | None) -> _Found:
    weekday, month, year, rest = None, None, None, []
    for token in re.findall(r"[^\W\d_][^\d\s,،.]*|\d+", _SIGN_AFTER_NUMBER.sub(" ", text)):
        known = token.casefold()
        if token.isdigit() and len(token) == 4:
            year = int(token)
        elif token.isdigit():
            rest.append(int(token))
        elif known in words.months and month is None and (known not in words.days or weekday is not None):
            month = words.months[known]
        elif known in words.days:
            weekday = words.days[known]
    if month is None and len(rest) == 2:
        rest, month = _by_numbers(text, rest)
    if month is None or len(rest) != 1:
        return None
    if year is None:
        year = _year_with(weekday, month, rest[0], dated)
    day = _day(year, month, rest[0])
    if day is None or (weekday is not None and day.weekday() != weekday):
        return None
    return Kind.DATE, day.isoformat()


def _by_numbers(text: str, numbers: list[int]) -> tuple[list[int], int | None]:
    """Day and month where a date is all numbers, if they can be told apart."""
    first, second = numbers
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


def _time(text: str, words: _Vocabulary, _dated: date | None) -> _Found:
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


def _money(text: str, words: _Vocabulary, _dated: date | None) -> _Found:
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


_READERS: Mapping[str, Callable[[str, _Vocabulary, date | None], _Found]] = {
    "date": _date,
    "time": _time,
    "money": _money,
}
