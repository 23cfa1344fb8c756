"""Numbers, email addresses and postal addresses as typed, made into one normal form or refused with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from channels.letter.address import AddressError, parse_address
from service.domain.errors import Invalid


class PointKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"


class LineType(StrEnum):
    """What a phone number is. A landline reads a text aloud to whoever is in the room (DOMAIN §6)."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    OTHER = "other"
    NOT_A_LINE = "not_a_line"


@dataclass(frozen=True, slots=True)
class PointValue:
    """``value`` is E.164, a lower-case-domain email, or address lines joined by newlines."""

    kind: PointKind
    value: str
    line_type: LineType


def normalise(kind: PointKind, typed: str) -> PointValue:
    """Raise ``Invalid`` with a code that the page explains; the code never holds what was typed."""
    match kind:
        case PointKind.PHONE:
            return _phone(typed)
        case PointKind.EMAIL:
            return _email(typed)
        case PointKind.ADDRESS:
            return _address(typed)


def shown(kind: PointKind, value: str) -> str:
    """As people write it: a UK number in national groups, another in international ones, an address in lines."""
    if kind is not PointKind.PHONE:
        return value
    number = phonenumbers.parse(value)
    style = PhoneNumberFormat.NATIONAL if number.country_code == _UK else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


_UK = 44


def _phone(typed: str) -> PointValue:
    try:
        number = phonenumbers.parse(typed, "GB")
    except NumberParseException:
        raise Invalid("phone_not_a_number", field="phone") from None
    if number.extension:
        raise Invalid("phone_has_extension", field="phone")
    line = _drama_line(number)
    if line is None:
        if not phonenumbers.is_valid_number(number):
            raise Invalid("phone_not_in_use", field="phone")
        line = _LINES.get(phonenumbers.number_type(number), LineType.OTHER)
    return PointValue(PointKind.PHONE, phonenumbers.format_number(number, PhoneNumberFormat.E164), line)


_LINES = {
    PhoneNumberType.MOBILE: LineType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: LineType.MOBILE,
    PhoneNumberType.FIXED_LINE: LineType.LANDLINE,
    PhoneNumberType.VOIP: LineType.LANDLINE,
    PhoneNumberType.UAN: LineType.LANDLINE,
}

_DRAMA = {
    "7700900": LineType.MOBILE,
    "1632960": LineType.LANDLINE,
    "2079460": LineType.LANDLINE,
    "1134960": LineType.LANDLINE,
}
"""Ofcom's numbers for drama and training: possible, never valid. They reach nobody, so taking them harms nobody."""


def _drama_line(number: PhoneNumber) -> LineType | None:
    national = str(number.national_number)
    if number.country_code != _UK or len(national) != 10:
        return None
    return _DRAMA.get(national[:7])


def _email(typed: str) -> PointValue:
    try:
        checked = validate_email(typed.strip(), check_deliverability=False, test_environment=False)
    except EmailNotValidError:
        raise Invalid("email_not_valid", field="email") from None
    # Mail to another case of the same name reaches the same mailbox nearly everywhere, and replies come back in either.
    return PointValue(PointKind.EMAIL, checked.normalized.lower(), LineType.NOT_A_LINE)


def _address(typed: str) -> PointValue:
    try:
        lines = parse_address(typed)
    except AddressError as error:
        raise Invalid(f"address_{error.code}", field="address") from None
    return PointValue(PointKind.ADDRESS, "\n".join(lines), LineType.NOT_A_LINE)
