"""What an enhanced status code says of a mail that was refused for good (RFC 3463, registry of RFC 5248).

A code of ours that makes an address dead stands only where the registry leaves no doubt that the address is meant.
"""

from __future__ import annotations

import re
from typing import Final

REFUSED: Final = "refused"

_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})")

_MEANING: Final = {
    (1, 1): "address_unreachable",
    (1, 2): "address_unreachable",
    (1, 3): "address_invalid",
    (1, 4): "address_unreachable",
    (1, 6): "address_unreachable",
    (1, 7): "sender_refused",
    (1, 8): "sender_refused",
    (1, 10): "address_unreachable",  # RFC 7505: the domain says that it takes no mail
    (2, 1): "mailbox_closed",  # Google says it of a mailbox that gets too much at once, too: not dead
    (2, 2): "mailbox_full",
    (2, 3): "content_too_long",
    (3, 4): "content_too_long",
    (4, 4): "address_unreachable",
    (4, 7): "went_stale",
}
_POLICY: Final = 7
_GAVE_UP: Final = "4"


def find(words: str) -> str | None:
    """The code that ``words`` begin with, as ``5.1.1``."""
    found = _ENHANCED.match(words)
    return found.group() if found else None


def meaning(enhanced: str | None) -> str:
    """Our code for a refusal, ``REFUSED`` where the code is missing or says nothing that we know.

    Of a mail that was given up with a code of class 4 nothing is held for good.
    """
    found = _ENHANCED.fullmatch(enhanced or "")
    if found is None:
        return REFUSED
    kind, subject, detail = found.group(1), int(found.group(2)), int(found.group(3))
    known = "message_blocked" if subject == _POLICY else _MEANING.get((subject, detail), REFUSED)
    if kind == _GAVE_UP:
        return known if known == "mailbox_full" else "went_stale"
    return known
