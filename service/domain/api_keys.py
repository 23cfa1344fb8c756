"""What a program may be allowed to do, and the secret that it shows."""

from __future__ import annotations

import hashlib
import re
import secrets
from enum import StrEnum
from typing import Final


class Scope(StrEnum):
    """What a key opens, always within what its member of staff may do."""

    MESSAGES_SEND = "messages:send"
    MESSAGES_READ = "messages:read"
    PLANS_READ = "plans:read"


USUAL_A_MINUTE: Final = 600
MOST_A_MINUTE: Final = 100_000
_PREFIX: Final = "bothways_"
"""So that a scanner for leaked secrets, and whoever finds one, knows whose it is."""
_TOKEN: Final = re.compile(rf"{_PREFIX}[A-Za-z0-9_-]{{43}}")


def new_token() -> str:
    """A secret of 256 random bits."""
    return _PREFIX + secrets.token_urlsafe(32)


def digest_of(token: str) -> str | None:
    """What is kept of a token, or ``None`` for what can't be one of ours."""
    return hashlib.sha256(token.encode()).hexdigest() if _TOKEN.fullmatch(token) else None
