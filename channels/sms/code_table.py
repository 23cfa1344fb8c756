"""What Twilio's numbers mean to the house: a code of our own, and what kind of trouble it is.

Source: Twilio's error dictionary as recorded in DOMAIN.md §7; the account and validity codes beside it are from the
same dictionary. Used both for a refused send and for a failed delivery report.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from channels.errors import Ambiguous, ChannelError, Permanent, Temporary


class Kind(StrEnum):
    """What may be done about it. ``UNEXPLAINED`` is worth one more try, then a person."""

    BUSY = "busy"
    TRANSIENT = "transient"
    UNEXPLAINED = "unexplained"
    STALE = "stale"
    BAD_ADDRESS = "bad_address"
    CONSENT = "consent"
    SENDER_OR_CONTENT = "sender_or_content"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Refusal:
    """``code`` is ours and stable; ``kind`` groups the codes by what may be done next."""

    code: str
    kind: Kind


_BY_PROVIDER_CODE = {
    "20429": Refusal("rate_limited", Kind.BUSY),
    "21611": Refusal("carrier_congested", Kind.TRANSIENT),
    "30001": Refusal("carrier_congested", Kind.TRANSIENT),
    "30003": Refusal("handset_unreachable", Kind.TRANSIENT),
    "30500": Refusal("carrier_fault", Kind.TRANSIENT),
    "30008": Refusal("carrier_unexplained", Kind.UNEXPLAINED),
    "30036": Refusal("went_stale", Kind.STALE),
    "21211": Refusal("address_invalid", Kind.BAD_ADDRESS),
    "21614": Refusal("address_not_mobile", Kind.BAD_ADDRESS),
    "21635": Refusal("address_not_mobile", Kind.BAD_ADDRESS),
    "30005": Refusal("address_unreachable", Kind.BAD_ADDRESS),
    "30006": Refusal("address_not_mobile", Kind.BAD_ADDRESS),
    "21610": Refusal("recipient_opted_out", Kind.CONSENT),
    "21602": Refusal("content_empty", Kind.SENDER_OR_CONTENT),
    "21617": Refusal("content_too_long", Kind.SENDER_OR_CONTENT),
    "30004": Refusal("message_blocked", Kind.SENDER_OR_CONTENT),
    "30007": Refusal("message_blocked", Kind.SENDER_OR_CONTENT),
    "21606": Refusal("sender_refused", Kind.SENDER_OR_CONTENT),
    "21612": Refusal("sender_refused", Kind.SENDER_OR_CONTENT),
    "30018": Refusal("sender_refused", Kind.SENDER_OR_CONTENT),
    "20003": Refusal("account_refused", Kind.ACCOUNT),
    "20404": Refusal("account_refused", Kind.ACCOUNT),
    # Of this one destination: as a fault of the account it would hold back everybody else's.
    "21408": Refusal("destination_not_allowed", Kind.SENDER_OR_CONTENT),
    "30002": Refusal("account_refused", Kind.ACCOUNT),
}

REFUSED = Refusal("refused", Kind.SENDER_OR_CONTENT)
"""A clear refusal with a number that the table doesn't know."""

# A fault of the account is mended by a person, after which the same try can succeed: so it isn't permanent.
_WORTH_ANOTHER_TRY = frozenset({Kind.BUSY, Kind.TRANSIENT, Kind.UNEXPLAINED, Kind.ACCOUNT})
_INTERNAL_ERROR = "20500"


def explain(provider_code: str | None) -> Refusal:
    """The meaning of Twilio's number, ``REFUSED`` where the table doesn't know it."""
    return _BY_PROVIDER_CODE.get(provider_code or "", REFUSED)


def send_error(http_status: int, provider_code: str | None) -> ChannelError:
    """The error for an answer that isn't a success. Whatever isn't a clear refusal is ambiguous, redirects included."""
    if provider_code == _INTERNAL_ERROR or http_status >= 500 or http_status < 400 or http_status == 408:
        return Ambiguous("provider_fault", provider_code=provider_code or str(http_status))
    if http_status == 429:
        return Temporary("rate_limited", provider_code=provider_code or "429")
    refusal = explain(provider_code)
    if refusal is REFUSED and http_status in {401, 403, 404}:
        refusal = Refusal("account_refused", Kind.ACCOUNT)
    error = Temporary if refusal.kind in _WORTH_ANOTHER_TRY else Permanent
    return error(refusal.code, provider_code=provider_code or str(http_status))


def ask_error(http_status: int, provider_code: str | None) -> ChannelError:
    """The error for a question that wasn't answered: nothing was sent, so only who may mend it matters."""
    if http_status == 429:
        return Temporary("rate_limited", provider_code=provider_code or "429")
    if http_status >= 500 or http_status < 400 or http_status == 408:
        return Ambiguous("provider_fault", provider_code=provider_code or str(http_status))
    refusal = explain(provider_code)
    known = "account_refused" if refusal is REFUSED and http_status in {401, 403, 404} else refusal.code
    return Permanent(known, provider_code=provider_code or str(http_status))


def refused_at_once(provider_code: str | None) -> ChannelError:
    """The error for a message that Twilio recorded and failed in the same breath: no report will follow."""
    refusal = explain(provider_code)
    error = Temporary if refusal.kind in _WORTH_ANOTHER_TRY else Permanent
    return error(refusal.code, provider_code=provider_code)
