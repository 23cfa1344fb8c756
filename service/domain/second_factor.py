"""One-time codes of an authenticator app (RFC 6238: six digits, 30 seconds)."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Final

import pyotp

SECONDS: Final = 30
DRIFT: Final = 1
"""Steps to either side that are taken: clocks of phones differ, and typing takes time (RFC 6238 §6)."""


def new_secret() -> str:
    """Base32, 160 bits."""
    return pyotp.random_base32()


def step_of(secret: str, typed: str, now: datetime) -> int | None:
    """The step of time that the code belongs to, or ``None`` for a wrong code. The caller lets each count once."""
    code = "".join(typed.split())
    if not (code.isascii() and code.isdigit()):
        return None
    current = int(now.timestamp()) // SECONDS
    totp = pyotp.TOTP(secret)
    found = None
    for step in range(current - DRIFT, current + DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step), code):
            found = step
    return found


def enrolment_uri(secret: str, username: str) -> str:
    """The ``otpauth:`` address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name="Bothways")
