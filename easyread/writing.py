"""What was recognised, written as a format and a language want it. The meaning never changes, and what can't be written in a
language stays as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency
from phonenumbers import PhoneNumberFormat

from easyread import speaking
from easyread.document import Kind, Sentence, Span
from easyread.locales import is_right_to_left, locale_of
from easyread.recognising import recognise

__all__ = ["FIGURE_SPACE", "Style", "addressed", "isolated", "write", "write_text"]

FIGURE_SPACE = "\u2007"
"""Between the groups of a phone number in braille, which never parts them."""
_LEFT_TO_RIGHT, _END = "\u2066", "\u2069"
"""Isolates: without them a phone number's groups change places inside right-to-left text."""
_OWN_DIRECTION = "\u2068"
_LEFT_TO_RIGHT_MARK = "\u200e"
_IN_GROUPS = re.compile(r"(?<![\w.,:/+\u2066])\+?\d{2,}(?: \d{2,})+(?![\w\u2069])")
_FEWEST_DIGITS = 6
_ON_THE_HOUR = " o\u2019clock"
_HALF_OF_DAY = re.compile(r"\d\s?[ap]\.?m|noon|mid(?:day|night)", re.IGNORECASE)
# As people here know the currency: CLDR writes it "GBP" or "UK£" for readers elsewhere.
_HERE = re.compile("GBP|£GB|UK£")


class Style(StrEnum):
    PRINT = "print"
    EASY_READ = "easy_read"
    SPEECH = "speech"
    BRAILLE = "braille"


def write(piece: Span | Sentence, language: str, style: Style) -> str:
    """``language`` is a BCP 47 tag. Visible styles isolate phone numbers inside right-to-left text."""
    if isinstance(piece, Sentence):
        return "".join(write(span, language, style) for span in piece.spans)
    match piece.kind:
        case Kind.WORDS:
            if style is Style.SPEECH:
                return speaking.words(piece.text, language)
            return piece.text if style is Style.BRAILLE else isolated(piece.text, language)
        case Kind.PHONE:
            return _phone(piece, language, style)
    locale = locale_of(language)
    if locale is None:
        return piece.text
    match piece.kind:
        case Kind.DATE:
            return _date(piece.text, date.fromisoformat(piece.value), locale, style)
        case Kind.TIME:
            return _time(piece.text, time.fromisoformat(piece.value), locale, style)
        case Kind.MONEY:
            return _money(piece, locale, style)


def isolated(text: str, language: str) -> str:
    """What is dialled or quoted in groups and is no phone number to us, such as 0800 1111: kept from being turned round."""
    if not is_right_to_left(language):
        return text
    return _IN_GROUPS.sub(lambda run: _kept_in_order(run[0]) if _long_enough(run[0]) else run[0], text)


def addressed(lines: Iterable[str], language: str) -> tuple[str, ...]:
    """Lines of a postal address, each in the direction of its own script: "1 High Street" keeps its number in front."""
    if not is_right_to_left(language):
        return tuple(lines)
    return tuple(f"{_OWN_DIRECTION}{line}{_END}" if line.strip() else line for line in lines)


def _long_enough(run: str) -> bool:
    return sum(letter.isdecimal() for letter in run) >= _FEWEST_DIGITS


@lru_cache(maxsize=512)
def write_text(text: str, language: str, style: Style) -> str:
    """A short text that no document holds as spans: a name, a phone number, an option."""
    return "".join(write(span, language, style) for span in recognise(text, language))


def _date(typed: str, day: date, locale: Locale, style: Style) -> str:
    if locale.language != "en":
        # A month in words stands in the case that its sentence wants: CLDR knows only one of them.
        return typed if any(letter.isalpha() for letter in typed) else format_date(day, "long", locale=locale)
    weekday = format_date(day, "EEEE ", locale=locale)
    if style is not Style.EASY_READ and weekday[:3].casefold() not in typed.casefold():
        weekday = ""
    if style is Style.SPEECH:
        return f"{weekday}the {speaking.ordinal(day.day)} of {format_date(day, 'MMMM y', locale=locale)}"
    return weekday + format_date(day, "d MMMM y", locale=locale)


def _time(typed: str, clock: time, locale: Locale, style: Style) -> str:
    if locale.language != "en":
        return format_time(clock, "short", locale=locale) if _HALF_OF_DAY.search(typed) else typed
    if clock in {time(0), time(12)}:
        return "12 midnight" if clock == time(0) else "12 noon"
    hour = str(clock.hour % 12 or 12)
    if style in {Style.PRINT, Style.BRAILLE}:
        minutes = f":{clock.minute:02}" if clock.minute else ""
        return f"{hour}{minutes}{'am' if clock.hour < 12 else 'pm'}"
    if style is Style.SPEECH:
        minutes = f" oh {clock.minute}" if clock.minute < 10 else f" {clock.minute}"
    else:
        minutes = f":{clock.minute:02}"
    return f"{hour}{minutes if clock.minute else _ON_THE_HOUR} {_part_of_day(clock.hour)}"


def _part_of_day(hour: int) -> str:
    if hour < 12:
        return "at night" if hour == 0 else "in the morning"
    return "in the afternoon" if hour < 18 else "in the evening"


def _phone(span: Span, language: str, style: Style) -> str:
    shown = _grouped(span.value, with_country="+" in span.text)
    if style is Style.SPEECH:
        return speaking.phone(shown, language)
    if style is Style.BRAILLE:
        return shown.replace(" ", FIGURE_SPACE)
    shown = _in_digits_of(span.text, shown)
    if not is_right_to_left(language):
        return shown
    return _kept_in_order(shown)


def _kept_in_order(shown: str) -> str:
    # Arabic digits pull the spaces between them to their own direction, even inside an isolate.
    shown = shown if shown.isascii() else shown.replace(" ", f" {_LEFT_TO_RIGHT_MARK}")
    return f"{_LEFT_TO_RIGHT}{shown}{_END}"


def _in_digits_of(typed: str, shown: str) -> str:
    """Who typed the digits of a script reads them."""
    first = next((letter for letter in typed if letter.isdecimal()), "0")
    zero = ord(first) - int(first)
    return shown if typed.isascii() else "".join(chr(zero + int(each)) if each.isdecimal() else each for each in shown)


@lru_cache(maxsize=1024)
def _grouped(number: str, *, with_country: bool) -> str:
    """With its country where it was typed so, or is dialled so from here."""
    parsed = phonenumbers.parse(number)
    abroad = with_country or parsed.country_code != 44
    shown = phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL if abroad else PhoneNumberFormat.NATIONAL)
    return re.sub(r"[^\d+]+", " ", shown).strip()


def _money(span: Span, locale: Locale, style: Style) -> str:
    cents, currency = span.value.split()
    whole, rest = divmod(int(cents), 100)
    if locale.language == "en" and currency == "GBP":
        if style is Style.SPEECH:
            return speaking.pounds(whole, rest)
        if not whole:
            return f"{rest}p"
    amount = Decimal(int(cents)) / 100
    if style is Style.SPEECH:
        return format_currency(
            amount if rest else Decimal(whole),
            currency,
            locale=locale,
            format_type="name",
            currency_digits=bool(rest),
            decimal_quantization=bool(rest),
        )
    pattern = locale.currency_formats["standard"].pattern
    pattern = pattern if rest else pattern.replace(".00", "")
    return _HERE.sub("£", format_currency(amount, currency, pattern, locale, currency_digits=bool(rest)))
