"""An address of ours that names one mail: ``duty+kt4hwn@council.example``, for programs that drop every other sign.

What stands behind the plus is only ever looked for; whether it is a code, and whose, the service decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.headerregistry import Address

_CODED = re.compile(r"[^\s@+]{1,64}\+([a-z0-9]{6})@[^\s@]{1,255}")


def with_code(sender: Address, code: str) -> Address:
    """The sender's own mailbox with the code, as people see it or plain, behind a plus (RFC 5233)."""
    return Address(username=f"{sender.username}+{code.replace('-', '').lower()}", domain=sender.domain)


def code_in(addresses: Iterable[str]) -> str:
    """What one of these addresses carries behind its plus, in capitals; "" for nothing, or for several that differ."""
    found = {match.group(1).upper() for match in map(_CODED.fullmatch, addresses) if match}
    return found.pop() if len(found) == 1 else ""
