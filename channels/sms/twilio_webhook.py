"""What Twilio tells us: delivery reports and inbound texts, believed only when signed."""

from __future__ import annotations

import re
from hmac import compare_digest
from urllib.parse import urlsplit
from uuid import UUID

import phonenumbers
from twilio.request_validator import RequestValidator

from channels.attached import Attached
from channels.base import Inbound, Progress, Receipt, Webhook
from channels.errors import Malformed, Unverified
from channels.sms.code_table import explain

PROVIDER = "twilio"

_PROGRESS = {
    "accepted": Progress.ACCEPTED,
    "scheduled": Progress.ACCEPTED,
    "queued": Progress.ACCEPTED,
    "sending": Progress.ACCEPTED,
    "sent": Progress.SENT,
    "delivered": Progress.DELIVERED,
    "read": Progress.DELIVERED,
    # Half a message may say the opposite of the whole: it did not arrive.
    "partially_delivered": Progress.FAILED,
    "undelivered": Progress.FAILED,
    "failed": Progress.FAILED,
    "canceled": Progress.FAILED,
}
_CODE_OF_STATUS = {"partially_delivered": "partly_delivered", "canceled": "cancelled"}
_NUMBER = re.compile(r"\+[0-9 ().-]+")
# Already as it is kept, whatever the library knows of the number: nearly every text that comes in.
_E164_UK = re.compile(r"\+44[1-9][0-9]{8,9}")
_TOKEN = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,40}/[a-z0-9][a-z0-9.+-]{0,60}")
_MOST_MEDIA = 50
_NUL, _REPLACEMENT = "\0", "\ufffd"


class SignedParams(dict[str, list[str]]):
    """Parameters by name, each with every value that came, as Twilio's validator asks for them."""

    def getall(self, name: str) -> list[str]:
        return self[name]

    def one(self, name: str) -> str | None:
        """The only value. Two different ones are ``Malformed``: the signature doesn't fix their order."""
        values = set(self.get(name, ()))
        if len(values) > 1:
            raise Malformed("parameter_repeated", provider_code=name)
        return values.pop() if values else None

    def token(self, name: str) -> str:
        """The only value, where it must be present and can only be a short word or id."""
        value = self.one(name) or ""
        if not _TOKEN.fullmatch(value):
            raise Malformed("parameter_missing", provider_code=name)
        return value


def progress_of(status: str) -> Progress:
    """What a status amounts to; words of tomorrow are kept, not refused."""
    return _PROGRESS.get(status, Progress.UNRECOGNISED)


def verified(webhook: Webhook, validator: RequestValidator) -> SignedParams:
    """The parameters, or ``Unverified``. The URL must be the one that Twilio was given, public base and all."""
    signature = next((value for name, value in webhook.headers.items() if name.lower() == "x-twilio-signature"), "")
    if not signature:
        raise Unverified("signature_missing")
    params = SignedParams()
    for name, value in webhook.params:
        params.setdefault(name, []).append(value)
    try:
        expected = validator.compute_signature(webhook.url, params)
        # Twilio now and then signs the address with its port, or without: the validator tries both.
        genuine = compare_digest(expected.encode(), signature.encode()) or validator.validate(webhook.url, params, signature)
    except ValueError:
        # A lone surrogate or an absurd port: nothing that Twilio signed.
        genuine = False
    if not genuine:
        raise Unverified("signature_wrong")
    return params


def receipt(params: SignedParams, url: str) -> Receipt:
    """One delivery report; the attempt is the last segment of the URL that the send had given."""
    status = params.token("MessageStatus")
    provider_code = params.one("ErrorCode") or None
    return report(
        params.token("MessageSid"), status, provider_code and params.token("ErrorCode"), attempt_id=_attempt_id(url)
    )


def report(provider_id: str, status: str, provider_code: str | None, attempt_id: UUID) -> Receipt:
    """What Twilio says of one message, told to us or asked of it."""
    progress = progress_of(status)
    failed = progress is Progress.FAILED
    return Receipt(
        provider=PROVIDER,
        provider_id=provider_id,
        attempt_id=attempt_id,
        status=status,
        progress=progress,
        provider_code=provider_code,
        error_code=_CODE_OF_STATUS.get(status, explain(provider_code).code) if failed else None,
    )


def inbound(params: SignedParams) -> Inbound:
    """One text from anyone. A sender that is no number (a short code, a name) is kept as it came."""
    body = params.one("Body")
    media = params.one("NumMedia") or "0"
    attachments = int(media) if re.fullmatch("[0-9]{1,3}", media) else 0
    kinds = [params.one(f"MediaContentType{at}") for at in range(min(attachments, _MOST_MEDIA))]
    sender = params.one("From") or ""
    if body is None or not sender.strip():
        raise Malformed("parameter_missing", provider_code="Body" if body is None else "From")
    return Inbound(
        provider=PROVIDER,
        provider_id=params.token("MessageSid"),
        sender=_e164(sender),
        recipient=_e164(params.one("To") or ""),
        # The one character that no database column takes; GSM-7 has none, so only a broken handset sends it.
        body=body.replace(_NUL, _REPLACEMENT),
        attachments=attachments,
        attached=tuple(Attached(_kind(kind), None) for kind in kinds),
    )


def _kind(told: str | None) -> str:
    return told if told and _MEDIA_TYPE.fullmatch(told) else "application/octet-stream"


def _attempt_id(url: str) -> UUID:
    segment = urlsplit(url).path.rsplit("/", 1)[-1]
    try:
        attempt_id = UUID(segment)
    except ValueError:
        attempt_id = None
    if attempt_id is None or str(attempt_id) != segment.lower():
        raise Malformed("attempt_id_malformed")
    return attempt_id


def _e164(number: str) -> str:
    if _E164_UK.fullmatch(number):
        return number
    kept = number.strip().replace(_NUL, _REPLACEMENT)
    if not _NUMBER.fullmatch(kept):
        # The library would find a number inside a name or another network's address.
        return kept
    try:
        parsed = phonenumbers.parse(kept, None)
    except phonenumbers.NumberParseException:
        return kept
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
