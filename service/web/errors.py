"""The one place where an error becomes a page: its status, its words, and a next step.

A view raises or lets through; it catches only what it can show beside a field (``forms.attach_faults``) or beside the newer
version (``Conflict``).
"""

from __future__ import annotations

import structlog
from flask import Flask, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from procrastinate.exceptions import ConnectorException
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from channels.errors import ChannelError
from service.domain.errors import Conflict, DomainError, Invalid, InvalidFields, NotAllowed, NotFound
from service.logs import places
from service.outages import Outage, outage_of
from service.web.kept import keep_what_was_typed
from service.web.locale import gettext as _
from service.web.words import words_for

_log = structlog.get_logger(__name__)

_COME_AGAIN_SECONDS: dict[Outage, int] = {Outage.AWAY: 10, Outage.READ_ONLY: 10, Outage.DISK_FULL: 60}
_STATUS: dict[type[DomainError], int] = {Invalid: 422, InvalidFields: 422, NotAllowed: 403, NotFound: 404, Conflict: 409}


def init_errors(app: Flask) -> None:
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(ChannelError, _channel_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    for kind in (DBAPIError, PoolTimeout, ConnectorException):
        app.register_error_handler(kind, _database_error)
    if not app.testing:
        app.register_error_handler(Exception, _fault)


def error_page(status: int, heading: str, words: str) -> ResponseReturnValue:
    """A page of its own for an error: what happened, what to do, and a way on."""
    return render_template("pages/error.html", status=status, heading=heading, words=words), status


def _domain_error(error: DomainError) -> ResponseReturnValue:
    if isinstance(error, InvalidFields):
        words = " ".join(dict.fromkeys(words_for(fault.code) for fault in error.faults))
        return error_page(422, _("Something needs changing"), words)
    status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 422)
    headings = {
        403: _("You can't open this"),
        404: _("Page not found"),
        409: _("Somebody else changed this first"),
        422: _("Something needs changing"),
    }
    return error_page(status, headings[status], words_for(error.code))


def _channel_error(error: ChannelError) -> ResponseReturnValue:
    return error_page(422, _("This can't go out as it is"), words_for(error.code))


def _csrf_error(error: Exception) -> ResponseReturnValue:
    del error
    if request.blueprint == "sign_in":
        flash(_("The page was open for too long. Sign in now."))
        return redirect(url_for("sign_in.first"), 303)
    return keep_what_was_typed("too_late")


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    heading, words = {
        400: (_("The page could not read that"), _("Go back, check what you entered and send it again.")),
        403: (_("You can't open this"), words_for("role_missing")),
        404: (_("Page not found"), _("Check the address, or start again from your first page.")),
        405: (_("This page can't be opened that way"), _("Start again from your first page.")),
        413: (_("That is too big"), _("Send a smaller file, or fewer words.")),
    }.get(status, (_("Something went wrong"), _("Try again in a minute. Nothing that was saved is lost.")))
    return error_page(status, heading, words)


def _database_error(error: Exception) -> ResponseReturnValue:
    """An outage is a page that says so, made without the database; what else a database refuses is a fault of ours."""
    outage = outage_of(error)
    if outage is None:
        if current_app.testing:
            raise error
        return _fault(error)
    _log.error("page_without_database", endpoint=request.endpoint, outage=outage.value, error=type(error).__name__)
    headings = {
        Outage.AWAY: _("Bothways can't reach its database"),
        Outage.READ_ONLY: _("Nothing can be saved at the moment"),
        Outage.DISK_FULL: _("Nothing can be saved: the disk is full"),
    }
    page = (
        keep_what_was_typed(outage.value, heading=headings[outage], words=words_for(outage.value))
        if request.method == "POST"
        else error_page(503, headings[outage], words_for(outage.value))
    )
    answer = make_response(page)
    answer.status_code = 503
    answer.headers["Retry-After"] = str(_COME_AGAIN_SECONDS[outage])
    return answer


def _fault(error: Exception) -> ResponseReturnValue:
    # The kind of error and where, never its text: that may hold what somebody typed.
    _log.error("page_failed", endpoint=request.endpoint, error=type(error).__name__, places=places(error.__traceback__))
    return error_page(
        500,
        _("Something went wrong"),
        _("It is not your fault. Try again in a minute. If a person is waiting, ring them instead."),
    )
