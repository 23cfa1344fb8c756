"""Mail that the council's own relay passes on to us by HTTP, whoever carried ours out."""

from __future__ import annotations

import hashlib
import hmac

from channels.base import Inbound, Webhook
from channels.email.inbound import read_mail
from channels.errors import Unverified

SIGNATURE_HEADER = "X-Bothways-Signature"


def read_relayed(webhook: Webhook, secret: str) -> Inbound:
    """The relay posts the mail's bytes with ``X-Bothways-Signature: sha256=<HMAC in hex>`` over them.

    The signature tells that our relay passed it on, not who wrote it. Raises ``Unverified`` or ``Malformed``.
    """
    given = next((value for name, value in webhook.headers.items() if name.lower() == SIGNATURE_HEADER.lower()), "")
    if not given or not secret:
        raise Unverified("signature_missing")
    expected = "sha256=" + hmac.new(secret.encode(), webhook.body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode()):
        raise Unverified("signature_wrong")
    return read_mail(webhook.body)
