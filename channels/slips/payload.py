"""What the code on a slip says: which geometry it has and which message it answers. Never who, never where."""

from __future__ import annotations

import re
from dataclasses import dataclass

from channels.slips.layout import MOST_OPTIONS, STANDARD, VERSIONS

_PAYLOAD = re.compile(r"BW([0-9]+)\.([0-9A-Z]{4,12})\.([0-9])")
_PREFIX = "BW"
_CODE = re.compile(r"[0-9A-Z]{4,12}")


class PayloadError(ValueError):
    """``code`` is a stable word; the text of the code isn't in it."""

    code = "payload"

    def __init__(self) -> None:
        super().__init__(self.code)


class NotASlip(PayloadError):
    """Some other QR code: a parcel, a leaflet, a shop."""

    code = "not_a_slip"


class MalformedPayload(PayloadError):
    """It begins as ours does, and isn't."""

    code = "malformed_payload"


class UnknownVersion(PayloadError):
    """One of ours, printed by a newer Bothways than this."""

    code = "unknown_version"


@dataclass(frozen=True, slots=True)
class Payload:
    """``code`` is the plain reply code, without a dash; ``options`` and ``version`` are what ``layout_for`` takes."""

    code: str
    options: int
    version: int = STANDARD


def encode_payload(code: str, options: int, version: int = STANDARD) -> str:
    """``BW1.KT4HWN.3``: only characters of a QR code's alphanumeric mode. ``code`` may be shown (``KT4H-WN``) or plain."""
    plain = code.replace("-", "").upper()
    if not _CODE.fullmatch(plain) or not 0 <= options <= MOST_OPTIONS:
        raise MalformedPayload
    if version not in VERSIONS:
        raise UnknownVersion
    return f"{_PREFIX}{version}.{plain}.{options}"


def parse_payload(text: str) -> Payload:
    """Raises ``NotASlip``, ``MalformedPayload`` or ``UnknownVersion``; anything may be in ``text``."""
    if not text.startswith(_PREFIX):
        raise NotASlip
    match = _PAYLOAD.fullmatch(text)
    if match is None:
        raise MalformedPayload
    version, code, options = match.groups()
    if version not in {str(known) for known in VERSIONS}:
        raise UnknownVersion
    if int(options) > MOST_OPTIONS:
        raise MalformedPayload
    return Payload(code, int(options), int(version))
