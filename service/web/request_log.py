"""One line a request, and an id that everything carries that was logged on the way. No path: ids and codes stand in it."""

from __future__ import annotations

from time import perf_counter

import structlog
from flask import Flask, Response, g, request

from service.database import new_id

_log = structlog.get_logger(__name__)

HEADER = "X-Request-Id"


def init_request_log(app: Flask) -> None:
    """Before every other ``init_…``: what is registered first begins first and ends last."""
    app.before_request(_begin)
    app.after_request(_tell)


def _begin() -> None:
    g.began = perf_counter()
    # Ours, never one that a header brings: that would let strangers write into the logs.
    g.request_id = str(new_id())
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _tell(response: Response) -> Response:
    response.headers[HEADER] = g.request_id
    _log.info(
        "request",
        endpoint=request.endpoint,
        method=request.method if request.method in _METHODS else "other",
        status=response.status_code,
        ms=round((perf_counter() - g.began) * 1000, 1),
    )
    return response


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Anything else is a word that somebody made up."""
