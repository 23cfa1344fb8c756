"""Passwords: argon2id at the strength of the OWASP cheat sheet (19 MiB, two passes), and what a new one must be.

Length alone is asked for, no mix of characters and no expiry (NCSC, "Password policy: updating your approach").
"""

from __future__ import annotations

import secrets
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from service.domain.errors import Invalid

SHORTEST: Final = 12
LONGEST: Final = 200
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_FEWEST_DIFFERENT: Final = 5
_UNMISTAKABLE: Final = "bcdfghjkmnpqrstvwxyz23456789"
_NOBODYS: Final = _HASHER.hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    return _HASHER.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether it is the password. Without an account (``None``) the same work is done, so that the time tells nothing."""
    try:
        return _HASHER.verify(stored or _NOBODYS, password[: LONGEST + 1]) and stored is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def needs_new_hash(stored: str) -> bool:
    """The hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def require_sound(password: str, username: str) -> None:
    """Raise ``Invalid`` for the field ``new_password``."""
    if len(password) < SHORTEST:
        raise Invalid("password_short", field="new_password")
    if len(password) > LONGEST:
        raise Invalid("password_long", field="new_password")
    if len(set(password)) < _FEWEST_DIFFERENT or (username and username.casefold() in password.casefold()):
        raise Invalid("password_easy", field="new_password")


def temporary() -> str:
    """A first password to be read out: four groups of four, 77 bits, nothing to confuse and no vowels."""
    return "-".join("".join(secrets.choice(_UNMISTAKABLE) for _ in range(4)) for _ in range(4))
