"""Where a page ended, as a program carries it: opaque, so that what it is made of may change."""

from __future__ import annotations

import base64
import binascii
from typing import Final
from uuid import UUID

from service.api.kinds import Problem

_FORM: Final = b"\x01"
"""The first byte says how the rest is to be read."""


def written(after: UUID) -> str:
    return base64.urlsafe_b64encode(_FORM + after.bytes).rstrip(b"=").decode()


def read(cursor: str) -> UUID:
    """Raises ``Problem``."""
    try:
        raw = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise Problem("cursor_not_valid", parameter="cursor") from None
    after = UUID(bytes=raw[1:]) if len(raw) == 17 and raw[:1] == _FORM else None
    if after is None or after.version != 7 or written(after) != cursor:
        raise Problem("cursor_not_valid", parameter="cursor")
    return after
