"""How a language writes dates, times and sums: its names of days and months from CLDR, and one pattern for all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from easyread.locales import locale_of, primary_subtag
from easyread.phones import RUN

__all__ = ["Vocabulary", "vocabulary"]

# Times on these clocks may be of the morning or of the afternoon: only what can't be both is taken.
_TWELVE_HOURS_IN_USE = frozenset({"en", "cy"})
_WEEKDAY_AFTER = frozenset({"tr", "lt", "zh"})
# As people here shorten them, beside what CLDR knows.
_SHORT_DAYS = {"weds": 2, "tues": 1, "thur": 3, "thurs": 3, "wednes": 2}
_POINTS = ".,'\u2019\u066b\u066c"
"""Between the digits of one number, here and elsewhere."""
_MANY = r"millions?|billions?|thousand|hundred|bn|m|k|mln|mld|tys|mil|mille|mii|milion\w*|milyon|bin|tūkst|kun"
_WELSH_DAY = "dydd "
_OF = r"(?:\s+(?:o[fw]?|de|di|del|d'))?"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    pattern: re.Pattern[str]
    weekday: re.Pattern[str]
    """At the start or the end of a date."""
    weekday_before: re.Pattern[str]
    weekday_after: re.Pattern[str]
    """Beside a date that holds none of its own."""
    months: Mapping[str, int]
    days: Mapping[str, int]
    """Monday is 0."""
    decimal: str
    twelve_hours: bool


@lru_cache(maxsize=64)
def vocabulary(language: str) -> Vocabulary:
    locale = locale_of(language) or locale_of("en")
    if locale is None:
        raise LookupError("Babel lacks English")
    months = _names(locale.months, first=1)
    days = _names(locale.days, first=0)
    decimal = locale.number_symbols.get("latn", {}).get("decimal", ".")
    tag = primary_subtag(language)
    if tag == "en":
        months |= {"sept": 9}
        days |= _SHORT_DAYS
    if tag == "cy":
        days |= {name.removeprefix(_WELSH_DAY): number for name, number in days.items()}
    month, weekday = _any_of(months), _any_of(days)
    number = r"\d{1,2}(?:st|nd|rd|th|er|º|ª|°|\.(?=\s))?"
    year = r"(?:\.?[,،]?\s{1,2}(?:de\s|del\s|m\.\s)?\d{4})"
    before = rf"(?:{weekday}[.,،]?\s{{1,2}})?(?:the\s)?"
    after = rf"(?:,?\s?{weekday})?" if tag in _WEEKDAY_AFTER else ""
    others = "|".join(
        (
            rf"{month}\.?\s{{1,2}}\d{{1,2}}(?:st|nd|rd|th)?{year}?",
            rf"\d{{4}}\sm\.\s{month}\s\d{{1,2}}\sd\.",
            r"\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日",
            r"\d{4}-\d\d-\d\d",
            r"\d{1,2}[/.]\d{1,2}[/.]\d{4}",
        )
    )
    dates = rf"{before}(?:{number}{_OF}\s{{1,2}}{month}{year}?|{others}){after}"
    times = (
        r"\d{1,2}(?:[:.]\d\d)?\s?[ap](?:m(?![^\W_])|\.m\.)|12\s(?:noon|midnight|midday)"
        r"|\d{1,2}:\d\d(?!:\d)|\d{1,2}\s?h(?:\s?\d\d)?"
    )
    amount = r"\d{1,3}(?:[,.\u00a0\u202f]\d{3}){1,3}(?:[.,]\d\d)?|\d{1,9}(?:[.,]\d\d)?"
    # "$" is the sign of many currencies.
    sign = "[£€]|GBP|EUR|USD"
    # A number that goes on is another number; "£5k" and "£2 million" are sums that pence can't tell, and "£12 500" one that
    # may be twelve.
    ends = rf"(?![^\W_])(?![{_POINTS}]\d)(?!\s\d\d)(?!\s?(?:{_MANY})\b)"
    money = (
        rf"(?<!\d\s)(?:(?:{sign})\s?(?:{amount}){ends}|(?:{amount})\s?(?:[£€]|GBP|EUR)(?![^\W_])(?!\s?\d))"
        rf"|\d{{1,2}}p(?![^\W_])"
    )
    # Chinese has no spaces between words: only a number may not go on there.
    inside = r"\d" if tag == "zh" else r"[^\W_]"
    pattern = re.compile(
        rf"(?<!{inside})(?<![/=&])(?<!\d[.,:])(?:(?P<date>{dates})(?!{inside})|(?P<time>{times})(?!{inside})"
        rf"|(?P<phone>{RUN})(?!{inside}))|(?<!{inside})(?<!{inside}[{_POINTS}])(?P<money>{money})",
        re.IGNORECASE,
    )
    twelve_hours = tag in _TWELVE_HOURS_IN_USE or _says_am_pm(language)
    return Vocabulary(
        pattern,
        re.compile(rf"\A(?P<first>{weekday})(?!{inside})[.,،]?\s|(?P<last>{weekday})\Z", re.IGNORECASE),
        re.compile(rf"(?<!{inside}){weekday}[^\w]{{0,4}}\Z", re.IGNORECASE),
        re.compile(rf"[\s,،(\-\u2013]{{1,3}}{weekday}(?!{inside})", re.IGNORECASE),
        MappingProxyType(months),
        MappingProxyType(days),
        decimal,
        twelve_hours,
    )


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
