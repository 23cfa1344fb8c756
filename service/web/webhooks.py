"""What providers tell us: delivery reports, texts and mail. A door of its own without a session: a signature or nothing.

The URL that a signature covers is built from the configured public address, never from a header that a proxy or a
stranger set. What can't be believed changes nothing but for one alert. We commit first and answer then, within Twilio's 15
seconds; where the database is away we say 503, so that the provider comes again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar
from uuid import UUID

import structlog
from flask import Blueprint, Flask, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from channels.base import Channel, Inbound, Receipt, Webhook
from channels.errors import Malformed, Unverified
from channels.failover import carriers
from service.container import Container
from service.domain.errors import Conflict
from service.domain.judgements import ContactRoute
from service.logs import places
from service.mail import keep_mail
from service.outages import outage_of
from service.settings import Mode
from service.use_cases.raise_alert import raise_alert
from service.use_cases.receive_reply import receive_reply
from service.use_cases.record_receipt import record_receipt
from service.web.doors import EXTENSION, container, now
from service.web.request_log import init_request_log

_log = structlog.get_logger(__name__)

LARGEST_FORM: Final = 256 * 1024
LARGEST_MAIL: Final = 25 * 1024 * 1024
_HEADERS: Final = (("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"))
Told = TypeVar("Told", Receipt, Inbound)
_EMPTY_TWIML: Final = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

PREFIX: Final = "/webhooks/"
blueprint = Blueprint("webhooks", __name__, url_prefix=PREFIX.rstrip("/"))


def create_webhooks(container: Container) -> Flask:
    """Everything under ``PREFIX``, and nothing else: what a page needs would cost as much as a report itself."""
    app = Flask("service.webhooks", static_folder=None, template_folder=None)
    app.testing = container.settings.mode is Mode.TEST
    app.extensions[EXTENSION] = container
    init_request_log(app)
    app.register_blueprint(blueprint)
    app.after_request(_add_headers)
    app.register_error_handler(HTTPException, _http_error)
    if not app.testing:
        app.register_error_handler(Exception, _fault)
    return app


def _add_headers(response: Response) -> Response:
    response.headers.extend(_HEADERS)
    return response


def _http_error(error: HTTPException) -> ResponseReturnValue:
    return Response(f"{error.name}\n", error.code, mimetype="text/plain")


def _fault(error: Exception) -> ResponseReturnValue:
    # The kind of error and where, never its text: that may hold what somebody wrote.
    _log.error("webhook_failed", endpoint=request.endpoint, error=type(error).__name__, places=places(error.__traceback__))
    return Response("failed\n", 500, mimetype="text/plain")


@blueprint.errorhandler(DBAPIError)
@blueprint.errorhandler(PoolTimeout)
def _database_away(error: Exception) -> ResponseReturnValue:
    outage = outage_of(error)
    if outage is None:
        if current_app.testing:
            raise error
        return _fault(error)
    _log.error("webhook_without_database", endpoint=request.endpoint, outage=outage.value)
    return _come_again()


@blueprint.errorhandler(Conflict)
def _overtaken(error: Conflict) -> ResponseReturnValue:
    _log.warning("webhook_overtaken", endpoint=request.endpoint, code=error.code)
    return _come_again()


def _come_again() -> Response:
    return Response("try again later\n", 503, mimetype="text/plain", headers={"Retry-After": "60"})


@blueprint.post("/<provider>/status/<uuid:attempt_id>")
def status(provider: str, attempt_id: UUID) -> ResponseReturnValue:
    """A delivery report. The attempt's id is read from the signed URL by the channel itself."""
    del attempt_id
    channel = _carrier(provider, "sms")
    return _believed("status", lambda: channel.parse_receipt(_webhook(LARGEST_FORM)), _keep_receipt)


@blueprint.post("/<provider>/status")
def report(provider: str) -> ResponseReturnValue:
    """A delivery report of a provider whose URL is one for all messages: the channel reads in the body which it means."""
    channel = _carrier(provider, "sms", "email", "letter")
    return _believed("status", lambda: channel.parse_receipt(_webhook(LARGEST_FORM)), _keep_receipt)


@blueprint.post("/<provider>/inbound")
def inbound(provider: str) -> ResponseReturnValue:
    """A text from anybody. The answer says nothing: whoever answers a person is a person."""
    channel = _carrier(provider, "sms")
    return _believed("inbound", lambda: channel.parse_inbound(_webhook(LARGEST_FORM)), _keep_text)


@blueprint.post("/mail")
def mail() -> ResponseReturnValue:
    """A mail, as the relay passes it on."""
    channel = container().channels.get("email") or abort(404)
    return _believed("mail", lambda: channel.parse_inbound(_webhook(LARGEST_MAIL)), _keep_mail)


def _keep_receipt(receipt: Receipt) -> Response:
    record_receipt(container().sessions, receipt, now())
    return Response(status=204)


def _keep_text(text: Inbound) -> Response:
    trust_drafts = container().settings.confirm_with_draft_languages
    receive_reply(container().sessions, ContactRoute.TEXT, text, now(), trust_drafts=trust_drafts)
    return Response(_EMPTY_TWIML, mimetype="text/xml")


def _keep_mail(letter: Inbound) -> Response:
    trust_drafts = container().settings.confirm_with_draft_languages
    keep_mail(container().sessions, request.get_data(), letter, now(), door="mail", trust_drafts=trust_drafts)
    return Response(status=204)


def _believed(door: str, parse: Callable[[], Told], keep: Callable[[Told], Response]) -> Response:
    try:
        told = parse()
    except Unverified as error:
        return _refuse("unverified", door, error.code, 403)
    except Malformed as error:
        return _refuse("malformed", door, error.code, 400)
    return keep(told)


def _refuse(kind: str, door: str, code: str, status_code: int) -> Response:
    raise_alert(container().sessions, kind, door, code, now())
    return Response(f"{code}\n", status_code, mimetype="text/plain")


def _carrier(provider: str, *names: str) -> Channel:
    """The adapter of that provider, alone or one of several: each has its own door and its own sign."""
    channels = container().channels
    found = carriers(channels[name] for name in names if name in channels)
    return next((carrier for carrier in found if carrier.provider == provider), None) or abort(404)


def _webhook(largest: int) -> Webhook:
    """The request as plain values; parameters with their repeats, in the order that they came."""
    request.max_content_length = largest
    request.max_form_memory_size = largest
    body = request.get_data(cache=True)
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    return Webhook(
        url=f"{container().settings.public_url.rstrip('/')}{request.path}{query}",
        headers=dict(request.headers),
        params=tuple(request.form.items(multi=True)),
        body=body,
    )
