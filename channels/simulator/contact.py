"""What counts as a number or an address here: anything that a network could carry, drama numbers included."""

from __future__ import annotations

import re

import phonenumbers


def phone_number(written: str) -> str | None:
    """E.164, or None. Read as a UK number; possible is enough, since Ofcom's drama numbers are never valid."""
    try:
        parsed = phonenumbers.parse(written, "GB")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def mailbox_address(written: str) -> str | None:
    """In lower case, or None."""
    address = written.strip().lower()
    return address if re.fullmatch(r"[^@\s/<>]+@[^@\s/<>]+", address) else None
