"""Numbers, email addresses and postal addresses as typed, made into one normal form or refused with a reason."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumberFormat

from channels.letter.address import AddressError, parse_address
from service.domain.errors import Invalid
from service.domain.phone_numbers import UK, LineType, read_number

__all__ = ["LineType", "PointKind", "PointValue", "normalise", "shown"]


class PointKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"


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
    style = PhoneNumberFormat.NATIONAL if number.country_code == UK else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def _phone(typed: str) -> PointValue:
    line = read_number(typed)
    return PointValue(PointKind.PHONE, line.value, line.line_type)


_MAIL_LINK = "mailto:"


def _email(typed: str) -> PointValue:
    # Copied from a web page, an address often brings characters along that nobody sees.
    seen = "".join(character for character in typed if unicodedata.category(character) != "Cf").strip()
    # A sentence or a list goes on behind it; a name before the brackets is another field's.
    if seen.endswith((".", ",")):
        seen = seen[:-1].rstrip()
    if seen.startswith("<") and seen.endswith(">"):
        seen = seen[1:-1].strip()
    address = seen[len(_MAIL_LINK) :] if seen[: len(_MAIL_LINK)].casefold() == _MAIL_LINK else seen
    try:
        # Only servers that speak SMTPUTF8 carry letters beyond ASCII before the @: most would give it back.
        checked = validate_email(address, check_deliverability=False, strict=True, allow_smtputf8=False)
    except EmailNotValidError:
        raise Invalid("email_not_valid", field="email") from None
    if len(checked.domain.rpartition(".")[2]) < 2:
        raise Invalid("email_not_valid", field="email")
    # Mail to another case of the same name reaches the same mailbox nearly everywhere, and replies come back in either.
    return PointValue(PointKind.EMAIL, checked.normalized.lower(), LineType.NOT_A_LINE)


def _address(typed: str) -> PointValue:
    try:
        lines = parse_address(typed)
    except AddressError as error:
        raise Invalid(f"address_{error.code}", field="address") from None
    return PointValue(PointKind.ADDRESS, "\n".join(lines), LineType.NOT_A_LINE)
