"""What Notify posts to us: delivery reports and texts from people, as JSON, with the bearer token that the council gave it.

A token says who speaks, not that the words are whole: that is left to TLS, which the public address must have.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import phonenumbers

from channels.base import Inbound, Receipt, Webhook
from channels.errors import Malformed, Unverified
from channels.notify.client import PROVIDER
from channels.notify.code_table import failure_of, progress_of

STATUS_PATH = "/webhooks/notify/status"
INBOUND_PATH = "/webhooks/notify/inbound"

_TOKEN = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_DIGITS = re.compile(r"\+?[0-9]{7,15}")
_NUL, _REPLACEMENT = "\0", "\ufffd"


def verified(webhook: Webhook, token: str) -> Mapping[str, Any]:
    """The fields, or ``Unverified``; ``Malformed`` for a body of ours that is no JSON object."""
    given = next((value for name, value in webhook.headers.items() if name.lower() == "authorization"), "")
    if not given or not token:
        raise Unverified("signature_missing")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), f"Bearer {token}".encode()):
        raise Unverified("signature_wrong")
    try:
        fields = json.loads(webhook.body)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise Malformed("body_not_an_object")
    return fields


def receipt(fields: Mapping[str, Any]) -> Receipt:
    """One delivery report, or one entry of Notify's list: both name the attempt in ``reference``.

    A reference that isn't ours (another system may send by the same service) leaves ``attempt_id`` empty.
    """
    kind, status = fields.get("notification_type") or fields.get("type") or "sms", _word(fields, "status")
    return Receipt(
        provider=PROVIDER,
        provider_id=_word(fields, "id"),
        attempt_id=attempt_of(fields.get("reference")),
        status=status,
        progress=progress_of(kind, status),
        error_code=failure_of(kind, status),
    )


def inbound(fields: Mapping[str, Any]) -> Inbound:
    """One text from anyone. A sender that is no number (a short code, a name) is kept as it came."""
    sender, body = fields.get("source_number"), fields.get("message")
    if not isinstance(sender, str) or not sender.strip():
        raise Malformed("parameter_missing", provider_code="source_number")
    if not isinstance(body, str):
        raise Malformed("parameter_missing", provider_code="message")
    recipient = fields.get("destination_number")
    return Inbound(
        provider=PROVIDER,
        provider_id=_word(fields, "id"),
        sender=_e164(sender),
        recipient=_e164(recipient) if isinstance(recipient, str) else "",
        body=_storable(body),
    )


def attempt_of(reference: object) -> UUID | None:
    """The attempt that a reference names, in exactly the form in which we gave it."""
    try:
        attempt_id = UUID(reference) if isinstance(reference, str) else None
    except ValueError:
        return None
    return attempt_id if attempt_id is not None and str(attempt_id) == reference else None


def _word(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not _TOKEN.fullmatch(value):
        raise Malformed("parameter_missing", provider_code=name)
    return value


def _storable(words: str) -> str:
    # What no database column takes: the null character, and halves of characters, which JSON can spell.
    return words.replace(_NUL, _REPLACEMENT).encode("utf-8", "replace").decode()


def _e164(number: str) -> str:
    """Notify writes ``447700900123`` for who sent and ``07700900999`` for who was reached."""
    kept = _storable(number.strip())
    if not _DIGITS.fullmatch(kept):
        return kept
    typed = kept if kept.startswith(("0", "+")) else f"+{kept}"
    try:
        parsed = phonenumbers.parse(typed, "GB")
    except phonenumbers.NumberParseException:
        return kept
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
