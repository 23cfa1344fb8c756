"""Twilio's Messages resource, as the real SDK meets it: https://www.twilio.com/docs/messaging/api/message-resource"""

from __future__ import annotations

import contextlib
import hmac
import re
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Request, Response, jsonify, request

from channels.simulator.behaviours import Behaviour, Door
from channels.simulator.current import current_world
from channels.simulator.journal import Arrival
from channels.simulator.reports import API_VERSION
from channels.simulator.segments import segments
from channels.simulator.world import World

_LONGEST_BODY = 1600
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_MOST_IN_A_PAGE = 1000


class TwilioFault(Exception):
    """An answer of 4xx or 5xx with Twilio's own code and words."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code, self.message = status, code, message


api = Blueprint("twilio", __name__, url_prefix=f"/{API_VERSION}/Accounts/<account>")


@api.before_request
def authenticate() -> None:
    config = current_world().config
    given = request.authorization
    known = (config.account_sid, config.auth_token)
    offered = ("", "") if given is None else (given.username or "", given.password or "")
    if not all(hmac.compare_digest(a.encode(), b.encode()) for a, b in zip(known, offered, strict=True)):
        raise TwilioFault(401, 20003, "Authenticate")
    if (request.view_args or {}).get("account") != config.account_sid:
        raise TwilioFault(404, 20404, "The requested resource was not found")


@api.errorhandler(TwilioFault)
def fault(error: TwilioFault) -> tuple[Response, int]:
    answer = jsonify(
        code=error.code,
        message=error.message,
        more_info=f"https://www.twilio.com/docs/errors/{error.code}",
        status=error.status,
    )
    return answer, error.status


@api.post("/Messages.json")
def create(account: str) -> tuple[Response, int]:
    world = current_world()
    sender, to, body, callback = _asked(world)
    behaviour = world.scripts.take("text", to)
    _meet_at_the_door(behaviour, request)
    reports = _timed(behaviour, world.config.report_seconds)
    arrival = world.journal.accept_text(sender, to, body, callback, reports)
    world.reporter.wake()
    if behaviour.door is Door.DROP_AFTER:
        _hang_up(request)
    if behaviour.door is Door.TIMEOUT:
        world.stopping.wait(behaviour.wait)
    return jsonify(_resource(account, arrival, status="queued")), 201


@api.get("/Messages/<sid>.json")
def fetch(account: str, sid: str) -> Response:
    arrival = current_world().journal.text(sid)
    if arrival is None:
        raise TwilioFault(404, 20404, f"The requested resource /Messages/{sid}.json was not found")
    return jsonify(_resource(account, arrival))


@api.get("/Messages.json")
def index(account: str) -> Response:
    page, size = _number("Page", 0), _number("PageSize", 50)
    size = min(max(size, 1), _MOST_IN_A_PAGE)
    wanted = [arrival for arrival in current_world().journal.texts() if _matches(arrival)]
    first = page * size
    uri = f"/{API_VERSION}/Accounts/{account}/Messages.json?PageSize={size}"
    kept = "".join(f"&{urlencode([pair])}" for pair in _filters())
    return jsonify(
        messages=[_resource(account, arrival) for arrival in wanted[first : first + size]],
        page=page,
        page_size=size,
        start=first,
        end=min(first + size, len(wanted)) - 1,
        uri=f"{uri}&Page={page}{kept}",
        first_page_uri=f"{uri}&Page=0{kept}",
        previous_page_uri=f"{uri}&Page={page - 1}{kept}" if page else None,
        next_page_uri=f"{uri}&Page={page + 1}{kept}" if first + size < len(wanted) else None,
    )


def _asked(world: World) -> tuple[str, str, str, str]:
    """Sender, recipient, body and callback URL of a request to create; what Twilio would refuse is refused."""
    form = request.form
    to, body, sender = form.get("To", ""), form.get("Body", ""), form.get("From", "")
    callback = form.get("StatusCallback", "")
    refusals: list[tuple[bool, int, str]] = [
        (not to, 21604, "A 'To' phone number is required."),
        (not sender, 21603, "A 'From' phone number is required."),
        (not body, 21602, "Message body is required."),
        (not _E164.fullmatch(to), 21211, "Invalid 'To' Phone Number"),
        (sender != world.config.sender, 21606, "The 'From' phone number is not a valid message-capable number."),
        (len(body) > _LONGEST_BODY, 21617, "The concatenated message body exceeds the 1600 character limit."),
        (bool(callback) and not re.match(r"https?://", callback), 21609, "The 'StatusCallback' URL is not a valid URL."),
        (world.subscriptions.stopped(to), 21610, "Attempt to send to unsubscribed recipient"),
    ]
    for wrong, code, message in refusals:
        if wrong:
            raise TwilioFault(400, code, message)
    return sender, to, body, callback


def _meet_at_the_door(behaviour: Behaviour, asked: Request) -> None:
    if behaviour.door is Door.HTTP_429:
        raise TwilioFault(429, 20429, "Too Many Requests")
    if behaviour.door is Door.HTTP_500:
        raise TwilioFault(500, 20500, "Internal Server Error")
    if behaviour.door is Door.REFUSE:
        raise TwilioFault(400, behaviour.code, "The simulator was told to refuse this message.")
    if behaviour.door is Door.DROP_BEFORE:
        _hang_up(asked)
        raise TwilioFault(500, 20500, "The connection is gone")


def _hang_up(asked: Request) -> None:
    """Close the line without an answer; werkzeug lays its own socket into the environment."""
    line: socket.socket = asked.environ["werkzeug.socket"]
    with contextlib.suppress(OSError):  # the caller may have hung up first
        line.shutdown(socket.SHUT_RDWR)


def _timed(behaviour: Behaviour, pause: float) -> list[tuple[float, str, int | None]]:
    return [
        (behaviour.delay + pause * (place + 1), status, code) for place, (status, code) in enumerate(behaviour.reports())
    ]


def _number(name: str, default: int) -> int:
    written = request.args.get(name, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else default


def _filters() -> list[tuple[str, str]]:
    names = ("To", "From", "DateSent", "DateSent<", "DateSent>")
    return [(name, request.args[name]) for name in names if name in request.args]


def _matches(arrival: Arrival) -> bool:
    """Twilio filters on the date of sending; a text that is still queued is judged by when it was created."""
    tests: dict[str, Callable[[str], bool]] = {
        "To": lambda value: arrival.recipient == value,
        "From": lambda value: arrival.sender == value,
        "DateSent": lambda value: arrival.at.date() == _moment(value).date(),
        "DateSent<": lambda value: arrival.at <= _moment(value, whole_day=True),
        "DateSent>": lambda value: arrival.at >= _moment(value),
    }
    return all(tests[name](value) for name, value in _filters())


def _moment(written: str, *, whole_day: bool = False) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise TwilioFault(400, 20001, "A date is written 2026-03-05 or 2026-03-05T09:00:00Z") from None
    if whole_day and len(written) == len("2026-03-05"):
        moment += timedelta(days=1)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _resource(account: str, arrival: Arrival, status: str | None = None) -> dict[str, Any]:
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
