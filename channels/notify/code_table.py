"""What Notify's errors and statuses mean to the house.

Sources: Notify's API documentation, "Error codes" of each method and its status descriptions. Notify keeps the type of an
error stable and asks its users not to rely on the words, so the type and the HTTP status decide what may be done next,
and the words only make the reason more exact; words that nobody knows end as ``refused``, which a person looks at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from channels.base import Progress
from channels.errors import Ambiguous, ChannelError, Permanent, Temporary

_RECIPIENT_FIELDS = ("phone_number", "email_address")
_OUR_SET_UP = ("template_id", "sms_sender_id", "email_reply_to_id")

# Asked in this order of the words of a BadRequestError; a fault of our set-up is mended by a person, then tried again.
_BAD_REQUESTS: tuple[tuple[re.Pattern[str], type[Temporary | Permanent], str], ...] = tuple(
    (re.compile(words, re.IGNORECASE), kind, code)
    for words, kind, code in (
        (r"team-only|team api key|trial mode", Temporary, "account_refused"),
        (r"international|landline", Permanent, "destination_not_allowed"),
        (r"template|sender_id|reply_to_id|personalisation|service (?:is )?not|permission", Temporary, "account_refused"),
        (r"longer than|too long", Permanent, "content_too_long"),
        (r"valid PDF", Permanent, "pdf_unreadable"),
    )
)


def refusal(http_status: int, errors: Sequence[tuple[str, str]]) -> ChannelError:
    """The error for an answer that isn't a success: whatever isn't a clear refusal is ambiguous, redirects included.

    ``errors`` are Notify's types and words. The words may quote an address, so only the type is kept as evidence.
    """
    kind = errors[0][0] if errors else str(http_status)
    provider_code = kind if re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", kind) else str(http_status)
    if http_status >= 500 or http_status < 400 or http_status == 408:
        return Ambiguous("provider_fault", provider_code=provider_code)
    if http_status == 429:
        return Temporary("rate_limited", provider_code=provider_code)
    if http_status in {401, 403, 404}:
        return Temporary("account_refused", provider_code=provider_code)
    error, code = _meaning(errors)
    return error(code, provider_code=provider_code)


def _meaning(errors: Sequence[tuple[str, str]]) -> tuple[type[Temporary | Permanent], str]:
    for kind, words in errors:
        field = words.split(" ", 1)[0]
        if kind == "ValidationError" and field in _RECIPIENT_FIELDS:
            not_mobile = "mobile" in words.lower() or "landline" in words.lower()
            return Permanent, "address_not_mobile" if not_mobile else "address_invalid"
        if kind == "ValidationError" and field in _OUR_SET_UP:
            return Temporary, "account_refused"
        if kind == "BadRequestError":
            for pattern, error, code in _BAD_REQUESTS:
                if pattern.search(words):
                    return error, code
    return Permanent, "refused"


_PROGRESS = {
    "created": Progress.ACCEPTED,
    "sending": Progress.SENT,
    "pending": Progress.SENT,
    # To another country, whose networks tell no more.
    "sent": Progress.SENT,
    "delivered": Progress.DELIVERED,
    "permanent-failure": Progress.FAILED,
    "temporary-failure": Progress.FAILED,
    "technical-failure": Progress.FAILED,
}
_LETTER_PROGRESS = {
    "created": Progress.ACCEPTED,
    "pending-virus-check": Progress.ACCEPTED,
    "accepted": Progress.ACCEPTED,
    "sending": Progress.ACCEPTED,
    # "Printed and dispatched": nobody saw it arrive (DOMAIN.md §2).
    "received": Progress.SENT,
    "delivered": Progress.SENT,
    "cancelled": Progress.FAILED,
    "virus-scan-failed": Progress.FAILED,
    "validation-failed": Progress.FAILED,
    "permanent-failure": Progress.FAILED,
    "technical-failure": Progress.FAILED,
    "returned-letter": Progress.FAILED,
}
_TEXT_CODES = {
    # "The number was wrong, or the network operator rejects the message": no proof that the number is dead.
    "permanent-failure": "carrier_unexplained",
    "temporary-failure": "handset_unreachable",
    "technical-failure": "carrier_fault",
}
_EMAIL_CODES = {
    "permanent-failure": "address_unreachable",
    "temporary-failure": "mailbox_not_taking",
    "technical-failure": "carrier_fault",
}
_LETTER_CODES = {
    "cancelled": "cancelled",
    "virus-scan-failed": "letter_refused",
    "validation-failed": "letter_refused",
    "permanent-failure": "letter_refused",
    # Not "not sent", as of a text: how far it came at the printer nobody says, so a person decides.
    "technical-failure": "letter_refused",
    "returned-letter": "address_unreachable",
}


def progress_of(kind: str, status: str) -> Progress:
    """What Notify's status of a ``sms``, ``email`` or ``letter`` amounts to; words of tomorrow are kept, not refused."""
    return (_LETTER_PROGRESS if kind == "letter" else _PROGRESS).get(status, Progress.UNRECOGNISED)


def failure_of(kind: str, status: str) -> str | None:
    """Our code for a status that means failure; ``None`` for every other."""
    codes = {"letter": _LETTER_CODES, "email": _EMAIL_CODES}.get(kind, _TEXT_CODES)
    return codes.get(status)
