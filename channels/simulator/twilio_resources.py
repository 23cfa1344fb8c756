"""What Twilio's API shows: an account, a message, and a list of messages a page at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from flask import request

from channels.simulator.journal import Arrival, Journal, TextFilter
from channels.simulator.reports import API_VERSION
from channels.simulator.segments import segments

_MOST_IN_A_PAGE = 1000
_FILTERS = ("To", "From", "DateSent", "DateSent<", "DateSent>")
_A_DAY = len("2026-03-05")
_OLDER, _NEWER = "PA", "PB"


class TwilioFault(Exception):
    """An answer of 4xx or 5xx with Twilio's own code and words."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code, self.message = status, code, message


def account_resource(account: str) -> dict[str, Any]:
    """https://www.twilio.com/docs/iam/api/account"""
    uri = f"/{API_VERSION}/Accounts/{account}"
    return {
        "auth_token": None,
        "date_created": "Thu, 01 Jan 2026 00:00:00 +0000",
        "date_updated": "Thu, 01 Jan 2026 00:00:00 +0000",
        "friendly_name": "A simulated account",
        "owner_account_sid": account,
        "sid": account,
        "status": "active",
        "subresource_uris": {"messages": f"{uri}/Messages.json"},
        "type": "Full",
        "uri": f"{uri}.json",
    }


def message_list(account: str, journal: Journal) -> dict[str, Any]:
    """The page that the request in hand asks for, newest first: a page after the first begins behind its ``PageToken``.

    Raises ``TwilioFault``. A text that is still queued has no date of sending: it is judged by when it was created.
    """
    page, size = _number("Page", 0), min(max(_number("PageSize", 50), 1), _MOST_IN_A_PAGE)
    token = request.args.get("PageToken", "")
    newer = token.startswith(_NEWER)
    skip = 0 if token else page * size
    # One more than a page holds tells whether another follows.
    found = journal.texts(_wanted(), size + 1, beyond=token[len(_OLDER) :], newer=newer, skip=skip)
    more = newer or len(found) > size
    shown = found[-size:] if newer else found[:size]
    first = page * size
    uri = f"/{API_VERSION}/Accounts/{account}/Messages.json?PageSize={size}"
    kept = "".join(f"&{urlencode([(name, request.args[name])])}" for name in _FILTERS if name in request.args)

    def beside(number: int, side: str, arrival: Arrival) -> str:
        return f"{uri}&Page={number}&PageToken={side}{arrival.provider_id}{kept}"

    return {
        "messages": [message_resource(account, arrival) for arrival in shown],
        "page": page,
        "page_size": size,
        "start": first,
        "end": first + max(len(shown) - 1, 0),
        "uri": f"{uri}&Page={page}{kept}",
        "first_page_uri": f"{uri}&Page=0{kept}",
        "previous_page_uri": beside(page - 1, _NEWER, shown[0]) if page and shown else None,
        "next_page_uri": beside(page + 1, _OLDER, shown[-1]) if more and shown else None,
    }


def message_resource(account: str, arrival: Arrival, status: str | None = None) -> dict[str, Any]:
    """https://www.twilio.com/docs/messaging/api/message-resource"""
    shown = status or arrival.status
    uri = f"/{API_VERSION}/Accounts/{account}/Messages/{arrival.provider_id}"
    return {
        "account_sid": account,
        "api_version": API_VERSION,
        "body": arrival.body,
        "date_created": format_datetime(arrival.at),
        "date_sent": None if shown == "queued" else format_datetime(arrival.at),
        "date_updated": format_datetime(arrival.updated_at),
        "direction": "outbound-api" if arrival.outbound else "inbound",
        "error_code": arrival.error_code,
        "error_message": None,
        "from": arrival.sender,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": str(segments(arrival.body)),
        "price": None,
        "price_unit": "USD",
        "sid": arrival.provider_id,
        "status": shown,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": arrival.recipient,
        "uri": f"{uri}.json",
    }


def _number(name: str, default: int) -> int:
    written = request.args.get(name, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else default


def _wanted() -> TextFilter:
    asked = request.args
    on, after, before = (asked.get(name, "") for name in ("DateSent", "DateSent>", "DateSent<"))
    return TextFilter(
        recipient=asked.get("To", ""),
        sender=asked.get("From", ""),
        since=_moment(on[:_A_DAY] or after) if on or after else None,
        until=_end(on[:_A_DAY] or before) if on or before else None,
    )


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise TwilioFault(400, 20001, "A date is written 2026-03-05 or 2026-03-05T09:00:00Z") from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _end(written: str) -> datetime:
    """The last moment that a date means; one with a time of day means that moment."""
    moment = _moment(written)
    return moment + timedelta(days=1, microseconds=-1) if len(written) == _A_DAY else moment
