"""The app for programs: no cookie, no session, no page; each request brings its key."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from flask import Flask, Response
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.exceptions import NotFound

from service.api import openapi, problems
from service.api.calls import Call, caller_of, read_body, read_query
from service.api.routes import ROUTES, Route
from service.container import Container
from service.settings import Mode

LARGEST_BODY: Final = 64 * 1024
_HEADERS: Final = (
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
)
_HSTS: Final = ("Strict-Transport-Security", "max-age=63072000; includeSubDomains")


class NoSessions(SessionInterface):
    """A program has no cookie: none is read, none is set."""

    def open_session(self, app: Flask, request: Any) -> SessionMixin | None:  # noqa: ARG002
        return self.make_null_session(app)

    def save_session(self, app: Flask, session: SessionMixin, response: Any) -> None:
        """Nothing to save."""


def create_api(container: Container, words: problems.Words) -> Flask:
    """Everything under ``/api``. ``words`` are those of every code of the service, as people read them."""
    app = Flask("service.api", static_folder=None, template_folder=None)
    app.session_interface = NoSessions()
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, PROVIDE_AUTOMATIC_OPTIONS=False)
    # A path that is nearly right is not right: a redirect would have a program send its key and its body twice.
    app.url_map.merge_slashes = False
    problems.init_problems(app, words)
    for route in ROUTES:
        app.add_url_rule(route.path, f"{route.method} {route.path}", _served(container, route), methods=[route.method])
    document = json.dumps(openapi.description(ROUTES, container.settings.public_url)).encode()

    def described() -> Response:
        return Response(document, content_type="application/json")

    def explained(code: str) -> Response:
        found = problems.known(code, words)
        if found is None:
            raise NotFound
        return Response(found.model_dump_json(exclude_none=True), content_type=problems.MEDIA_TYPE)

    app.add_url_rule(openapi.PATH, "description", described)
    app.add_url_rule(f"{problems.PATH}<code>", "problem", explained)
    headers = (*_HEADERS, _HSTS) if container.settings.mode is Mode.PRODUCTION else _HEADERS

    def add_headers(response: Response) -> Response:
        response.headers.extend(headers)
        return response

    app.after_request(add_headers)
    return app


def _served(container: Container, route: Route) -> Callable[..., Response]:
    body, query = route.shape("body"), route.shape("query")

    def handle(**given: Any) -> Response:
        now = container.clock()
        caller = caller_of(container, now)
        caller.require(route.scope)
        if body is not None:
            given["body"] = read_body(body)
        if query is not None:
            given["query"] = read_query(query)
        reply = route.view(Call(container, caller, now), **given)
        return Response(reply.answer.model_dump_json(), reply.status, reply.headers, content_type="application/json")

    return handle
