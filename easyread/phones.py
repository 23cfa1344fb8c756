"""Phone numbers at the start of a run of digits: each ends where it is complete, since the next digits count something."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import NumberParseException

__all__ = ["DIALLED_IN_FULL", "RUN", "complete_number", "in_ascii_digits"]

# Childline and the old NHS Direct: shorter than any other number of their codes, which would swallow what follows.
DIALLED_IN_FULL = r"0800[\s\-]?11[\s\-]?11|0845[\s\-]?46[\s\-]?47"
# Zeros of the scripts that people here write: Arabic, Persian and Urdu, Devanagari, Bengali, Gurmukhi, Gujarati.
_ZERO = "[0\u0660\u06f0\u0966\u09e6\u0a66\u0ae6]"
RUN = rf"(?!(?:{DIALLED_IN_FULL})(?!\d))(?:\+|\(\+|\(?{_ZERO})\d[\d\s().\-\u2010-\u2013]{{6,20}}\d"
_SHORT = frozenset({"08001111", "08454647"})
_OTHER_DIGITS = str.maketrans(
    {chr(ord(zero) + digit): str(digit) for zero in "\u0660\u06f0\u0966\u09e6\u0a66\u0ae6" for digit in range(10)}
)
_UK_NUMBER = re.compile(r"0[1235789]")
_UK_LENGTH, _UK_SHORT_LENGTH = 11, 10
_LONGEST_COUNT = 2
_GOES_ON = re.compile(r"[.\-\u2010-\u2013]\d")


def complete_number(run: str) -> tuple[str, str] | None:
    """The number that ``run`` starts with, as typed and in E.164. None where more than one could be meant."""
    found = None
    groups = list(re.finditer(r"\d+", run))
    for place, group in enumerate(groups):
        digits = "".join(each[0] for each in groups[: place + 1])
        if len(digits) > _UK_LENGTH and "+" not in run:
            break
        if in_ascii_digits(digits) in _SHORT:
            return None
        typed = run[: group.end()]
        value = _e164(typed)
        if value is None:
            continue
        before = len(groups[place - 1][0]) if place else 0
        if found or (len(group[0]) <= _LONGEST_COUNT < before) or _GOES_ON.match(run, group.end()):
            # "0800 111 222 3", "01632 9601 24 hours": where the number ends is anybody's guess.
            return None
        found = typed, value
    return found


def in_ascii_digits(text: str) -> str:
    return text if text.isascii() else text.translate(_OTHER_DIGITS)


def _e164(typed: str) -> str | None:
    digits = "".join(str(int(letter)) for letter in typed if letter.isdecimal())
    abroad = "+" in typed
    if not abroad and not (_UK_NUMBER.match(digits) and len(digits) in {_UK_LENGTH, _UK_SHORT_LENGTH}):
        return None
    try:
        number = phonenumbers.parse(typed, "GB")
    except NumberParseException:
        return None
    full = number.country_code == 44 and len(str(number.national_number)) == _UK_LENGTH - 1
    # No register holds the numbers of plays and of new exchanges: ten digits are a number here all the same.
    known = phonenumbers.is_possible_number(number) if full else phonenumbers.is_valid_number(number)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)) if known else None
