"""Email addresses, as they go over the wire and as two of them are compared."""

from __future__ import annotations

from email.errors import HeaderParseError
from email.headerregistry import Address

from email_validator import EmailNotValidError, validate_email


def mailbox(address: str, display_name: str = "") -> Address | None:
    """An address as SMTP takes it everywhere, an international domain in its ASCII form; None if there is no such form."""
    try:
        valid = validate_email(address, check_deliverability=False, globally_deliverable=False)
        return Address(display_name=display_name, addr_spec=valid.ascii_email) if valid.ascii_email else None
    except (EmailNotValidError, HeaderParseError, ValueError):
        return None


def same_mailbox(one: str, other: str) -> bool:
    """Whether mail to both comes to the same place: case aside, which no server in use tells apart."""
    return _comparable(one) == _comparable(other)


def _comparable(address: str) -> str:
    found = mailbox(address.strip())
    return (found.addr_spec if found else address.strip()).casefold()
