"""Phone numbers as people type them: which line it is, and where, or why it can't be used."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from service.domain.errors import Invalid


class LineType(StrEnum):
    """What a phone number is. A landline reads a text aloud to whoever is in the room (DOMAIN §6)."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    OTHER = "other"
    NOT_A_LINE = "not_a_line"


@dataclass(frozen=True, slots=True)
class Line:
    """``value`` is E.164. ``region`` is ISO 3166 (JE, GG and IM share +44 with GB), ``001`` where it is no country's."""

    value: str
    region: str
    line_type: LineType


UK = 44
UK_REGION = "GB"

_LINES = {
    PhoneNumberType.MOBILE: LineType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: LineType.MOBILE,
    PhoneNumberType.FIXED_LINE: LineType.LANDLINE,
    PhoneNumberType.VOIP: LineType.LANDLINE,
    PhoneNumberType.UAN: LineType.LANDLINE,
}

_DRAMA = {
    "7700900": LineType.MOBILE,
    "8081570": LineType.OTHER,
    "9098790": LineType.OTHER,
} | dict.fromkeys(
    (
        "1134960 1144960 1154960 1164960 1174960 1184960 1214960 1314960 1414960 1514960 1614960 1632960 1914980 2079460 "
        "2896496 2920180 3069990"
    ).split(),
    LineType.LANDLINE,
)
"""Ofcom's numbers for drama, of which libphonenumber knows some. They reach nobody, so taking them harms nobody."""

_NHS_DIRECT = "845464"
"""0845 46 47, closed in 2014: seven digits that libphonenumber still lists."""

_OTHER_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_WRITTEN = str.maketrans(dict.fromkeys(_OTHER_DASHES, "-") | {"\uff0b": "+", "\uff08": "(", "\uff09": ")", "\uff0e": "."})
_BLANKS = "\u2800\u3164\u115f\u1160\uffa0\ufe0f"
"""Seen as nothing, though Unicode calls them letters, symbols or marks."""

_ANY_WRITING = re.compile(r"[0-9+()\[\]\-./ ]*[0-9][0-9+()\[\]\-./ ]*").fullmatch
_QUOTED = re.compile(r'["\u201c]([^"\u201c\u201d]*)["\u201d]').fullmatch
_BEHIND = re.compile(r" ?[,;]$")
_EXTENSION = re.compile(r"[0-9] ?(?:x|ext|extn|extension|#|;ext=)[.:]? ?[0-9]{1,7}$")
# "…" is a number cut off; "/4" and "/55" are a second line of the same house.
_UNFINISHED = re.compile(r"\. ?\.|/[^0-9]*[0-9]{0,2}[^0-9]*$").search
_DIALLED = re.compile(r"(?P<zeros>0*)(?P<plus>\+*)(?P<digits>[0-9]+)").fullmatch
_MOST_CHARACTERS = 60
_FEWEST_WITH_COUNTRY = 10
"""Fewer may be a British number without its area."""


def read_number(typed: str, *, abroad_without_plus: bool = False, premium_too: bool = False) -> Line:
    """Brackets, dots, dashes, ``tel:``, ``(0)``, a needless 0 or +, hidden characters, digits of any script, double quotes
    around it and a comma or semicolon after it are forgiven.

    Without a + or 00 a number is British; ``abroad_without_plus`` lets it be a foreign one if it can't be British, as
    spreadsheets drop the +. ``premium_too`` asks what it is and not whether to use it.
    Raises ``Invalid`` with ``phone_not_a_number``, ``phone_has_extension``, ``phone_not_in_use``
    or ``phone_premium_rate``.
    """
    written = _tidied(typed)
    # Longer than any number, and long enough for one spaced out: the rest is not worth the time.
    if len(written) > _MOST_CHARACTERS or (not _ANY_WRITING(written) and not _EXTENSION.search(written[-20:])):
        raise Invalid("phone_not_a_number", field="phone")
    if _EXTENSION.search(written):
        raise Invalid("phone_has_extension", field="phone")
    dialled = _DIALLED(re.sub(r"[^0-9+]", "", written))
    if dialled is None or _UNFINISHED(written):
        raise Invalid("phone_not_a_number", field="phone")
    possible = False
    for candidate in _readings(dialled, written, abroad_without_plus=abroad_without_plus):
        try:
            number = phonenumbers.parse(candidate, UK_REGION)
        except NumberParseException:
            continue
        possible = True
        line = _line(number, premium_too=premium_too)
        if line is not None:
            return line
    raise Invalid("phone_not_in_use" if possible else "phone_not_a_number", field="phone")


def _tidied(typed: str) -> str:
    seen = "".join(map(_plain, typed.translate(_WRITTEN))).strip().casefold()
    # As cells of a spreadsheet and lists are copied.
    seen = _BEHIND.sub("", seen)
    if quoted := _QUOTED(seen):
        seen = _BEHIND.sub("", quoted[1].strip())
    seen = seen.removeprefix("tel:")
    return " ".join(seen.split()).removeprefix("'")


def _plain(character: str) -> str:
    if character.isascii():
        return " " if character.isspace() else character
    if character.isspace():
        return " "
    if character in _BLANKS or unicodedata.category(character) == "Cf":
        return ""
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def _readings(dialled: re.Match[str], written: str, *, abroad_without_plus: bool) -> Iterator[str]:
    """What may have been meant, likeliest first. A + with a country's code is believed: never made British."""
    zeros, plus, digits = dialled["zeros"], dialled["plus"], dialled["digits"]
    bare = digits.lstrip("0")
    if plus:
        yield f"+{digits}"
        if "(0)" in written:
            yield "+" + re.sub(r"[^0-9]", "", written.replace("(0)", "", 1)).lstrip("0")
        if digits != bare:
            yield bare
            yield f"+{bare}"
    elif zeros:
        yield zeros + digits
        if "(0)" in written and len(zeros) > 1:
            yield re.sub(r"[^0-9]", "", written.replace("(0)", "", 1))
        if len(zeros) > 1:
            yield bare
        if bare.startswith(str(UK)):
            yield f"+{bare}"
    else:
        yield digits
        if abroad_without_plus and len(digits) >= _FEWEST_WITH_COUNTRY:
            yield f"+{digits}"


def _line(number: PhoneNumber, *, premium_too: bool) -> Line | None:
    """None if nobody can have it. ``Invalid`` for a premium rate, which is nobody's own number and costs whoever rings."""
    value = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    national = str(number.national_number)
    if number.country_code == UK and len(national) == 10 and not number.italian_leading_zero and national[:7] in _DRAMA:
        return Line(value, UK_REGION, _DRAMA[national[:7]])
    if not phonenumbers.is_valid_number(number) or (number.country_code == UK and national.startswith(_NHS_DIRECT)):
        return None
    kind = phonenumbers.number_type(number)
    # 084 and 087 are libphonenumber's premium rates too, yet ordinary offices have them.
    if not premium_too and kind == PhoneNumberType.PREMIUM_RATE and (number.country_code != UK or national.startswith("9")):
        raise Invalid("phone_premium_rate", field="phone")
    region = phonenumbers.region_code_for_number(number) or ""
    return Line(value, region, _LINES.get(kind, LineType.OTHER))
