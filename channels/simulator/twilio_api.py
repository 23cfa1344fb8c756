"""Twilio's Messages resource, as the real SDK meets it: https://www.twilio.com/docs/messaging/api/message-resource"""

from __future__ import annotations

import contextlib
import hmac
import re
import socket

from flask import Blueprint, Request, Response, jsonify, request

from channels.simulator.behaviours import Behaviour, Door
from channels.simulator.current import current_world
from channels.simulator.reports import API_VERSION
from channels.simulator.twilio_resources import TwilioFault, account_resource, message_list, message_resource
from channels.simulator.world import World

_LONGEST_BODY = 1600
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")

api = Blueprint("twilio", __name__, url_prefix=f"/{API_VERSION}/Accounts")


@api.before_request
def authenticate() -> None:
    config = current_world().config
    given = request.authorization
    known = (config.account_sid, config.auth_token)
    offered = ("", "") if given is None else (given.username or "", given.password or "")
    right = all(hmac.compare_digest(a.encode(), b.encode()) for a, b in zip(known, offered, strict=True))
    # Where everybody is refused until further notice, so is whoever asks what became of a message.
    if not right or current_world().scripts.stands(Door.HTTP_401):
        raise _unknown_account()
    if (request.view_args or {}).get("account") != config.account_sid:
        raise TwilioFault(404, 20404, "The requested resource was not found")


def _unknown_account() -> TwilioFault:
    return TwilioFault(401, 20003, "Authenticate")


@api.errorhandler(TwilioFault)
def fault(error: TwilioFault) -> tuple[Response, int]:
    answer = jsonify(
        code=error.code,
        message=error.message,
        more_info=f"https://www.twilio.com/docs/errors/{error.code}",
        status=error.status,
    )
    return answer, error.status


@api.get("/<account>.json")
def account_itself(account: str) -> Response:
    return jsonify(account_resource(account))


@api.post("/<account>/Messages.json")
def create(account: str) -> tuple[Response, int]:
    world = current_world()
    sender, to, body, callback = _asked(world)
    behaviour = world.scripts.take("text", to)
    _meet_at_the_door(behaviour, request, world)
    reports = _timed(behaviour, world.config.report_seconds)
    arrival = world.journal.accept_text(sender, to, body, callback, reports)
    world.reporter.wake()
    if behaviour.door is Door.DROP_AFTER:
        _hang_up(request)
    if behaviour.door is Door.HTTP_500_AFTER:
        raise TwilioFault(500, 20500, "Internal Server Error")
    if behaviour.door is Door.TIMEOUT:
        world.stopping.wait(behaviour.wait)
    return jsonify(message_resource(account, arrival, status="queued")), 201


@api.get("/<account>/Messages/<sid>.json")
def fetch(account: str, sid: str) -> Response:
    arrival = current_world().journal.text(sid)
    if arrival is None:
        raise TwilioFault(404, 20404, f"The requested resource /Messages/{sid}.json was not found")
    return jsonify(message_resource(account, arrival))


@api.get("/<account>/Messages.json")
def index(account: str) -> Response:
    return jsonify(message_list(account, current_world().journal))


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


def _meet_at_the_door(behaviour: Behaviour, asked: Request, world: World) -> None:
    if behaviour.door is Door.HTTP_401:
        raise _unknown_account()
    if behaviour.door is Door.HTTP_429:
        raise TwilioFault(429, 20429, "Too Many Requests")
    if behaviour.door is Door.HTTP_500:
        raise TwilioFault(500, 20500, "Internal Server Error")
    if behaviour.door is Door.REFUSE:
        raise TwilioFault(400, behaviour.code, "The simulator was told to refuse this message.")
    if behaviour.door is Door.TIMEOUT_BEFORE:
        world.stopping.wait(behaviour.wait)
    if behaviour.door in {Door.DROP_BEFORE, Door.TIMEOUT_BEFORE}:
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
